"""
Who is told what, by which channel, and did it arrive?

The shapes that delivery will carry. Not here: sending.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from .dispatch import AwareTime
from .record import Record

Channel = Literal["console", "webhook", "email", "chat", "push"]


class Subscription(Record, frozen=True, kw_only=True):
    """
    One reader's wish, an entry of ``subscriptions.toml``.

    Attributes:
        id: Unique and stable.
        channel: How they are reached.
        target: Where, by reference to a secret if it is one (``env:NAME``, ``file:PATH``).
        watches: Watch ids; empty for all.
        language: Of the text they read.
        min_severity, min_certainty: Quieter below.
        quiet_hours: ``["22:00", "06:00"]`` in ``zone``.
        zone: IANA name.
        cap_per_hour: More than that arrive as "and n more".
    """

    id: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    channel: Channel
    target: str | None = None
    watches: tuple[str, ...] = ()
    language: str = "en"
    min_severity: Literal["unknown", "minor", "moderate", "severe", "extreme"] = "unknown"
    min_certainty: Literal["unknown", "unlikely", "possible", "likely", "observed"] = "unknown"
    quiet_hours: tuple[str, str] | None = None
    zone: str = "UTC"
    cap_per_hour: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Delivery(Record, frozen=True, kw_only=True):
    """
    State of one alert on its way to one subscription; topic ``deliveries``.

    Attributes:
        subscription_id, alert_id: What goes where.
        idempotency_key: The same for every attempt.
        state: Where it stands.
        stopped_by: The check that held it back, when one did.
        delivery_seq: Gap-free for each subscription.
        attempts: So far.
        next_attempt: When the next is due.
        updated_at: Of this state.
        detail: In words.
    """

    subscription_id: str
    alert_id: str
    idempotency_key: str
    state: Literal["pending", "attempting", "delivered", "held", "failed", "expired"]
    stopped_by: str | None = None
    delivery_seq: int | None = None
    attempts: int = 0
    next_attempt: AwareTime | None = None
    updated_at: AwareTime
    detail: str = ""
