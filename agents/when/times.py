"""
When? Which times does a text name, and which days are they?

A bare weekday is the latest such day not after the dateline's date, so on a
Sunday "Sunday" is today; "last" leaves that day out, "next" goes forward, and so
does a weekday in a clause about the future. Every time keeps its precision: a
month is never a day.

Not here: which event a time belongs to (``agents/when/event_times.py``), and the words
(``agents/calendar``).
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from agents.calendar.beside import Beside
from agents.calendar.joining import joined
from agents.calendar.phrases import WINDOW, stretch_of
from agents.calendar.stretch import Setting, Stretch
from agents.calendar.vocabulary import Vocabulary, vocabulary_of
from agents.text.folding import Text
from schemas.event import EventTime

Tense = Literal["past", "future", "now"]
Anchor = Literal["dateline", "published"]

# Plans reach so far; a later "year" is a number.
AHEAD_YEARS: Final = 10

SILENT: Final = frozenset({"future", "nothing"})

# "The next day" counts from a day that was told a few sentences before, no further.
TOLD_WITHIN: Final = 90  # tokens
# Nobody's wire is older than telegraphy, and a date must hold "200 years ago".
BELIEVED: Final = (date(1800, 1, 1), date(2300, 1, 1))


class FoundTime(NamedTuple):
    """
    A time in a text.

    Attributes:
        time: The days, with their precision.
        first, last: Its tokens, ``last`` exclusive.
        tense: Of the time itself, seen from the anchor.
    """

    time: EventTime
    first: int
    last: int
    tense: Tense


def times_in(
    text: Text,
    language: str,
    *,
    anchor: date,
    published: datetime,
    basis: Anchor = "dateline",
) -> list[FoundTime]:
    """
    Return the times that *text* names, in order.

    Args:
        text: Folded canonical text.
        language: Its language.
        anchor: The day that relative words count from.
        published: When the wire moved it; a year that lies after it is not believed.
        basis: Whether *anchor* is the dateline's date or the publication's.
    """
    words = vocabulary_of(language)
    latest = published.year + AHEAD_YEARS
    anchor = min(max(anchor, BELIEVED[0]), BELIEVED[1])
    return [
        _found(text, stretch, anchor, basis)
        for stretch in joined(text, _stretches(text, words, anchor), words)
        if stretch.start.year <= latest
    ]


def _found(text: Text, stretch: Stretch, anchor: date, basis: Anchor) -> FoundTime:
    relation, first, last = stretch.relation, stretch.first, stretch.last
    time = EventTime(
        text=text.words(first, last),
        start=None if relation in {"until", "before"} else stretch.start,
        end=None if relation in {"since", "after"} else stretch.end,
        precision=stretch.precision,
        anchor="explicit" if stretch.is_explicit else basis,
        relation=relation,
        span=text.span(first, last),
    )
    tense: Tense = "past" if stretch.end < anchor else "now"
    return FoundTime(time, first, last, "future" if stretch.start > anchor else tense)


def _stretches(text: Text, words: Vocabulary, anchor: date) -> list[Stretch]:
    """Read every phrase by itself, in order, none overlapping."""
    hits = [(hit.first, hit.last, *hit.payload) for hit in words.times.find(text)]
    ahead = [hit[0] for hit in hits if hit[2] == "future"]
    found: list[Stretch] = []
    free = 0
    told: tuple[int, date] | None = None
    beside = Beside(text, (0, 0), words)
    for first, last, kind, value in hits:
        if first < free or kind in SILENT:
            continue
        if first >= beside.bounds[1]:
            number = text.sentence_of(first)
            if number < 0:
                continue  # the dateline's own
            beside = Beside(text, text.sentences[number], words)
        before = told[1] if told and first - told[0] <= TOLD_WITHIN else None
        is_future = _is_near(ahead, first, beside.bounds)
        setting = Setting(beside, anchor, before, is_future)
        stretch = stretch_of(first, last, kind, value, setting)
        if stretch is None or stretch.core < free:
            continue
        found.append(stretch if stretch.first >= free else stretch._replace(first=stretch.core))
        free = stretch.last
        if stretch.precision in {"day", "part_of_day"} and stretch.start <= anchor:
            told = first, stretch.start
    return found


def _is_near(ahead: list[int], at: int, bounds: tuple[int, int]) -> bool:
    """Tell whether the sentence speaks of the future before or just behind token *at*."""
    if not ahead:
        return False
    first = bisect_left(ahead, max(bounds[0], at - WINDOW[0]))
    return first < len(ahead) and ahead[first] < min(bounds[1], at + WINDOW[1])
