"""
What does one message hold?

The same rows make the same message, before a crash and after it: rows of one idempotency key
belong to one message, and those of them that were skipped are what it says was dropped. Not
here: which alerts come together (``turns.py``), and words (``texts.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.delivery import Delivery, idempotency_key
from schemas.message import Message, Missed
from schemas.subscription import Subscription

from .verdicts import TOGETHER, Parcel


def key_of(alerts: Sequence[Alert], subscription: Subscription) -> str:
    """Return the idempotency key of a message with *alerts*, in any order."""
    newest = max(alerts, key=lambda alert: (alert.incident_revision, alert.alert_id))
    ids = sorted(alert.alert_id for alert in alerts)
    return idempotency_key(
        newest.incident_id, newest.incident_revision, subscription.id, subscription.channel, *ids
    )


def parcel_of(rows: Collection[Delivery], alerts: Mapping[str, Alert]) -> Parcel:
    """
    Put together what the *rows* of one key hold.

    Args:
        rows: All with that key, at least one of them not skipped.
        alerts: By id, those of the rows that are not skipped.
    """
    live = sorted(
        (row for row in rows if row.state != "skipped"),
        key=lambda row: (alerts[row.alert_id].sent, row.source),
    )
    dropped = len(rows) - len(live)
    holds = [TOGETHER[row.stopped_by] for row in live if row.stopped_by in TOGETHER]
    is_batch = len(live) > 1 or dropped > 0
    return Parcel(
        live[0].idempotency_key,
        tuple(alerts[row.alert_id] for row in live),
        holds[0] if holds and is_batch else None,
        dropped,
    )


def message_of(
    parcel: Parcel, *, subscription_id: str, delivery_seq: int, missed: Iterable[Missed] = ()
) -> Message:
    """Make the message that carries *parcel* under its number."""
    return Message(
        id=parcel.key,
        subscription_id=subscription_id,
        delivery_seq=delivery_seq,
        alerts=tuple(replace(alert, delivery_seq=delivery_seq) for alert in parcel.alerts),
        because=parcel.because,
        dropped=parcel.dropped,
        missed=tuple(missed),
        is_test=any(alert.status == "Test" for alert in parcel.alerts),
    )
