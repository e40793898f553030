"""
What does the ledger say, in words?

For commands and ``docs/delivering.md``: what each state and each check means. Not here: what
people are told of an alert (``agents/notifying``).
"""

from __future__ import annotations

from typing import Final

from schemas.delivery import Check, Delivery, State

STATES: Final[dict[State, str]] = {
    "held": "waits for a check's hour",
    "queued": "is to be sent as soon as it is its turn",
    "sending": "an attempt was begun, its end is not known yet",
    "accepted": "the service took it and says no more",
    "delivered": "the receiver confirmed it",
    "failed": "did not arrive, is tried again",
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


def in_words(row: Delivery) -> str:
    """Say how a delivery stands, and which check has to do with it."""
    stopped = f" — {row.stopped_by}: {CHECKS[row.stopped_by]}" if row.stopped_by else ""
    said = f" ({row.detail})" if row.detail else ""
    return f"{STATES[row.state]}{stopped}{said}"
