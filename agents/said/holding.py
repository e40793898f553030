"""
Of when and where is a toll, and how surely does it hold?

"400 dead since January" counts more than one event, "12 in Goma and five in Bukavu"
have places of their own, and "feared dead" is possible and no more.

Not here: the number (``agents/said/tolls.py``), whom it counts and who says so
(``agents/said/claims.py``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from agents.text.numbers import Number
from agents.text.sentences import Sentence
from schemas.claim import AsOf, Window
from schemas.record import PlaceId

from .tolls import Toll, tolls_in

OLD: Final = timedelta(days=60)  # further back it is not what the dispatch reports
HEAD: Final = 1  # tokens before a time that opens a sentence: "In 2022, 50 people died"
NEAR: Final = 6  # tokens from a number to the place that it alone has


def old_day(sentence: Sentence, toll: Toll, today: date) -> AsOf | None:
    """
    Return the day of a toll that its sentence puts long ago; of a year or month the last day.

    "The group, formed in 2019, killed 12" is no old toll: the time must stand with the
    toll or at the head of the sentence, and no other time may be newer.
    """
    times = sentence.times()
    if any(one.time.end is None or today - one.time.end <= OLD for one in times):
        return None
    for one in times:
        is_head = one.first - sentence.first <= HEAD
        if one.time.end and (is_head or sentence.same_clause(one.first, toll.word.first)):
            return AsOf(date=one.time.end, precision=one.time.precision)
    return None


def window_of(sentence: Sentence, today: date) -> Window:
    """
    Read "since January" and "this year": such a toll is not one event's.

    A year or month that is over is an event's own day, told roughly (``old_day``).
    """
    for time in sentence.times():
        when = time.time
        if when.precision not in ("month", "quarter", "year") or when.start is None:
            continue
        if when.relation == "since":
            return Window(since=when.start, cumulative=True)
        if when.relation == "on" and when.end is not None and when.start <= today <= when.end:
            return Window(since=when.start, until=today, cumulative=True)
    return Window()


def own_place(sentence: Sentence, toll: Toll) -> PlaceId | None:
    """Return the place of one toll where each has its own: "12 died in Goma and five in Sake"."""
    places = {
        one.number: _place_behind(sentence, one.number) for one in tolls_in(sentence) if one.number
    }
    found = {place for place in places.values() if place is not None}
    return places.get(toll.number) if toll.number and len(found) > 1 else None


def _place_behind(sentence: Sentence, number: Number) -> PlaceId | None:
    reach = range(number.last, number.last + NEAR)
    others = {one.number.first for one in tolls_in(sentence) if one.number}
    for one in sentence.places():
        if one.first in reach and one.cue == "in" and one.place.place_id is not None:
            is_others = any(number.first < other < one.first for other in others)
            return None if is_others else one.place.place_id
    return None


def is_feared(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether the clause of a toll only fears or supposes it: "12 feared dead"."""
    return any(
        (hit.first < last and first < hit.last) or sentence.same_clause(hit.first, first)
        for hit in sentence.of("cue.feared")
    )
