"""
May this report open an alarm?

Seven gates, asked in this order, the first that fails is the reason for
silence: it happened; it is a fight; it names a spot; it is recent; the watch
entry covers it; it is new; it is news. An eighth holds back what was no live
news when it came in. Not here: whether an incident that readers know of has
changed (``agents/telling/alerting.py``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple

from agents.lexicon.groups import gang_lands
from agents.linking.incident_times import event_end
from agents.linking.incidents import FOUNDING, VIOLENT
from agents.what.composed import FLOWN
from agents.where.homes import country_of, is_specific
from schemas.decision import Reason
from schemas.event import LOCATING, ActorType, Mention
from schemas.incident import Incident
from schemas.reading import Reading
from schemas.record import Precision
from schemas.watch import Watch

OF_REALIS: Final[dict[str, Reason]] = {
    "attempted": "attempted_only", "threatened": "threatened", "planned": "planned",
    "hypothetical": "hypothetical", "negated": "negated", "historical": "historical",
    "exercise": "exercise", "metaphor": "metaphor_or_sport", "unclear": "unclear",
}  # fmt: skip
ARMED: Final[frozenset[ActorType]] = frozenset({
    "state", "rebel", "militia", "communal", "external", "unidentified",
})  # fmt: skip
DAYS: Final[frozenset[Precision]] = frozenset({"minute", "part_of_day", "day", "range"})
POLICE: Final = "COP"  # PLOVER sector
SEXUAL: Final = "Sexual violence"
UNORGANISED: Final[frozenset[ActorType]] = frozenset({"criminal", "rioter", "protester"})


class Held(NamedTuple):
    """
    The gate that did not open.

    Attributes:
        reason: Which.
        detail: In words, when there is more to say than the reason.
    """

    reason: Reason
    detail: str | None = None


def held_for_all(mention: Mention) -> Held | None:
    """Ask the gates that have the same answer for every watch entry."""
    if mention.realis != "actual":
        return Held(OF_REALIS[mention.realis])
    if mention.family not in FOUNDING:
        return Held("not_event", f"{mention.family} events open no alarm")
    if is_unorganised(mention):
        return Held("not_organised")
    if mention.scope == "summary":
        return Held("summary_only")
    if mention.background:
        return Held("historical", "the report tells it as background")
    return None


def is_unorganised(mention: Mention) -> bool:
    """
    Tell whether robbers or rioters take part, and nobody who bears arms in a group.

    Police are called to both, and make neither a fight. A gang that is known by name is
    organised: cartels hold towns; where they do, one without a name is as well. Robbers
    have neither drones nor shells. Rape is a weapon only of those who bear arms.
    """
    if mention.family not in VIOLENT:
        return False
    others = [actor for actor in mention.actors if actor.sector != POLICE]
    types = {actor.type for actor in others}
    acled = mention.types.acled
    if "criminal" in types and (
        any(actor.type == "criminal" and actor.actor_id for actor in others)
        or (acled is not None and acled.sub_event in FLOWN)
        or country_of(mention.places) in gang_lands()
    ):
        return False
    if acled is not None and acled.sub_event == SEXUAL and types.isdisjoint(ARMED):
        return True
    return not types.isdisjoint(UNORGANISED) and types.isdisjoint(ARMED)


def held_for(
    watch: Watch, incident: Incident, mention: Mention, reading: Reading, *, now: datetime
) -> Held | None:
    """Ask the gates before "in the watch" whose answer the entry itself sets."""
    if mention.family not in VIOLENT and not watch.include_riots:
        return Held("not_organised", "the entry does not ask for riots and protests")
    age = now.date() - last_day(incident, mention, reading)
    if age.days > watch.freshness_days:
        return Held(
            "stale", f"it happened {age.days} days ago; the entry asks for {watch.freshness_days:g}"
        )
    return None


def last_day(incident: Incident, mention: Mention, reading: Reading) -> date:
    """Return the last day of the event as far as this report knows it."""
    return event_end(incident, mention, reading.dispatch.published_at.date())


def held_as_no_news(reading: Reading) -> Held | None:
    """Ask the gates about the item itself: register, withdrawal, and how it came in."""
    source = reading.dispatch
    if reading.register != "news":
        return Held("register_excluded", f"the item is {reading.register}")
    if source.pubstatus != "usable":
        return Held("killed" if source.pubstatus == "canceled" else "withheld")
    if source.intake != "live":
        return Held("not_live", f"it came in as {source.intake}")
    return None


def may_found(reading: Reading, mention: Mention, *, now: datetime, horizon_days: float) -> bool:
    """
    Tell whether *mention* may open an incident at all, watched or not.

    Older than *horizon_days* it is history: it may only add to what is known.
    """
    if held_for_all(mention) is not None or reading.register != "news":
        return False
    when = mention.time
    if when.start is None:
        return True
    last = when.end or reading.dispatch.published_at.date()
    return (now.date() - last).days <= horizon_days


def may_join(mention: Mention, *, has_claims: bool) -> bool:
    """
    Tell whether *mention* may add to a known incident.

    What happened may, and a truce that is agreed. What is past or unclear only with a time
    of its own, and with a toll or the town: "tribute to the soldiers killed at X the day
    before" belongs there, but a look back at a war would cling to today's fighting.
    """
    if mention.scope == "summary":
        return False
    if mention.realis == "actual":
        return True
    if mention.realis == "planned":
        return mention.family == "ceasefire" and _names_its_town(mention)
    return (
        mention.realis in ("historical", "unclear")
        and mention.time.start is not None
        and (has_claims or (mention.time.precision in DAYS and _names_its_town(mention)))
    )


def _names_its_town(mention: Mention) -> bool:
    return any(place.role in LOCATING and is_specific(place) for place in mention.places)
