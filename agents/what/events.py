"""
What happened, as the dispatch tells it?

Puts each candidate event together: its place, time, parties and codes, and
whether it happened. The questions are their own modules; here is only the order
in which they are asked.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Final

from msgspec.structs import replace

from agents.lexicon import Trigger
from agents.said.speech import Attribution
from agents.text.sentences import Page
from agents.when.event_times import Timing, timings_of
from agents.where.elsewhere import without_elsewhere
from agents.where.event_places import locate
from agents.where.homes import country_of
from agents.who.actors import FoundActor, sided
from agents.who.parties import LOADED
from agents.who.siding import GENERIC
from schemas.event import Actor, EventTime, Mention
from schemas.reading import Dateline

from .actors_of import actors_of
from .asides import Told, without_asides
from .cases import Case
from .codes import types_of
from .company import Candidate
from .context import Context, context_of
from .ground import OVERTAKEN, REGAINED
from .realis import OLD, Ruling, realis_of
from .territory import territory_of
from .triggers import candidates_in
from .unreal import DISRUPTED
from .weighing import Spot

FRESH: Final = timedelta(days=7)  # a day so near is the event's own (docs/glossary.md, recent)
SURE: Final = {3: 1.0, 2: 0.8, 1: 0.6, 0: 0.5}


def mentions_in(
    page: Page,
    actors: list[FoundActor],
    attributions: list[Attribution],
    *,
    dateline: Dateline | None,
    published: datetime,
    spot: Spot | None = None,
) -> tuple[list[Mention], list[int], list[FoundActor]]:
    """
    Return the events of *page*, the sentence of each, and the parties with their sides.

    Args:
        page: The text with its words, places and times.
        actors: Its parties.
        attributions: Who speaks.
        dateline: Where and when the reporter wrote.
        published: When the wire moved it; the day when the dateline has none.
        spot: Where all words together tell of one, whatever the rules find there.
    """
    candidates = candidates_in(page, actors, attributions, spot)
    locate(page, candidates, attributions, dateline)
    today = (dateline and dateline.date) or published.date()
    parties = _with_generic_names(sided(actors, _country_of(candidates)))
    context = context_of(page, candidates, parties)
    times = timings_of(page, candidates, today)
    mentions = [
        _mention(number, candidate, parties, attributions, times[number], today, context=context)
        for number, candidate in enumerate(candidates)
    ]
    numbers = [one.sentence.number for one in candidates]
    mentions = without_elsewhere(mentions)
    told = [Told(*one) for one in zip(mentions, times, numbers, strict=True)]
    return without_asides(told, today), numbers, parties


def _country_of(candidates: list[Candidate]) -> str | None:
    """Return the country that most candidates are in, the first of equals."""
    counted = Counter(
        country for one in candidates if (country := country_of(one.places)) is not None
    )
    return counted.most_common(1)[0][0] if counted else None


def _with_generic_names(parties: list[FoundActor]) -> list[FoundActor]:
    """
    Let "the rebels" be the one rebel group that the dispatch names, if it names just one.

    Words of faith and of blame ("jihadists", "terrorists") are not passed on: they are
    as often said of a third party.
    """
    for kind in GENERIC:
        ids = {p.actor.actor_id for p in parties if p.actor.type == kind and p.is_named}
        if len(ids) == 1:
            known = ids.pop()
            parties = [
                p._replace(actor=replace(p.actor, actor_id=known))
                if p.actor.type == kind and p.actor.actor_id is None and not _is_loaded(p)
                else p
                for p in parties
            ]
    return parties


def _is_loaded(party: FoundActor) -> bool:
    name = party.actor.name.casefold()
    return any(word in name for word in LOADED)


def _mention(
    number: int,
    candidate: Candidate,
    parties: list[FoundActor],
    attributions: list[Attribution],
    timing: Timing,
    today: date,
    *,
    context: Context,
) -> Mention:
    sentence, hit = candidate.sentence, candidate.hit
    ruling = _ruling(candidate, timing.own, today, context=context)
    trigger = _stopped(candidate.trigger) if ruling.realis == "attempted" else candidate.trigger
    actors, roles = actors_of(candidate, parties, attributions)
    text = sentence.page.text
    return Mention(
        idx=number,
        realis=ruling.realis,
        realis_spans=ruling.spans,
        trigger=text.words(hit.first, hit.last),
        trigger_span=text.span(hit.first, hit.last),
        sentence=sentence.kept,
        sentence_span=sentence.span,
        family=trigger.family,
        types=types_of(_of_foreigners(trigger.sub_event, actors), actors),
        time=timing.of(ruling.realis),
        places=tuple(candidate.places),
        actors=actors,
        territory=territory_of(
            candidate, parties, actors, ruling.realis, _since(timing.own), today
        ),
        scope="summary" if _is_summary(timing.own) else "single",
        background=ruling.is_background,
        reaction=sentence.any("cue.reaction", lambda cue: cue.first < hit.first) is not None,
        confidence=SURE[trigger.strength],
        rules=(*candidate.rules, *timing.rules_of(ruling.realis), *roles, ruling.rule),
    )


def _of_foreigners(sub_event: str, actors: tuple[Actor, ...]) -> str:
    """
    Ground that a foreign army takes is not regained (ACLED's coding rule 5).

    All words together may know better (``agents/what/sub_events.py``): "retook", "liberated"
    tell of the country's own army even where none was recognised among the parties.
    """
    if sub_event == REGAINED and not any(one.type == "state" for one in actors):
        return OVERTAKEN
    return sub_event


def _stopped(trigger: Trigger) -> Trigger:
    """Call a bombing that was foiled what ACLED calls it (docs/glossary.md, *code systems*)."""
    if trigger.family != "remote":
        return trigger
    return Trigger("strategic", DISRUPTED, trigger.strength)


def _ruling(candidate: Candidate, time: EventTime, today: date, *, context: Context) -> Ruling:
    last_day = time.end or time.start
    is_since = time.relation == "since" and time.start is not None
    if candidate.weighed is not None:
        return candidate.weighed
    day = time.start if is_since else last_day
    case = Case(
        candidate.sentence,
        candidate.hit,
        candidate.trigger,
        time,
        # "400 killed since January" is no look back: agents/telling/gates.py calls it a summary.
        is_old=day is not None and today - day > OLD and not _counts(candidate, time),
        has_party=candidate.has_armed,
        has_enemy=candidate.has_enemy,
        is_fresh=day is not None and today - day <= FRESH,
        context=context,
    )
    return realis_of(case)


def _counts(candidate: Candidate, time: EventTime) -> bool:
    """Tell whether the sentence counts up to now: "400 killed since January"."""
    is_open = time.relation == "since"
    return is_open and _is_summary(time) and bool(candidate.sentence.of("toll"))


def _since(time: EventTime) -> date | None:
    return time.start if time.relation == "since" else None


def _is_summary(time: EventTime) -> bool:
    """Tell whether the words count over weeks or more: "since January", "this year"."""
    return time.precision in ("month", "quarter", "year") and time.relation in ("since", "on")
