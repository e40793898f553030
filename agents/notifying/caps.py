"""
When may the next message go out, by the cap?

An hour is the sixty minutes before, not that of the clock: at the full hour no flood breaks
loose. Not here: what comes together when it may (``batches.py``).
"""

from __future__ import annotations

from datetime import datetime

from schemas.subscription import Subscription

from .account import HOUR, Account


def capped_until(
    subscription: Subscription, account: Account, now: datetime, *, critical: bool
) -> datetime | None:
    """
    Return when the cap lets the next message pass, ``None`` when it does now.

    A *critical* one may be one more than the cap. CANCELs count for nothing.
    """
    if subscription.cap_per_hour is None:
        return None
    begun = account.begun_since(now - HOUR)
    over = len(begun) - subscription.cap_per_hour - critical
    return None if over < 0 else begun[over] + HOUR
