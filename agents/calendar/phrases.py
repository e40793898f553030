"""
Which days does one phrase mean?

"Thursday", "last week", "ten years ago", "25 July": read by itself, with the few
words beside it that turn it. Not here: which phrases belong together, and what
"since" makes of them (``agents/times.py``).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from agents.folding import Text
from schemas.record import Precision

from .dates import resolve, written_at, year_of
from .vocabulary import Vocabulary

Relation = Literal["on", "since", "until", "before", "after", "overnight"]

# "may", "march" and "mars" are other words too: a bare month needs one of these.
MONTH_CUES: Final = ("on", "since", "until", "before", "after", "last", "between")
UNIT_PRECISION: Final[dict[int, Precision]] = {
    1: "day", 7: "week", 30: "month", 365: "year", 3650: "year",
}  # fmt: skip
UNIT_KINDS: Final = {"week": "week", "month": "month_"}

# No news counts further back, and no date could hold it.
LONGEST_AGO: Final = 366 * 200


class Stretch(NamedTuple):
    """
    What a phrase means.

    Attributes:
        first, last: Its tokens.
        start, end: Inclusive days.
        precision: How exactly they are meant.
        is_explicit: Written out, not counted from the anchor.
        relation: Only "overnight" is known here.
    """

    first: int
    last: int
    start: date
    end: date
    precision: Precision
    is_explicit: bool = False
    relation: Relation = "on"


class Beside(NamedTuple):
    """
    The words of a phrase's sentence.

    Attributes:
        text: The text.
        bounds: First token of the sentence and the one past it.
        words: What says when.
    """

    text: Text
    bounds: tuple[int, int]
    words: Vocabulary

    def before(self, first: int, kind: str) -> int:
        """Return how many tokens before *first* are a phrase of class *kind*, 0 for none."""
        phrases = self.words.beside.get(kind)
        if phrases:
            for width in (3, 2, 1):
                start = first - width
                if start >= self.bounds[0] and tuple(self.text.tokens[start:first]) in phrases:
                    return width
        return 0

    def behind(self, last: int, kind: str) -> int:
        """Return 1 when token *last* is a word of class *kind*, else 0."""
        phrases = self.words.beside.get(kind, ())
        return int(last < self.bounds[1] and (self.text.tokens[last],) in phrases)

    def number(self, first: int) -> tuple[int | None, int]:
        """Return the number just before token *first* and where it begins."""
        tokens = self.text.tokens
        for width in (3, 2, 1):
            start = first - width
            number = self.words.numbers.get(tuple(tokens[max(start, 0) : first]))
            if number and start >= self.bounds[0]:
                return number, start
        is_figure = first > self.bounds[0] and tokens[first - 1].isdecimal()
        if is_figure and len(tokens[first - 1]) <= 3:
            return int(tokens[first - 1]), first - 1
        return None, first

    def is_future(self, at: int) -> bool:
        """Tell whether the sentence speaks of the future before or just behind token *at*."""
        near = self.text.tokens[max(self.bounds[0], at - 8) : min(self.bounds[1], at + 3)]
        phrases = self.words.beside.get("future", ())
        return any((word,) in phrases for word in near)


def stretch_of(
    first: int, last: int, kind: str, value: int, beside: Beside, anchor: date
) -> Stretch | None:
    """Read the phrase of class *kind* at tokens [first, last), ``None`` when it is no time here."""
    if kind in {"month", "figure"}:
        return _of_date(first, beside, anchor)
    if kind == "weekday":
        return _of_weekday(first, last, value, beside, anchor)
    if kind == "unit":
        return _of_ago(first, last, value, beside, anchor)
    if kind == "overnight":
        night = anchor - timedelta(days=1)
        return Stretch(first, last, night, anchor, "part_of_day", relation="overnight")
    if kind == "lately":
        return Stretch(first, last, anchor - timedelta(days=value), anchor, "range")
    return Stretch(first, last, *period(kind, value, anchor))


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


def _of_date(at: int, beside: Beside, anchor: date) -> Stretch | None:
    written = written_at(beside.text, at, beside.bounds, beside.words.months)
    if not written:
        return _of_year(at, beside)
    day = resolve(written, anchor)
    if day is None:
        return None
    if written.day:
        return Stretch(written.first, written.last, day, day, "day", is_explicit=True)
    is_said = any(beside.before(written.first, kind) for kind in MONTH_CUES)
    if not is_said and written.year is None:
        return None
    return Stretch(written.first, written.last, *_month(day.year, day.month), is_explicit=True)


def _of_year(at: int, beside: Beside) -> Stretch | None:
    year = year_of(beside.text.tokens[at])
    if year is None or not beside.before(at, "year_cue"):
        return None
    return Stretch(at, at + 1, date(year, 1, 1), date(year, 12, 31), "year", is_explicit=True)


def _of_weekday(first: int, last: int, weekday: int, beside: Beside, anchor: date) -> Stretch:
    """Count back to the latest such day, or forward where the words say so."""
    back = (anchor.weekday() - weekday) % 7
    passed, passed_behind = beside.before(first, "last"), beside.behind(last, "last_behind")
    coming, coming_behind = beside.before(first, "next"), beside.behind(last, "next_behind")
    if passed or passed_behind:
        back = back or 7
    else:
        is_ahead = back and beside.before(first, "ahead") and not beside.behind(last, "and")
        if coming or coming_behind or is_ahead or beside.is_future(first):
            back -= 7
    day = anchor - timedelta(days=back)
    return Stretch(first - passed - coming, last + passed_behind + coming_behind, day, day, "day")


def _of_ago(first: int, last: int, unit: int, beside: Beside, anchor: date) -> Stretch | None:
    """Read "two days ago" and "il y a deux jours"; a bare "days" says nothing."""
    number, begin = beside.number(first)
    if number is None:
        return None
    behind, before = beside.behind(last, "ago"), beside.before(begin, "ago_before")
    if not behind and not before:
        return None
    days = min(unit * number, LONGEST_AGO)
    precision = UNIT_PRECISION[unit]
    if precision == "day":
        start = end = anchor - timedelta(days=days)
    else:
        kind = UNIT_KINDS.get(precision, "year")
        start, end, _ = period(kind, -days // 365 if kind == "year" else -number, anchor)
    return Stretch(begin - before, last + behind, start, end, precision)
