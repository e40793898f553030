"""
Which days are meant where a date, a month or a year is written out?

"25 July", "in March", "since 2012", "the 5th of this month", "no dia 12": with the
words beside it that make it one. Not here: how dates are spelt (``dates.py``), and
words that are counted from the dispatch (``counted.py``).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from .beside import Company
from .dates import Written, day_of, month_at, numeric_at, resolve, written_at, year_of
from .periods import month_part, month_span, period
from .stretch import Setting, Stretch, kept, with_part_behind

ROUND: Final = 50  # years that this divides are as likely a number: "1950", "2000"


def of_date(at: int, setting: Setting) -> Stretch | None:
    """Read the date, month or year that stands at token *at*; ``None`` when it is none."""
    beside, anchor = setting.beside, setting.anchor
    written = written_at(beside, at) or numeric_at(beside, at, anchor)
    if not written:
        return _of_year(at, setting)
    company = beside.company(written.first)
    named = written.first - beside.before(written.first, "of")
    if beside.before(named, "name_before") or beside.behind(written.last, "name_behind"):
        return None  # "Avenida 9 de Julio", "19 April Movement"
    is_past = "last" in company.said or beside.behind(written.last, "last_behind") > 0
    day = resolve(written, anchor, is_future=setting.is_future or "next" in company.said)
    if day is None:
        return None
    if is_past and written.year is None and day > anchor:
        day = resolve(written._replace(year=day.year - 1), anchor) or day
    if written.day is None:
        return _of_month(at, written, day, company, setting)
    since = day if written.since is None else day.replace(day=written.since)
    last = written.last + beside.behind(written.last, "last_behind")
    found = Stretch(
        written.first, written.first, last, since, day,
        "day" if since == day else "range", "date", is_explicit=True,
    )  # fmt: skip
    return kept(with_part_behind(found, setting), company)


def _of_month(
    at: int, written: Written, day: date, company: Company, setting: Setting
) -> Stretch | None:
    """Read a bare month, which needs company: "may", "march" and "mars" are other words too."""
    beside = setting.beside
    token = beside.text.tokens[at]
    is_cased = not beside.words.is_month_first or beside.text.raw[beside.text.starts[at]].isupper()
    is_said = bool(company.said) and token not in beside.words.short and is_cased
    if not (is_said or written.year is not None):
        return None
    start, end, precision = month_span(day.year, day.month)
    part = next((one for one in ("early", "mid", "late") if one in company.said), None)
    if part:
        start, end = month_part(part, start, end)
        precision = "range"
    last = written.last + beside.behind(written.last, "last_behind")
    found = Stretch(at, at, last, start, end, precision, "month", is_explicit=True)
    return kept(found, company)


def _of_year(at: int, setting: Setting) -> Stretch | None:
    beside = setting.beside
    year = year_of(beside.text.tokens[at])
    if year is None:
        return None
    width = beside.behind(at + 1, "year_behind")
    company = beside.company(at)
    is_second = at - 2 >= beside.bounds[0] and year_of(beside.text.tokens[at - 2]) is not None
    is_range = is_second and beside.before(at, "and") == 1
    is_range = is_range or (
        beside.is_dashed(at) and year_of(beside.text.tokens[at - 1]) is not None
    )
    # "starben 1998 bei einem Anschlag"; so round a number may count people.
    is_bare = year % ROUND != 0 and beside.behind(at + 1, "bare_year") > 0
    if not (width or beside.before(at, "year_cue") or is_range or is_bare):
        return None
    days = date(year, 1, 1), date(year, 12, 31)
    found = Stretch(at, at, at + 1 + width, *days, "year", "year", is_explicit=True)
    return kept(found, company)


def of_day_in_month(first: int, last: int, value: int, setting: Setting) -> Stretch | None:
    """Read "the 5th of this month"."""
    beside = setting.beside
    begin = first - beside.before(first, "of") - 1
    day = day_of(beside.text.tokens[begin]) if begin >= beside.bounds[0] else None
    start, end, _ = period("month_", value, setting.anchor)
    if day is None or day > end.day:
        return None
    meant = start.replace(day=day)
    return kept(
        Stretch(begin, begin, last, meant, meant, "day", "date", is_explicit=True),
        beside.company(begin),
    )


def of_day_cue(first: int, last: int, setting: Setting) -> Stretch | None:
    """Read "no dia 12": the latest such day, the next one in words of the future."""
    beside, anchor = setting.beside, setting.anchor
    figure = day_of(beside.text.tokens[last]) if last < beside.bounds[1] else None
    if figure is None or not beside.before(last, "day_cue"):
        return None
    follows = last + 1 + beside.behind(last + 1, "of")
    if month_at(beside, follows)[0] or beside.behind(last + 1, "and"):
        return None
    months = (0, 1) if setting.is_future else (0, -1)
    for away in months:
        start, end, _ = period("month_", away, anchor)
        day = start.replace(day=figure) if figure <= end.day else None
        if day and (day >= anchor if setting.is_future else day <= anchor):
            company = beside.company(first)
            found = Stretch(first, first, last + 1, day, day, "day", "date")
            return kept(found, company)
    return None
