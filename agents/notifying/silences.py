"""
Has somebody silenced it?

Not here: what a silence may say (``schemas/subscription.py``), and that a CANCEL passes
(``looking.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas.alert import Alert
from schemas.subscription import Silence, Subscription

from .filters import is_in_region
from .verdicts import in_utc


def silenced(
    alert: Alert, subscription: Subscription, silences: Iterable[Silence], now: datetime
) -> str | None:
    """Return in words which silence stops *alert* now, ``None`` when none does."""
    for one in silences:
        if one.starts <= now < one.ends and _fits(one, alert, subscription):
            return f"silence {one.id} of {one.author} until {in_utc(one.ends)}: {one.reason}"
    return None


def _fits(silence: Silence, alert: Alert, subscription: Subscription) -> bool:
    """Tell whether all that *silence* names fits."""
    named = (
        (silence.subscription_id, subscription.id),
        (silence.watch_id, alert.watch_id),
        (silence.incident_id, alert.incident_id),
    )
    if any(wanted is not None and wanted != found for wanted, found in named):
        return False
    # A place too coarse to tell may lie outside: it rings.
    return silence.region is None or is_in_region(alert.place, silence.region) is True
