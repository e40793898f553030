"""
Which days are a week, a month, a year, so many away from a day?

Calendar arithmetic alone: no words. Weeks begin on Monday, quarters in January.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from schemas.record import Precision

Period = tuple[date, date, Precision]

SATURDAY: Final = 5

# No news counts further back, and no date could hold it.
LONGEST_AGO: Final = 366 * 200


def period(kind: str, value: int, anchor: date) -> Period:
    """Return the first and last day of the day, week, month or year *value* away from *anchor*'s."""
    match kind:
        case "week":
            monday = anchor + timedelta(days=7 * value - anchor.weekday())
            return monday, monday + timedelta(days=6), "week"
        case "weekend":
            return _weekend(value, anchor)
        case "month_":
            return _months(value, 1, anchor)
        case "quarter":
            return _months(3 * value - (anchor.month - 1) % 3, 3, anchor)
        case "year":
            return date(anchor.year + value, 1, 1), date(anchor.year + value, 12, 31), "year"
    day = anchor + timedelta(days=value)
    return day, day, "part_of_day" if kind == "part" else "day"


def counted(unit: int, number: int, anchor: date) -> Period:
    """Return the day, week, month or year that lies *number* units of *unit* days back."""
    days = min(unit * number, LONGEST_AGO)
    if unit == 1:
        day = anchor - timedelta(days=days)
        return day, day, "day"
    if unit == 7:
        return period("week", -days // 7, anchor)
    if unit == 30:
        return period("month_", -days // 30, anchor)
    return period("year", -days // 365, anchor)


def month_span(year: int, month: int) -> Period:
    """Return the first and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def month_part(part: str, start: date, end: date) -> tuple[date, date]:
    """Return the days of a month that are its early, middle or late third."""
    match part:
        case "early":
            return start, start.replace(day=10)
        case "mid":
            return start.replace(day=11), start.replace(day=20)
    return start.replace(day=21), end


def _weekend(value: int, anchor: date) -> Period:
    """Return the weekend *value* away from the latest that has begun; on Saturday that is today's."""
    begun = anchor - timedelta(days=(anchor.weekday() - SATURDAY) % 7)
    # "Last weekend" is over: from Monday to Friday it is the latest.
    weeks = value + 1 if value < 0 and anchor.weekday() < SATURDAY else value
    saturday = begun + timedelta(days=7 * weeks)
    return saturday, saturday + timedelta(days=1), "range"


def _months(away: int, count: int, anchor: date) -> Period:
    """Return *count* whole months, the first of them *away* from *anchor*'s."""
    first = anchor.year * 12 + anchor.month - 1 + away
    year, month = divmod(first, 12)
    last_year, last_month = divmod(first + count - 1, 12)
    _, end, _ = month_span(last_year, last_month + 1)
    return date(year, month + 1, 1), end, "month" if count == 1 else "quarter"
