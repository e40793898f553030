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

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from schemas.event import EventTime
from schemas.record import Precision

from .calendar.dates import Written, resolve, written_at, year_of
from .calendar.vocabulary import Vocabulary, vocabulary_of
from .folding import Text

Tense = Literal["past", "future", "now"]
Anchor = Literal["explicit", "dateline", "published"]
Relation = Literal["on", "since", "until", "before", "after", "overnight"]

RELATIONS: Final[tuple[Relation, ...]] = ("since", "until", "before", "after")
UNIT_PRECISION: Final[dict[int, Precision]] = {
    1: "day", 7: "week", 30: "month", 365: "year", 3650: "year",
}  # fmt: skip


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


class Stretch(NamedTuple):
    """What a phrase means before its surroundings are read: days, precision, tokens, anchor."""

    first: int
    last: int
    start: date
    end: date
    precision: Precision
    is_explicit: bool = False
    relation: Relation = "on"


def times_in(
    text: Text,
    language: str,
    *,
    anchor: date,
    published: datetime,
    basis: Literal["dateline", "published"] = "dateline",
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
    found: list[FoundTime] = []
    for stretch in _joined(text, _stretches(text, words, anchor), words):
        if stretch.start.year > published.year + 10:
            continue
        bounds = text.sentences[text.sentence_of(stretch.first)]
        relation = stretch.relation
        begin = stretch.first
        if relation == "on":
            relation, begin = _relation(text, stretch.first, bounds[0], words)
        is_open = relation in {"since", "after"}
        source: Anchor = "explicit" if stretch.is_explicit else basis
        time = EventTime(
            text=text.words(begin, stretch.last),
            start=None if relation in {"until", "before"} else stretch.start,
            end=None if is_open else stretch.end,
            precision=stretch.precision,
            anchor=source,
            relation=relation,
            span=text.span(begin, stretch.last),
        )
        tense: Tense = "past" if stretch.end < anchor else "now"
        found.append(
            FoundTime(time, begin, stretch.last, "future" if stretch.start > anchor else tense)
        )
    return found


def _stretches(text: Text, words: Vocabulary, anchor: date) -> list[Stretch]:
    """Read every phrase by itself, in order, none overlapping."""
    found: list[Stretch] = []
    hits = [(hit.first, hit.last, *hit.payload) for hit in words.times.find(text)]
    years = [
        (at, at + 1, "figure", 0)
        for at, word in enumerate(text.tokens)
        if len(word) == 4 and word.isdecimal()
    ]
    free = 0
    for first, last, kind, value in sorted(hits + years):
        if first < free:
            continue
        bounds = text.sentences[text.sentence_of(first)]
        stretch = _read(text, first, last, kind, value, bounds, words, anchor)
        if stretch and stretch.first >= free:
            found.append(stretch)
            free = stretch.last
    return found


def _read(
    text: Text,
    first: int,
    last: int,
    kind: str,
    value: int,
    bounds: tuple[int, int],
    words: Vocabulary,
    anchor: date,
) -> Stretch | None:
    if kind in {"month", "figure"}:
        written = written_at(text, first, bounds, words.months)
        if written:
            return _of_date(text, written, bounds, words, anchor)
        return _of_year(text, first, bounds, words) if kind == "figure" else None
    if kind == "weekday":
        return _of_weekday(text, first, last, value, bounds, words, anchor)
    if kind == "unit":
        return _of_ago(text, first, last, value, bounds, words, anchor)
    if kind == "overnight":
        night = anchor - timedelta(days=1)
        return Stretch(first, last, night, anchor, "part_of_day", relation="overnight")
    if kind == "lately":
        return Stretch(first, last, anchor - timedelta(days=value), anchor, "range")
    start, end, precision = period(kind, value, anchor)
    return Stretch(first, last, start, end, precision)


def period(kind: str, value: int, anchor: date) -> tuple[date, date, Precision]:
    """Return the first and last day of the day, week, month or year *value* away from *anchor*'s."""
    if kind == "week":
        monday = anchor + timedelta(days=7 * value - anchor.weekday())
        return monday, monday + timedelta(days=6), "week"
    if kind == "month_":
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + value, 12)
        return _month(year, month + 1)
    if kind == "year":
        return date(anchor.year + value, 1, 1), date(anchor.year + value, 12, 31), "year"
    day = anchor + timedelta(days=value)
    return day, day, "part_of_day" if kind == "part" else "day"


def _month(year: int, month: int) -> tuple[date, date, Precision]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _of_date(
    text: Text, written: Written, bounds: tuple[int, int], words: Vocabulary, anchor: date
) -> Stretch | None:
    day = resolve(written, anchor)
    if day is None:
        return None
    if written.day:
        return Stretch(written.first, written.last, day, day, "day", is_explicit=True)
    # "may", "march" and "mars" are other words too: a bare month needs its preposition.
    kinds = ("on", *RELATIONS, "last", "between")
    is_said = any(_beside(text, written.first, bounds[0], words, kind) for kind in kinds)
    if not is_said and written.year is None:
        return None
    start, end, precision = _month(day.year, day.month)
    return Stretch(written.first, written.last, start, end, precision, is_explicit=True)


