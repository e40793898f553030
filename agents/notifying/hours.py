"""
Is it night where the subscriber lives, and when does the morning come?

A night is the time between two moments, not a row of readings of the clock on the wall: when
clocks are set back in it, it is an hour longer and nobody is woken between. A time that clocks
leap over is the moment of the leap. Not here: who may ring at night (``checks.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def quiet_until(hours: tuple[str, str] | None, zone: str, now: datetime) -> datetime | None:
    """
    Return when the quiet hours end that *now* lies in; ``None`` when it lies in none.

    Args:
        hours: Times of day in *zone*, from and until; they may cross midnight.
        zone: IANA name.
        now: Aware.
    """
    if hours is None:
        return None
    start, end = (time.fromisoformat(one) for one in hours)
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    for first in (today - DAY, today):
        last = first if start < end else first + DAY
        until = moment(last, end, place, is_later=True)
        if moment(first, start, place) <= now < until:
            return until
    return None


def next_at(clock: str, zone: str, after: datetime) -> datetime:
    """Return the first moment later than *after* at which it is *clock* in *zone*."""
    place, wanted = ZoneInfo(zone), time.fromisoformat(clock)
    return next(one for one in _daily(wanted, place, after) if one > after)


def _daily(wanted: time, place: ZoneInfo, after: datetime) -> Iterator[datetime]:
    day = after.astimezone(place).date() - DAY
    while True:
        yield moment(day, wanted, place)
        day += DAY


def moment(day: date, clock: time, place: ZoneInfo, *, is_later: bool = False) -> datetime:
    """
    Return when it is *clock* on *day* in *place*, in UTC.

    Of a time that comes twice the first, or the second when *is_later*; of one that clocks
    leap over, the moment of the leap.
    """
    said = datetime.combine(day, clock, place)
    first, second = (said.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if is_later else first
    return _leap(second, first, place)


def _leap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """Return the first second of *after*'s offset (PEP 495: both sides of a gap lie across it)."""
    offset = after.astimezone(place).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(place).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
