"""
Who says how many?

Gives every toll the people it counts, the stretch of time it counts them over
and the one who says so. What a party says of its own dead is an admission; what
it says of the other side's is a claim, whatever its tone. Nothing is added up.

Not here: the numbers (``agents/said/tolls.py``), and how claims of several dispatches
stand to each other (``agents/linking/claims_ledger.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from agents.text.sentences import Page, Sentence, beginning_in
from agents.who.actors import FoundActor
from schemas.claim import AsOf, Claim, ClaimStatus, Of, Speaker
from schemas.record import identity

from .holding import is_feared, old_day, own_place, window_of
from .speech import Attribution, speaking_in
from .tolls import Toll, tolls_in

MOST: Final = 100
"""Tolls of one dispatch: more is a table or an attack, and each is kept with its incident."""

CIVILIANS: Final = frozenset({"child", "aid worker"})
AFTER: Final = 5  # tokens after a number or a counting word in which those counted may stand


def claims_in(
    page: Page,
    actors: list[FoundActor],
    attributions: list[Attribution],
    *,
    dispatch: tuple[str, int],
    as_of: date,
) -> list[tuple[Claim, int]]:
    """
    Return the first ``MOST`` tolls of *page* in order, each with the number of its sentence.

    Args:
        page: The text with its words, places and times.
        actors: Its parties, with their sides.
        attributions: Who speaks.
        dispatch: Key and revision, for the claims' ids.
        as_of: The dateline's day: when a figure held if its sentence tells no old day.
    """
    found = []
    for number in range(len(page.text.sentences)):
        sentence = page.sentence(number)
        if not sentence.of("toll"):
            continue
        here = beginning_in(actors, sentence.first, sentence.last)
        said = speaking_in(sentence, attributions)
        for toll in tolls_in(sentence):
            claim = _claim(sentence, toll, here, said, dispatch, as_of)
            found.append((claim, number))
        if len(found) >= MOST:
            break
    return found[:MOST]


def _claim(
    sentence: Sentence,
    toll: Toll,
    actors: Sequence[FoundActor],
    said: Sequence[Attribution],
    dispatch: tuple[str, int],
    as_of: date,
) -> Claim:
    text = sentence.page.text
    first, last = min(toll.word.first, toll.phrase[0]), max(toll.word.last, toll.phrase[1])
    span = text.span(first, last)
    of = _counted(sentence, toll, actors, said)
    by, status = _said_by(sentence, said, actors, of, (first, last))
    if status in ("asserted", "claimed") and is_feared(sentence, first, last):
        status = "possible"
    return Claim(
        claim_id=identity(*dispatch, toll.word.payload, *span),
        kind=toll.word.payload,
        of=of,
        min=toll.bounds.min,
        max=toll.bounds.max,
        words=text.words(*toll.phrase),
        hedge=toll.bounds.hedge,
        status=status,
        by=by,
        as_of=old_day(sentence, toll, as_of) or AsOf(date=as_of),
        window=window_of(sentence, as_of),
        place_id=own_place(sentence, toll),
        span=span,
        rules=("claims.number@1" if toll.number else "claims.losses@1",),
    )


def _counted(
    sentence: Sentence, toll: Toll, actors: Sequence[FoundActor], said: Sequence[Attribution]
) -> Of:
    """Tell whom a toll counts: the people beside its number, and the party they belong to."""
    word, number = toll.word, toll.number
    if number is None:
        return _losers(sentence, word.first, actors, said)
    if number.last <= word.first:
        first, last = number.first, max(word.first, min(number.last + AFTER, sentence.last))
    else:
        first, last = number.first, min(number.last + AFTER, sentence.last)
    # The word right after the number counts also in quotation marks: 20 "terrorists".
    last = min(last, max(sentence.clause_span(number.last - 1)[1], number.last + 1))
    people = sentence.page.marks.within("people", first, last)
    inside = [one for one in actors if first <= one.first < last and not one.is_deed]
    # "15 fighters of Wagner" are Wagner's: a name tells whose the fighters are.
    party = min(inside, key=lambda one: not one.is_named, default=None)
    category = people[0].payload if people else "unknown"
    name = sentence.page.text.words(number.first, number.last) if number.is_person else None
    if party is None:
        words = sentence.page.text.words(people[0].first, people[0].last) if people else ""
        words = name or words
        return Of(
            side="civilian" if category in CIVILIANS else "unknown", category=category, words=words
        )
    if category == "unknown" and party.actor.type in ("rebel", "militia", "external"):
        category = "fighter"
    return Of(
        side=party.actor.side,
        actor_id=party.actor.actor_id,
        category=category,
        words=name or party.actor.name,
    )


def _losers(
    sentence: Sentence, before: int, actors: Sequence[FoundActor], said: Sequence[Attribution]
) -> Of:
    """Tell who suffered losses without a number: the first party before them, not who tells it."""
    inside = [one for one in actors if sentence.first <= one.first < before]
    others = [one for one in inside if not any(s.first <= one.first < s.last for s in said)]
    party = next(iter(others or inside), None)
    if party is None:
        return Of()
    return Of(side=party.actor.side, actor_id=party.actor.actor_id, words=party.actor.name)


def _said_by(
    sentence: Sentence,
    said: Sequence[Attribution],
    actors: Sequence[FoundActor],
    of: Of,
    at: tuple[int, int],
) -> tuple[Speaker | None, ClaimStatus]:
    """Choose the speaker of a toll at tokens *at*: the nearest; without one the agency asserts it."""
    # Who denies a part in it says nothing of how many.
    is_apart = bool(sentence.of("speech.uninvolved"))
    others = [
        one for one in said
        if not (one.first <= at[0] < one.last) and not (is_apart and one.status == "denied")
    ]  # fmt: skip
    if not others:
        doubted = sentence.of("cue.claimed")
        return None, "claimed" if doubted else "asserted"
    nearest = min(others, key=lambda one: min(abs(one.first - at[1]), abs(at[0] - one.last)))
    party = next((one for one in actors if nearest.first <= one.first < nearest.last), None)
    speaker = nearest.speaker
    if party is None:
        return speaker, nearest.status
    affiliation = party.actor.actor_id or party.actor.name
    speaker = replace(speaker, affiliation=affiliation, side=party.actor.side)
    is_own = of.actor_id is not None and of.actor_id == party.actor.actor_id
    if nearest.status == "claimed" and is_own:
        return speaker, "admitted"
    return speaker, nearest.status
