"""
How often does this feed say that it changes?

``ttl``, ``skipHours`` and ``skipDays`` of RSS, ``sy:update*`` of RDF and what
has borrowed it. Read from the bytes, because feedparser keeps only the last of
several hours. Not here: whether we believe it (``streams/wires/schedule.py``).
"""

from __future__ import annotations

import re

from schemas.feed import Pace

# Pacing stands in the head of a channel; no feed's first item begins later than this.
_HEAD = 64 << 10
_ITEMS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_DAYS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
_SECONDS = {
    b"hourly": 3_600.0, b"daily": 86_400.0, b"weekly": 604_800.0, b"monthly": 2_592_000.0,
    b"yearly": 31_536_000.0,
}  # fmt: skip


def pace_of(data: bytes) -> Pace:
    """Read what the head of the feed *data* says; an empty ``Pace`` when it says nothing."""
    head = _ITEMS.split(data[:_HEAD], maxsplit=1)[0]
    stated = [_minutes(head), _period(head)]
    hours = {int(hour) % 24 for hour in _listed(head, b"skipHours", rb"<hour>\s*(\d{1,2})\s*<")}
    days = {
        _DAYS.index(day.lower()) for day in _listed(head, b"skipDays", rb"<day>\s*([A-Za-z]{3})")
        if day.lower() in _DAYS
    }  # fmt: skip
    return Pace(
        seconds=max((seconds for seconds in stated if seconds), default=None),
        # A feed that never moves has filled in a form; nobody publishes nothing forever.
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _minutes(head: bytes) -> float | None:
    """Return ``ttl``, which counts minutes, in seconds."""
    found = re.search(rb"<ttl>\s*(\d{1,6})\s*<", head)
    return int(found[1]) * 60.0 if found else None


def _period(head: bytes) -> float | None:
    """Return ``sy:updatePeriod`` divided by ``sy:updateFrequency``, in seconds."""
    period = re.search(rb"<(?:\w+:)?updatePeriod[^>]*>\s*([a-z]+)", head)
    if period is None or period[1] not in _SECONDS:
        return None
    often = re.search(rb"<(?:\w+:)?updateFrequency[^>]*>\s*(\d{1,4})\s*<", head)
    return _SECONDS[period[1]] / max(int(often[1]) if often else 1, 1)


def _listed(head: bytes, element: bytes, pattern: bytes) -> list[bytes]:
    """Return what *pattern* finds inside *element*."""
    block = re.search(rb"<%b>(.*?)</%b>" % (element, element), head, re.DOTALL)
    return re.findall(pattern, block[1]) if block else []
