"""
Is what changed more than an update: has it grown worse, spread, or stopped?

Asked for readers who know of the incident. What makes it worse is told at once:
a toll that crosses into a higher band than they were ever told of, a heavier kind
of weapon, a foreign force or a third side, ground that is still held a day later,
a truce that is broken, more of it than usual (``agents/telling/highs.py``). A truce
is told when it is in force, not when it is agreed for Monday. Defaults and rules:
docs/watching.md, *what rings*. Not here: an update (``agents/linking/changes.py``),
and when it is sent (``agents/telling/notices.py``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from agents.linking.incidents import VIOLENT
from agents.linking.sides import FIGHTING
from agents.where.geo import nearest_km
from agents.where.homes import is_specific
from agents.who.party_names import party_name
from schemas.alert import AlertKind
from schemas.event import LOCATING, Place
from schemas.incident import Incident
from schemas.state import Notice
from schemas.watch import Watch

from .cases import Case
from .highs import highs


class Milestone(NamedTuple):
    """
    What is told instead of an update.

    Attributes:
        kind: ESCALATION, SPREAD or CEASEFIRE.
        reasons: In words.
        rules: Which fired, ``name@version``.
        highs: Keys of the highs that it tells of.
    """

    kind: AlertKind
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    highs: tuple[str, ...] = ()


def milestone(case: Case, watch: Watch, notice: Notice) -> Milestone | None:
    """Return what *case* is for the readers of *notice*: the gravest that holds, or nothing."""
    before, after = case.before, case.incident
    if before is None or not case.changes or after.status in ("ended", "retracted"):
        return None  # late facts and withdrawals are no turn of events
    if any(change.path == "merged" for change in notice.pending):
        return None  # its readers knew a part of it: an UPDATE tells them what both add up to
    unusual = tuple(highs(case.lately, after, watch))
    asked: tuple[tuple[AlertKind, list[tuple[str, str]]], ...] = (
        (
            "ESCALATION",
            [*_worse(watch, notice, before, after), *((one.rule, one.reason) for one in unusual)],
        ),
        ("SPREAD", list(_spread(case, watch, before))),
        ("CEASEFIRE", list(_stopped(before, after))),
    )
    for kind, fired in asked:
        if fired:
            rules, reasons = zip(*fired, strict=True)
            told_of = tuple(one.key for one in unusual) if kind == "ESCALATION" else ()
            return Milestone(kind, reasons, rules, told_of)
    return None


Fired = Iterator[tuple[str, str]]
"""The rule and its reason in words."""


def _worse(watch: Watch, notice: Notice, before: Incident, after: Incident) -> Fired:
    killed = after.toll_summary.min or 0
    band = bisect_right(watch.toll_bands, killed)
    if band > bisect_right(watch.toll_bands, notice.worst_told):
        reason = f"at least {killed} killed: now in the band from {watch.toll_bands[band - 1]}"
        yield "escalation.toll-band@1", reason
    for weapon in sorted(set(after.weapons) - set(before.weapons)):
        yield "escalation.weapon@1", f"{weapon.replace('-', ' ')} used for the first time"
    for name in _newcomers(before, after):
        yield "escalation.force@1", f"{name} takes part now"
    held = [one.territory is not None and bool(one.territory.held_over_1_day)
            for one in (before, after)]  # fmt: skip
    if held == [False, True]:
        yield "escalation.ground-held@1", "the ground taken is still held a day later"
    if before.status == "ceasefire" and after.status not in ("ceasefire", "ended", "retracted"):
        yield "escalation.truce-broken@1", "fighting is reported although a truce was in force"


def _newcomers(before: Incident, after: Incident) -> Iterator[str]:
    """Yield parties that came from abroad, or as a third side; a name for a known one is no news."""
    known = {actor.actor_id for actor in before.actors}
    sides = {actor.side for actor in before.actors}
    for actor in after.actors:
        if actor.actor_id is None or actor.actor_id in known or actor.side not in FIGHTING:
            continue
        if actor.role in ("claimant", "mediator", "victim"):
            continue
        is_foreign = (
            actor.type in ("state", "external")
            and actor.country is not None
            and actor.country != after.country
        )
        if is_foreign or (actor.side == "C" and actor.side not in sides):
            yield party_name(actor)


def _spread(case: Case, watch: Watch, before: Incident) -> Fired:
    """Yield the new places of the fighting itself that lie away from all that were known."""
    # A place that nobody names any more was corrected, not left behind.
    still = {place.place_id for place in case.incident.places}
    known = [place for place in before.places if _is_spot(place) and place.place_id in still]
    if not known:
        return
    regions = {place.iso3166_2 for place in known}
    for mention in case.mentions:
        if mention.realis != "actual" or mention.background or mention.family not in VIOLENT:
            continue
        for place in mention.places:
            if not _is_spot(place) or any(place.place_id == one.place_id for one in known):
                continue
            name = place.canonical or place.name
            if place.iso3166_2 is not None and place.iso3166_2 not in regions:
                yield "spread.region@1", f"fighting is now also reported at {name}, {place.adm1}"
            elif (far := _nearest_km(place, known)) is not None and far > watch.spread_km:
                yield "spread.distance@1", f"now also at {name}, {far:.0f} km from where it was"


def _is_spot(place: Place) -> bool:
    return place.role in LOCATING and is_specific(place)


def _nearest_km(place: Place, known: list[Place]) -> float | None:
    """Return how far *place* lies from the nearest of *known*, if both have points."""
    if place.lat is None or place.lon is None:
        return None
    points = [(one.lat, one.lon) for one in known if one.lat is not None and one.lon is not None]
    return nearest_km((place.lat, place.lon), points)


def _stopped(before: Incident, after: Incident) -> Fired:
    if after.status == "ceasefire" and before.status != "ceasefire":
        yield "ceasefire@1", "a truce is in force, or the fighting is said to have ended"