def _of_year(text: Text, at: int, bounds: tuple[int, int], words: Vocabulary) -> Stretch | None:
    year = year_of(text.tokens[at])
    if year is None or not _beside(text, at, bounds[0], words, "year_cue"):
        return None
    return Stretch(at, at + 1, date(year, 1, 1), date(year, 12, 31), "year", is_explicit=True)


def _of_weekday(
    text: Text,
    first: int,
    last: int,
    weekday: int,
    bounds: tuple[int, int],
    words: Vocabulary,
    anchor: date,
) -> Stretch:
    back = (anchor.weekday() - weekday) % 7
    before = _beside(text, first, bounds[0], words, "last")
    behind = _behind(text, last, bounds[1], words, "last_behind")
    following = _beside(text, first, bounds[0], words, "next")
    ahead = _behind(text, last, bounds[1], words, "next_behind")
    if before or behind:
        back = back or 7
    elif following or ahead or _is_future(text, first, bounds, words):
        back -= 7
    elif _beside(text, first, bounds[0], words, "ahead") and not _behind(
        text, last, bounds[1], words, "and"
    ):
        back = back - 7 if back else 0
    day = anchor - timedelta(days=back)
    return Stretch(first - before - following, last + behind + ahead, day, day, "day")


def _of_ago(
    text: Text,
    first: int,
    last: int,
    unit: int,
    bounds: tuple[int, int],
    words: Vocabulary,
    anchor: date,
) -> Stretch | None:
    """Read "two days ago" and "il y a deux jours"; a bare "days" says nothing."""
    number, begin = _number(text, first, bounds[0], words)
    if number is None:
        return None
    behind = _behind(text, last, bounds[1], words, "ago")
    before = _beside(text, begin, bounds[0], words, "ago_before")
    if not behind and not before:
        return None
    days = min(unit * number, 366 * 200)
    day = anchor - timedelta(days=days)
    start, end, precision = day, day, UNIT_PRECISION[unit]
    if precision == "week":
        start, end, _ = period("week", -number, anchor)
    elif precision == "month":
        start, end, _ = period("month_", -number, anchor)
    elif precision == "year":
        start, end, _ = period("year", -days // 365, anchor)
    return Stretch(begin - before, last + behind, start, end, precision)


def _joined(text: Text, stretches: list[Stretch], words: Vocabulary) -> list[Stretch]:
    """Join "between Thursday and Saturday", and a night with its days ("overnight Saturday")."""
    pairs: list[Stretch] = []
    for stretch in stretches:
        if pairs and _is_pair(text, pairs[-1], stretch, words):
            pairs[-1] = _pair(text, pairs[-1], stretch, words)
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


def _pair(text: Text, one: Stretch, two: Stretch, words: Vocabulary) -> Stretch:
    start = text.sentences[text.sentence_of(one.first)][0]
    first = one.first - _beside(text, one.first, start, words, "between")
    begin = one.start - timedelta(days=7 if one.start > two.end else 0)
    return Stretch(first, two.last, begin, two.end, "range", one.is_explicit)


def _is_pair(text: Text, one: Stretch, two: Stretch, words: Vocabulary) -> bool:
    start = text.sentences[text.sentence_of(one.first)][0]
    joint = tuple(text.tokens[one.last : two.first])
    is_joined = joint in words.beside.get("and", ()) or joint[:1] in words.beside.get("and", ())
    return is_joined and len(joint) <= 2 and bool(_beside(text, one.first, start, words, "between"))


def _relation(text: Text, first: int, start: int, words: Vocabulary) -> tuple[Relation, int]:
    for relation in RELATIONS:
        width = _beside(text, first, start, words, relation)
        if width:
            return relation, first - width
    return "on", first


def _beside(text: Text, first: int, start: int, words: Vocabulary, kind: str) -> int:
    """Return how many tokens before *first* are a phrase of class *kind*, 0 for none."""
    phrases = words.beside.get(kind, frozenset())
    for width in (3, 2, 1):
        if first - width >= start and tuple(text.tokens[first - width : first]) in phrases:
            return width
    return 0


def _behind(text: Text, last: int, end: int, words: Vocabulary, kind: str) -> int:
    return int(last < end and (text.tokens[last],) in words.beside.get(kind, ()))


def _number(text: Text, first: int, start: int, words: Vocabulary) -> tuple[int | None, int]:
    for width in (3, 2, 1):
        number = words.numbers.get(tuple(text.tokens[max(start, first - width) : first]))
        if number and first - width >= start:
            return number, first - width
    if first > start and text.tokens[first - 1].isdigit() and len(text.tokens[first - 1]) <= 3:
        return int(text.tokens[first - 1]), first - 1
    return None, first


def _is_future(text: Text, at: int, bounds: tuple[int, int], words: Vocabulary) -> bool:
    """Tell whether the sentence speaks of the future before or just behind token *at*."""
    phrases = words.beside.get("future", frozenset())
    near = text.tokens[max(bounds[0], at - 8) : min(bounds[1], at + 3)]
    return any((word,) in phrases for word in near)
