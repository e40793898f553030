"""
Which date is written out here?

"25 July 2024", "July 25", "le 25 juillet", "3–5 May", "2024-07-25", "03.04.2026":
the days, and the year when it is said. Not here: words like "Thursday".
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from .beside import Beside

# A date without a year is the latest one not after the anchor. Dispatches announce
# things too: a little ahead is this year's, and further ahead where the words say so.
AHEAD: Final = timedelta(days=120)
NEAR: Final = timedelta(days=45)

DAY_TAILS: Final = frozenset({"", "st", "nd", "rd", "th", "d", "er", "o", "a", "e"})
CENTURY: Final = 1900  # of years in two figures: datelines of today write four


class Written(NamedTuple):
    """
    A date as written.

    Attributes:
        first, last: Its tokens.
        year: ``None`` when unsaid.
        month: 1 to 12.
        day: ``None`` for a bare month.
        since: The first day of "3–5 May", else ``None``.
    """

    first: int
    last: int
    year: int | None
    month: int
    day: int | None
    since: int | None = None


def written_at(beside: Beside, at: int, *, short_years: bool = False) -> Written | None:
    """
    Read the date whose month, or whose year in figures, stands at token *at*.

    Args:
        beside: The words it stands among; none beyond them belongs to it.
        at: The token.
        short_years: Two figures behind the month are a year ("3 JAN 90"), as in datelines.

    Returns:
        The date, ``None`` when there is none.
    """
    month, width = month_at(beside, at)
    if not month:
        return _iso(beside, at)
    end = at + width
    twice, width = month_at(beside, end)  # "كانون الثاني/يناير"
    end += width if twice == month else 0
    since, day, begin = _days_before(beside, at)
    if day is None and beside.words.is_month_first:
        since, day, end = _days_behind(beside, at, end)
    year, end = _year_behind(beside, end, short_years=short_years)
    return Written(begin, end, year, month, day, since)


def month_at(beside: Beside, at: int) -> tuple[int, int]:
    """Return the month whose name begins at token *at*, and how many tokens it has; 0, 0 for none."""
    tokens, months, last = beside.text.tokens, beside.words.months, beside.bounds[1]
    if at >= last:
        return 0, 0
    token = tokens[at]
    if token[:1] in beside.words.glued and token[1:] in months:
        token = token[1:]
    if at + 1 < last and (month := months.get(f"{token} {tokens[at + 1]}")):
        return month, 2
    month = months.get(token, 0)
    return month, 1 if month else 0


def resolve(written: Written, anchor: date, *, is_future: bool = True) -> date | None:
    """
    Return the day meant (the first of the month for a bare month), ``None`` for no such day.

    Args:
        written: The date.
        anchor: The day of the dispatch, which gives the year.
        is_future: The words around it may speak of what is to come.
    """
    try:
        day = date(written.year or anchor.year, written.month, written.day or 1)
        if written.year:
            return day
        if written.day is None:
            reach = timedelta(days=AHEAD.days if is_future else 0)
        else:
            reach = AHEAD if is_future else NEAR
        return day if day <= anchor + reach else day.replace(year=anchor.year - 1)
    except ValueError:
        return None


def numeric_at(beside: Beside, at: int, anchor: date) -> Written | None:
    """
    Read "03.04.2026" or "3/4/2026", whose year stands at token *at*: the day comes first.

    English writes both orders: there the later day that is not after *anchor* wins.
    """
    year = year_of(beside.text.tokens[at])
    if at - 2 < beside.bounds[0] or year is None or beside.mark(at) not in {".", "/", "-"}:
        return None
    one, two = (day_of(beside.text.tokens[i]) for i in (at - 2, at - 1))
    if not one or not two or beside.mark(at - 1) != beside.mark(at):
        return None
    orders = [(one, two), (two, one)] if beside.words.is_month_first else [(one, two)]
    found = [Written(at - 2, at + 1, year, month, day) for day, month in orders]
    days = {day: each for each in reversed(found) if (day := resolve(each, anchor))}
    past = [day for day in days if day <= anchor]
    return days[max(past or days)] if days else None


def year_of(token: str) -> int | None:
    """Return the year a folded word may be, 1900 to 2099."""
    is_year = len(token) == 4 and token.isascii() and token.isdigit() and token[:2] in {"19", "20"}
    return int(token) if is_year else None


def day_of(token: str) -> int | None:
    """Return the day of the month that a folded word may be: "3", "3rd", "1er"."""
    if not "0" <= token[:1] <= "9":
        return None
    digits = token[:2] if token[1:2].isdecimal() else token[:1]
    is_day = token[len(digits) :] in DAY_TAILS and 1 <= int(digits) <= 31
    return int(digits) if is_day else None


def _days_before(beside: Beside, at: int) -> tuple[int | None, int | None, int]:
    """Return the days before the month at token *at* (both of "3 to 5 May"), and where they begin."""
    text, first = beside.text, beside.bounds[0]
    of = beside.before(at, "of")
    begin = at - of - 1
    if begin < first or "," in text.raw[text.ends[begin] : text.starts[at]]:
        return None, None, at
    day = day_of(text.tokens[begin])
    if day is None and (of or not beside.words.is_month_first):
        day = beside.words.ordinals.get(text.tokens[begin])
    if day is None:
        return None, None, at
    is_dashed = beside.is_dashed(begin)
    joint = 0 if is_dashed else beside.before(begin, "and")
    since = begin - joint - 1
    start = day_of(text.tokens[since]) if since >= first else None
    return (
        (start, day, since)
        if (joint or is_dashed) and start and start < day
        else (None, day, begin)
    )


def _days_behind(beside: Beside, at: int, end: int) -> tuple[int | None, int | None, int]:
    """Return the days behind the month ("July 3 to 5"), and where they end; "in May 12 died" has none."""
    text, last = beside.text, beside.bounds[1]
    day = day_of(text.tokens[end]) if end < last else None
    if day is None:
        return None, None, end
    is_in = at > beside.bounds[0] and text.tokens[at - 1] == "in"
    has_year = end + 1 < last and year_of(text.tokens[end + 1])
    if (
        is_in
        and not has_year
        and text.raw[text.ends[end] : text.ends[end] + 1] not in {",", ".", ""}
    ):
        return None, None, end
    is_dashed = beside.is_dashed(end + 1)
    joint = 0 if is_dashed else beside.behind(end + 1, "to")
    until = end + 1 + joint
    stop = day_of(text.tokens[until]) if until < last else None
    is_range = (joint or is_dashed) and stop and stop > day
    return (day, stop, until + 1) if is_range else (None, day, end + 1)


def _year_behind(beside: Beside, end: int, *, short_years: bool) -> tuple[int | None, int]:
    """Return the year behind a month, and where the date ends with it."""
    tokens, last = beside.text.tokens, beside.bounds[1]
    for at in (end, end + beside.behind(end, "of"), end + beside.behind(end, "year_cue")):
        year = year_of(tokens[at]) if at < last else None
        if year:
            return year, at + 1 + beside.behind(at + 1, "year_behind")
    if short_years and end < last and len(tokens[end]) == 2 and tokens[end].isdecimal():
        return CENTURY + int(tokens[end]), end + 1
    return None, end


def _iso(beside: Beside, at: int) -> Written | None:
    text = beside.text
    year = year_of(text.tokens[at])
    if not year or at + 3 > beside.bounds[1] or text.words(at, at + 3).count("-") != 2:
        return None
    month, day = text.tokens[at + 1], day_of(text.tokens[at + 2])
    if not (month.isdecimal() and len(month) == 2 and day):
        return None
    return Written(at, at + 3, year, int(month), day) if 1 <= int(month) <= 12 else None
