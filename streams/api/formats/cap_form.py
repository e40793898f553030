"""
How does CAP 1.2 want ids, times and points written?

Not here: which of them a message has (``cap.py``, ``cap_info.py``).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from .spot import Spot

NOT_IN_IDS: Final = re.compile(r"[^!-%'-+\--;=-~]")
"""CAP 1.2 §3.2.1: no spaces, commas, ``<`` or ``&``; beyond ASCII nothing is gained."""


def cap_id(name: str) -> str:
    """Return *name* without what CAP forbids in identifiers; ours have none of it."""
    return NOT_IN_IDS.sub("_", name)


def cap_time(at: datetime) -> str:
    """Write a time as CAP wants it: whole seconds, and UTC is ``-00:00``, never ``Z``."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}-00:00"


def cap_circle(spot: Spot) -> str:
    """Write a point and the radius in km round it: latitude first, unlike GeoJSON."""
    return f"{_plain(spot.lat)},{_plain(spot.lon)} {_plain(spot.radius_km)}"


def _plain(number: float) -> str:
    """Write a number without an exponent, which no reader of coordinates expects."""
    return f"{number:.6f}".rstrip("0").rstrip(".") if number else "0"
