"""
Which date is written out here?

"25 July 2024", "July 25", "le 25 juillet", "2024-07-25": the day, and the year
when it is said. Not here: words like "Thursday".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from agents.folding import Text

# A date without a year is the latest one not after the anchor; a little later is
# still this year's, since dispatches announce things too.
AHEAD = timedelta(days=120)


class Written(NamedTuple):
    """
    A date as written.

    Attributes:
        first, last: Its tokens.
        year: ``None`` when unsaid.
        month, day: ``day`` is ``None`` for a bare month.
    """

    first: int
    last: int
    year: int | None
    month: int
    day: int | None


def written_at(
    text: Text, at: int, bounds: tuple[int, int], months: Mapping[str, int]
) -> Written | None:
    """Read the date whose month word, or ISO year, stands at token *at*; ``None`` for none."""
    tokens = text.tokens
    first, last = bounds
    month = months.get(tokens[at])
    if month is None:
        return _iso(text, at, last)
    day, begin, end = None, at, at + 1
    is_apart = at > first and "," in text.raw[text.ends[at - 1] : text.starts[at]]
    if at > first and not is_apart and (day := _day(tokens[at - 1])):
        begin = at - 1
    elif at - 2 >= first and tokens[at - 1] in {"of", "de"} and (day := _day(tokens[at - 2])):
        begin = at - 2
    elif at + 1 < last and (day := _day(tokens[at + 1])):
        end = at + 2
    year = None
    if end < last and (year := _year(tokens[end])):
        end += 1
    elif end + 1 < last and tokens[end] in {"de", "del"} and (year := _year(tokens[end + 1])):
        end += 2
    return Written(begin, end, year, month, day)


def resolve(written: Written, anchor: date) -> date | None:
    """Return the day meant (the first of the month for a bare month), ``None`` for no such day."""
    year = written.year
    try:
        if year is not None:
            return date(year, written.month, written.day or 1)
        day = date(anchor.year, written.month, written.day or 1)
        limit = anchor + AHEAD if written.day else anchor
        return day if day <= limit else day.replace(year=anchor.year - 1)
    except ValueError:
        return None


def year_of(token: str) -> int | None:
    """Return the year a folded word may be, 1900 to 2099."""
    return _year(token)


def _iso(text: Text, at: int, last: int) -> Written | None:
    tokens = text.tokens
    year = _year(tokens[at])
    if not year or at + 3 > last or text.words(at, at + 3).count("-") != 2:
        return None
    month, day = tokens[at + 1], tokens[at + 2]
    if not (month.isdigit() and len(month) == 2 and _day(day)):
        return None
    return Written(at, at + 3, year, int(month), int(day)) if 1 <= int(month) <= 12 else None


def _year(token: str) -> int | None:
    is_year = len(token) == 4 and token.isascii() and token.isdigit() and token[:2] in {"19", "20"}
    return int(token) if is_year else None


def _day(token: str) -> int | None:
    digits = token.rstrip("stndrhe") if token[:1].isdigit() else ""
    is_day = digits.isascii() and digits.isdigit() and len(digits) <= 2
    return int(digits) if is_day and 1 <= int(digits) <= 31 else None
