"""
May a message that failed be tried again in the night?

It passed the checks once, but what counts is when it rings. Not here: when it would be tried
again otherwise (``streams/delivery/schedule.py``), and what was never tried (``checks.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas.alert import Alert
from schemas.subscription import Subscription

from .account import Account
from .checks import is_critical
from .hours import quiet_until


def rests_until(
    alerts: Iterable[Alert], subscription: Subscription, account: Account, *, now: datetime
) -> datetime | None:
    """
    Return until when a message with *alerts* lets its reader sleep, ``None`` when it need not.

    A CANCEL rings at any time, and so does what is critical, unless nothing may.
    """
    until = quiet_until(subscription.quiet_hours, subscription.zone, now)
    if until is None:
        return None
    for alert in alerts:
        told = account.told_of(alert.incident_id, before=alert.incident_revision)
        is_urgent = subscription.quiet_mode != "nothing" and is_critical(alert, subscription, told)
        if alert.kind == "CANCEL" or is_urgent:
            return None
    return until
