"""
Which day is meant by words that count from the dispatch, or from the day told before?

"Thursday", "yesterday", "the next day", "two days ago", "the last three days". Not
here: dates that are written out (``written.py``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from schemas.record import Precision

from .beside import Beside
from .dates import day_of, month_at, year_of
from .periods import counted
from .stretch import Setting, Stretch, kept, with_part_behind
from .written import of_day_cue

APOSTROPHES: Final = frozenset("'’")
LONGEST_LATELY: Final = 3650  # days of "the last N years" that are still news


def of_weekday(first: int, last: int, kind: str, weekday: int, setting: Setting) -> Stretch | None:
    """Count back to the latest such day, or forward where the words say so."""
    beside, anchor = setting.beside, setting.anchor
    if kind == "bare_weekday" and not _is_weekday(first, last, beside):
        return None
    company = beside.company(first)
    back = (anchor.weekday() - weekday) % 7
    passed, coming = beside.behind(last, "last_behind"), beside.behind(last, "next_behind")
    is_ahead = "ahead" in company.said and _may_be_ahead(last, beside)
    if passed or "last" in company.said:
        back = back or 7
    elif (
        coming
        or "next" in company.said
        or (back and company.relation != "since" and (setting.is_future or is_ahead))
    ):
        back -= 7
    day = anchor - timedelta(days=back)
    end = last + passed + coming
    day, end = _with_figure(day, end, beside)
    precision: Precision = "part_of_day" if kind == "weekday_part" else "day"
    found = Stretch(first, first, end, day, day, precision, "weekday")
    return kept(with_part_behind(found, setting), company)


def _may_be_ahead(last: int, beside: Beside) -> bool:
    """Tell whether "from" opens what is to come: not "from Monday's raid", "from Monday until dawn"."""
    end = last + beside.behind(last, "part_of")
    is_range = beside.behind(last, "and") or beside.behind(end, "until")
    return not is_range and beside.mark(last) not in APOSTROPHES


def _is_weekday(first: int, last: int, beside: Beside) -> bool:
    """Tell whether "terça", which is "third" too, is the day: nothing that could be third follows."""
    is_named = bool(beside.company(first).said)
    is_alone = last >= beside.bounds[1] or beside.mark(last) != ""
    return is_named and (is_alone or any(beside.behind(last, one) for one in ("part_of", "to")))


def _with_figure(day: date, last: int, beside: Beside) -> tuple[date, int]:
    """Read the figure of "terça-feira (3)" and "lundi 2 au", which tells this week's from last week's."""
    if last >= beside.bounds[1] or beside.words.is_month_first:
        return day, last
    figure = day_of(beside.text.tokens[last])
    if not figure or month_at(beside, last + 1 + beside.behind(last + 1, "of"))[0]:
        return day, last  # a date of its own
    weeks = (day + timedelta(days=7 * week) for week in (0, -1, 1, -2, -3))
    meant = next((one for one in weeks if one.day == figure), None)
    return (meant, last + 1) if meant else (day, last)


def of_day(first: int, last: int, value: int, setting: Setting) -> Stretch | None:
    """Read "yesterday"; "Morgen" is a German morning, tomorrow is small."""
    beside = setting.beside
    raw, start = beside.text.raw, beside.text.starts[first]
    if (
        value == 1
        and first > beside.bounds[0]
        and raw[start].isupper()
        and not raw[start + 1].isupper()
    ):
        return None
    day = setting.anchor + timedelta(days=value)
    found = Stretch(first, first, last, day, day, "day", "day")
    return kept(with_part_behind(found, setting), beside.company(first))


def of_told(first: int, last: int, value: int, setting: Setting) -> Stretch | None:
    """Read "the next day", which counts from the day told before; "the day before the vote" is none."""
    base = setting.told or (setting.anchor if value < 0 else None)
    if base is None or setting.beside.behind(last, "of_what"):
        return None
    day = base + timedelta(days=value)
    return Stretch(first, first, last, day, day, "day", "day")


def of_ago(first: int, last: int, kind: str, unit: int, setting: Setting) -> Stretch | None:
    """Read "two days ago", "il y a deux jours" and "the last three days"; a bare "days" says nothing."""
    beside, anchor = setting.beside, setting.anchor
    number, begin = (2, first) if kind == "two_unit" else beside.number(first)
    lately = beside.before(begin, "last")
    if number is None and (lately := beside.before(first, "last")):
        number, begin = beside.number(first - lately)  # "les trois derniers jours"
    if number is None and kind == "one_unit":
        number = 1
    if number is None:
        return of_day_cue(first, last, setting)
    if last < beside.bounds[1] and year_of(beside.text.tokens[last]):
        return None  # "منذ عام 2015"
    behind, before = beside.behind(last, "ago"), beside.before(begin, "ago_before")
    since = 0 if behind else beside.before(begin, "since")
    since, before = (since, 0) if since > before else (0, before)
    if behind or before or since:
        start, end, precision = counted(unit, number, anchor)
        found = Stretch(begin - before - since, begin, last + behind, start, end, precision, "ago")
        return found._replace(relation="since") if since else found
    if lately and unit * number <= LONGEST_LATELY and number > 1:
        start, _, precision = counted(unit, number, anchor)
        width: Precision = "range" if precision == "day" else precision
        return Stretch(begin - lately, begin, last, start, anchor, width, "lately")
    return None
