"""
How does one alert stand on its way to one subscription?

The ledger, topic ``deliveries``. A subscription's records lie in the partition that its id
falls into, so whoever owns the partition owns all that has to be counted for it. Not here:
what is sent (``schemas/message.py``), and how the ledger is kept (``streams/delivery``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .dispatch import AwareTime
from .message import Missed
from .record import Record, identity
from .subscription import Certainty, Severity

Check = Literal["status", "filter", "silence", "group", "cooldown", "quiet_hours", "digest", "cap"]
"""In the order in which they are asked; the first that stops an alert is recorded."""

State = Literal[
    "held", "queued", "sending", "accepted", "delivered", "failed", "dead", "skipped"
]  # fmt: skip
"""
``held`` by a check until *next_attempt*; ``queued`` to be sent; ``sending``: an attempt was
begun, its end is unknown; ``accepted``: the channel took it and will not say more;
``delivered``: the receiver confirmed; ``failed``: again at *next_attempt*; ``dead`` and
``skipped`` for good, *detail* says why.
"""

OVER: frozenset[State] = frozenset({"accepted", "delivered", "dead", "skipped"})


class Delivery(Record, frozen=True, kw_only=True, tag_field="record", tag="delivery"):
    """
    One alert on its way to one subscription.

    Attributes:
        subscription_id, alert_id: What goes where.
        incident_id, incident_revision, kind, watch_id: Of the alert.
        idempotency_key: Of the message that carries it, the same for every attempt.
        state: Where it stands.
        stopped_by: The check that held or stopped it, when one did.
        delivery_seq: Of its message: gap-free for each subscription; ``None`` before the first
            attempt.
        attempts: So far.
        next_attempt: When the next is due, or the hold ends.
        source: Partition and offset on ``alerts``.
        seen_at: When delivery first looked at it.
        expires: Of the alert: afterwards nothing is tried.
        updated_at: Of this state.
        detail: In words.
        tried_before: Before it was last redriven.
        began_at: When its message was first tried: cooldown and cap count from then.
        severity, certainty: Of the alert, to tell later what is worse than what was told.
    """

    subscription_id: str
    alert_id: str
    incident_id: str
    incident_revision: int
    kind: str
    watch_id: str
    idempotency_key: str
    state: State
    stopped_by: Check | None = None
    delivery_seq: int | None = None
    attempts: int = 0
    next_attempt: AwareTime | None = None
    source: tuple[int, int]
    seen_at: AwareTime
    expires: AwareTime
    updated_at: AwareTime
    detail: str = ""
    tried_before: int = 0
    began_at: AwareTime | None = None
    severity: Severity = "Unknown"
    certainty: Certainty = "Unknown"

    @property
    def key(self) -> str:
        """What the record is kept under."""
        return f"{self.subscription_id}\x1f{self.alert_id}"


class Standing(Record, frozen=True, kw_only=True, tag_field="record", tag="standing"):
    """
    What is counted for one subscription.

    Attributes:
        subscription_id: Whose; the key.
        since: What was sent to ``alerts`` before is not for them.
        last_seq: The last ``delivery_seq`` that was given away.
        missed: Numbers that no message that arrived has named as given up.
        failing_since: No attempt has succeeded since; ``None`` when the last one did.
        failures: So many attempts since then.
        warned_at: When their ``on_failure`` was told that it lasts.
        disabled: Why nothing is tried any more, until somebody says ``enable``.
        wishes: Ids of the last wishes that were granted.
        updated_at: Of this state.
    """

    subscription_id: str
    since: AwareTime
    last_seq: int = 0
    missed: tuple[Missed, ...] = ()
    failing_since: AwareTime | None = None
    failures: int = 0
    warned_at: AwareTime | None = None
    disabled: str | None = None
    wishes: tuple[str, ...] = ()
    updated_at: AwareTime


class Position(Record, frozen=True, kw_only=True, tag_field="record", tag="position"):
    """
    How far ``alerts`` has been looked through for the subscriptions of one partition.

    Attributes:
        partition: Of ``deliveries``; with a unit separator before it, it is the key.
        offsets: By partition of ``alerts`` the next offset to look at.
        updated_at: Of this state.
    """

    partition: int
    offsets: dict[str, int] = msgspec.field(default_factory=dict)
    updated_at: AwareTime


Row = Delivery | Standing | Position
"""What the topic ``deliveries`` holds."""


def idempotency_key(
    incident_id: str, revision: int, subscription_id: str, channel: str, *more: str
) -> str:
    """
    Return the key of a message about an incident; *more* are the alerts that it also carries.

    The kind of an alert need not be in it: of one revision a watch entry has one alert, and its
    id is among *more* when several entries of a subscription cover the place.
    """
    return "msg_" + identity(incident_id, revision, subscription_id, channel, *more)
