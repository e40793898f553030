"""
What does an answer's head ask of us?

To be left alone for a while, to be believed fresh for a while. Pure functions over headers; the clock is the server's own
where it tells it, for ours need not agree. Not here: sending (``fetch.py``),
and what becomes of the wishes (``schedule.py``, ``hosts.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Reddit refuses without Retry-After, and says when its window ends: in seconds from now,
# or as a time since 1970 elsewhere. Nobody means more than four months from now.
_SINCE_1970 = 10_000_000

_LONGEST = 10**8
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """
    Return how long a server that refuses asks to be left alone.

    ``Retry-After`` in seconds or as a date, else the end of its window (``X-RateLimit-Reset``).
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:12]), _LONGEST))
    until = _date(value)
    if until is not None:
        return max(until - _server_time(headers, now), timedelta(0))
    reset = re.match(r"\d{1,11}", headers.get("X-RateLimit-Reset", "").strip())
    if reset is None:
        return None
    seconds = int(reset[0])
    if seconds < _SINCE_1970:
        return timedelta(seconds=seconds)
    return max(datetime.fromtimestamp(seconds, UTC) - _server_time(headers, now), timedelta(0))


def fresh_for(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Return how long an answer calls itself fresh: ``max-age`` less its ``Age``, else ``Expires``."""
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    if found is not None:
        age = headers.get("Age", "").strip()
        passed = int(age[:9]) if age.isdecimal() else 0
        return timedelta(seconds=max(int(found[1]) - passed, 0))
    expires = _date(headers.get("Expires", ""))
    if expires is None:
        return None
    return max(expires - _server_time(headers, now), timedelta(0))


def _server_time(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return the time by the server's clock, by ours when it does not tell."""
    return _date(headers.get("Date", "")) or now


def _date(value: str) -> datetime | None:
    """Read an HTTP date; they are all in GMT, whatever they say."""
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
