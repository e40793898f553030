"""Somebody who sleeps from 22:00 to 06:00, and what is reported meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schemas.alert import Alert
from tests.notifying.reader import Reader, after, alert

NIGHT: dict[str, Any] = {"quiet_hours": ("22:00", "06:00"), "zone": "UTC"}
LATE = after(11 * 60)
MORNING = after(18 * 60)


def sleeper(mode: str = "hold", channel: str = "email", **more: Any) -> Reader:
    """Return somebody who sleeps from 22:00 to 06:00."""
    return Reader(channel, quiet_mode=mode, **(NIGHT | more))


def in_the_night(number: int, **more: Any) -> Alert:
    """Return first news of an incident of its own, so many minutes after 23:00."""
    at = LATE + timedelta(minutes=number)
    return alert(incident_id=f"i{number}", at=at, **more)
