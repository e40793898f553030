"""
When? Which times does a text name, and which days are they?

A bare weekday is the latest such day not after the dateline's date, so on a
Sunday "Sunday" is today; "last" leaves that day out, "next" goes forward, and so
does a weekday in a clause about the future. Every time keeps its precision: a
month is never a day.

Not here: which event a time belongs to (``agents/events.py``), and the words
(``agents/calendar``).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from schemas.event import EventTime

from .calendar.phrases import Beside, Relation, Stretch, stretch_of
from .calendar.vocabulary import Vocabulary, vocabulary_of
from .folding import Text

Tense = Literal["past", "future", "now"]
Anchor = Literal["dateline", "published"]

RELATIONS: Final[tuple[Relation, ...]] = ("since", "until", "before", "after")

# Plans reach so far; a later "year" is a number.
AHEAD_YEARS: Final = 10


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
    return [
        _found(text, stretch, words, anchor, basis)
        for stretch in _joined(text, _stretches(text, words, anchor), words)
        if stretch.start.year <= published.year + AHEAD_YEARS
    ]


def _found(
    text: Text, stretch: Stretch, words: Vocabulary, anchor: date, basis: Anchor
) -> FoundTime:
    relation, begin = stretch.relation, stretch.first
    if relation == "on":
        relation, begin = _relation(_beside(text, begin, words), begin)
    time = EventTime(
        text=text.words(begin, stretch.last),
        start=None if relation in {"until", "before"} else stretch.start,
        end=None if relation in {"since", "after"} else stretch.end,
        precision=stretch.precision,
        anchor="explicit" if stretch.is_explicit else basis,
        relation=relation,
        span=text.span(begin, stretch.last),
    )
    tense: Tense = "past" if stretch.end < anchor else "now"
    return FoundTime(time, begin, stretch.last, "future" if stretch.start > anchor else tense)


def _beside(text: Text, token: int, words: Vocabulary) -> Beside:
    return Beside(text, text.sentences[text.sentence_of(token)], words)


def _relation(beside: Beside, first: int) -> tuple[Relation, int]:
    for relation in RELATIONS:
        width = beside.before(first, relation)
        if width:
            return relation, first - width
    return "on", first


def _stretches(text: Text, words: Vocabulary, anchor: date) -> list[Stretch]:
    """Read every phrase by itself, in order, none overlapping."""
    hits = [(hit.first, hit.last, *hit.payload) for hit in words.times.find(text)]
    hits += [
        (at, at + 1, "figure", 0)
        for at, word in enumerate(text.tokens)
        if len(word) == 4 and word.isdecimal()
    ]
    found: list[Stretch] = []
    free = 0
    for first, last, kind, value in sorted(hits):
        if first < free:
            continue
        stretch = stretch_of(first, last, kind, value, _beside(text, first, words), anchor)
        if stretch and stretch.first >= free:
            found.append(stretch)
            free = stretch.last
    return found


def _joined(text: Text, stretches: list[Stretch], words: Vocabulary) -> list[Stretch]:
    """Join "between Thursday and Saturday", and a night with its days ("overnight Saturday")."""
    pairs: list[Stretch] = []
    for stretch in stretches:
        pair = _pair(text, pairs[-1], stretch, words) if pairs else None
        if pair:
            pairs[-1] = pair
        else:
            pairs.append(stretch)
    found: list[Stretch] = []
    for stretch in pairs:
        joint = tuple(text.tokens[found[-1].last : stretch.first]) if found else None
        is_night = bool(found) and found[-1].relation == "overnight"
        if is_night and (not joint or joint in words.beside.get("between", ())):
            end = max(stretch.end, stretch.start + timedelta(days=1))
            found[-1] = stretch._replace(
                first=found[-1].first, end=end, precision="part_of_day", relation="overnight"
            )
        else:
            found.append(stretch)
    return found


def _pair(text: Text, one: Stretch, two: Stretch, words: Vocabulary) -> Stretch | None:
    """Return the range from *one* to *two* when the words make it one."""
    joints = words.beside.get("and", frozenset())
    joint = tuple(text.tokens[one.last : two.first])
    width = _beside(text, one.first, words).before(one.first, "between")
    if not width or len(joint) > 2 or (joint not in joints and joint[:1] not in joints):
        return None
    start = one.start - timedelta(days=7 if one.start > two.end else 0)
    return Stretch(one.first - width, two.last, start, two.end, "range", one.is_explicit)
