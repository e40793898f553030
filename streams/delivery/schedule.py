"""
When is it tried again?

After 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h (Standard Webhooks, delivery.md §6), each a
little later by a share that the message's key decides: a thousand messages that failed together
do not come back together, and a replay of the ledger gives the same times. An alert that has
expired helps nobody, so nothing is tried then. Pure. Not here: what an answer means
(``concluding.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from schemas.record import identity

SPREAD = 0.1
"""The greatest share that is added."""

LONGEST_WAIT = timedelta(days=1)
"""No receiver may put us off for longer."""


def next_attempt(
    delays: Sequence[float],
    *,
    key: str,
    attempts: int,
    now: datetime,
    retry_after: float | None = None,
) -> datetime | None:
    """
    Return when a message is tried again, ``None`` when it was tried often enough.

    Args:
        delays: Seconds before the second attempt, the third …
        key: Of the message.
        attempts: How many there were, 1 or more.
        now: When the last one ended.
        retry_after: Seconds that the receiver asked for; it waits at least so long.
    """
    if attempts > len(delays):
        return None
    share = int(identity(key, attempts, size=4), 16) / 0xFFFFFFFF
    wait = timedelta(seconds=delays[attempts - 1] * (1 + SPREAD * share))
    asked = min(timedelta(seconds=retry_after or 0), LONGEST_WAIT)
    return now + max(wait, asked)
