"""
What does the ledger write down of a verdict?

Not here: attempts and what came of them (``streams/delivery``).
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Subscription

from .parcels import key_of
from .verdicts import Verdict


def row_of(
    alert: Alert,
    subscription: Subscription,
    verdict: Verdict,
    *,
    source: tuple[int, int],
    now: datetime,
) -> Delivery:
    """Make the first row of *alert*, as *verdict* says; *source* is its place on ``alerts``."""
    return Delivery(
        subscription_id=subscription.id,
        alert_id=alert.alert_id,
        incident_id=alert.incident_id,
        incident_revision=alert.incident_revision,
        kind=alert.kind,
        watch_id=alert.watch_id,
        idempotency_key=verdict.key or key_of((alert,), subscription),
        state=verdict.state,
        stopped_by=verdict.stopped_by,
        next_attempt=verdict.until,
        source=source,
        seen_at=now,
        expires=alert.expires,
        updated_at=now,
        detail=verdict.detail,
        severity=alert.severity,
        certainty=alert.certainty,
    )


def ruled(row: Delivery, verdict: Verdict, *, now: datetime) -> Delivery:
    """Return *row* as *verdict* says that it is to stand."""
    return replace(
        row,
        idempotency_key=verdict.key or row.idempotency_key,
        state=verdict.state,
        stopped_by=verdict.stopped_by,
        next_attempt=verdict.until,
        updated_at=now,
        detail=verdict.detail,
    )
