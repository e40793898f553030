"""
What do a test and a notice say?

Neither is an alert of an incident: they lie on no topic, pass no check, and have a row under
the id of the wish that asked for them. A test is made anew from its row; a notice is in its
wish, which stays until the row is over. Not here: when they are sent (``choosing.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from schemas.alert import Alert, Match
from schemas.delivery import Delivery
from schemas.message import Message, Missed
from schemas.notice import notice_key
from schemas.record import identity
from schemas.subscription import Wish

KEPT_UP = timedelta(hours=1)
"""So long a test is tried; a notice as long as the failure of which it tells may last."""

NOTICE_KEPT_UP = timedelta(days=3)


def own_row(wish: Wish, *, now: datetime) -> Delivery:
    """Return the first row of the test or notice that *wish* asks for."""
    if wish.notice is None:
        kind, key, lasts = "TEST", "msg_" + identity("test", wish.id), KEPT_UP
    else:
        key, lasts = notice_key(wish.notice, wish.subscription_id), NOTICE_KEPT_UP
        kind = "NOTICE"
    return Delivery(
        subscription_id=wish.subscription_id,
        alert_id=wish.id,
        incident_id=wish.id,
        incident_revision=0,
        kind=kind,
        watch_id="",
        idempotency_key=key,
        state="queued",
        source=(-1, -1),
        seen_at=now,
        expires=now + lasts,
        updated_at=now,
    )


def own_message(
    row: Delivery, wishes: Mapping[str, Wish], *, missed: tuple[Missed, ...]
) -> Message | None:
    """Return the message of *row*; ``None`` for a notice whose wish is no longer there."""
    seq = row.delivery_seq or 0
    wish = wishes.get(row.alert_id)
    notice = wish.notice if wish else None
    if row.kind == "NOTICE" and notice is None:
        return None
    return Message(
        id=row.idempotency_key,
        subscription_id=row.subscription_id,
        delivery_seq=seq,
        alerts=() if notice else (_rehearsal(row, seq),),
        missed=missed,
        is_test=notice is None,
        notice=notice,
    )


def _rehearsal(row: Delivery, seq: int) -> Alert:
    """Return an alert of which nobody can think that anything happened."""
    return Alert(
        alert_id=row.alert_id,
        kind="ONSET",
        msg_type="Alert",
        status="Test",
        severity="Minor",
        urgency="Unknown",
        certainty="Unknown",
        incident_id=row.incident_id,
        incident_revision=0,
        watch_id="test",
        match=Match(entry="test", rule="inside"),
        sent=row.seen_at,
        effective=row.seen_at,
        expires=row.expires,
        headline="Test: nothing happened. tocsin reaches you.",
        reasons=("somebody asked for a test",),
        delivery_seq=seq,
    )
