"""
What does the ledger say, in words?

For commands and ``docs/delivering.md``: what each state and each check means. Not here: what
people are told of an alert (``agents/notifying``).
"""

from __future__ import annotations

from typing import Final

from schemas.delivery import Check, Delivery, State
from streams.wording import clock_time

STATES: Final[dict[State, str]] = {
    "held": "waits",
    "queued": "is to be sent as soon as it is its turn",
    "sending": "an attempt was begun, its end is not known yet",
    "accepted": "the service took it and says no more",
    "delivered": "the receiver confirmed it",
    "failed": "did not arrive",
    "dead": "did not arrive, and is not tried again",
    "skipped": "was not sent, and will not be",
}

CHECKS: Final[dict[Check, str]] = {
    "status": "it is no live alert: a test, an exercise or a replay",
    "filter": "the subscription does not ask for such",
    "silence": "somebody silenced it",
    "group": "the incident's first message waits for a second one to replace it",
    "cooldown": "the incident was told of a moment ago",
    "quiet_hours": "it is the reader's night",
    "digest": "the reader gets everything once a day",
    "cap": "so many were sent in the last hour",
}


_GOES_ON: Final[dict[State, str]] = {"held": " until", "failed": ", tried again at"}


def in_words(row: Delivery) -> str:
    """Say how a delivery stands, which check has to do with it, and when it goes on."""
    stopped = f" — {row.stopped_by}: {CHECKS[row.stopped_by]}" if row.stopped_by else ""
    said = f" ({row.detail})" if row.detail else ""
    return f"{STATES[row.state]}{_goes_on(row)}{stopped}{said}"


def in_short(row: Delivery) -> str:
    """Say why a delivery stands as it does, beside its state in a list."""
    said = row.detail or (CHECKS[row.stopped_by] if row.stopped_by else STATES[row.state])
    stopped = f"{row.stopped_by}: " if row.stopped_by else ""
    goes_on = _goes_on(row).lstrip(", ")
    return f"{stopped}{said}{', ' if goes_on else ''}{goes_on}"


def _goes_on(row: Delivery) -> str:
    """Say when something will happen by itself."""
    if row.next_attempt is None or row.state not in _GOES_ON:
        return ""
    return f"{_GOES_ON[row.state]} {clock_time(row.next_attempt)}"
