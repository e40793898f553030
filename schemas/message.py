"""
What does a subscriber get?

One message: an alert, or several that waited together, with the number that shows a gap.
A webhook's body is this as JSON in the frame of Standard Webhooks (``Envelope``); people get
it in words (``agents/notifying``). Not here: signatures and addresses (``streams/delivery``).
"""

from __future__ import annotations

from typing import Literal

from .alert import Alert
from .dispatch import AwareTime
from .notice import Notice
from .record import Record


class Missed(Record, frozen=True, kw_only=True):
    """
    A number that will never come, or many.

    Attributes:
        delivery_seq: It, or the first of them.
        through: The last of them, when there are many; none between will come.
        alert_ids: What it would have carried; of many it is not said.
        reason: Why it was given up.
    """

    delivery_seq: int
    through: int | None = None
    alert_ids: tuple[str, ...]
    reason: str


class Message(Record, frozen=True, kw_only=True):
    """
    What goes to one subscription at once.

    Attributes:
        id: The idempotency key; the same for every attempt.
        subscription_id: To whom.
        delivery_seq: Counts the subscription's messages from 1, without a gap; 0 is a test past
            the ledger, which belongs to no sequence.
        alerts: One, or several in the order in which they were sent; each carries the
            message's ``delivery_seq``. None in a notice.
        because: Why several come together.
        dropped: So many more were held with them and taken back or expired meanwhile.
        missed: Numbers since the last message that arrived which will not come.
        is_test: Nothing happened.
        notice: Another subscription is not reached, and this one is told so.
    """

    id: str
    subscription_id: str
    delivery_seq: int
    alerts: tuple[Alert, ...]
    because: Literal["quiet_hours", "cap", "digest"] | None = None
    dropped: int = 0
    missed: tuple[Missed, ...] = ()
    is_test: bool = False
    notice: Notice | None = None


class Envelope(Record, frozen=True, kw_only=True):
    """
    The body of a webhook (Standard Webhooks).

    Attributes:
        type: ``tocsin.alert.onset`` …, the kind of the newest alert; ``tocsin.batch`` for several;
            ``tocsin.test``; ``tocsin.notice``.
        timestamp: When the newest alert was sent; the attempt's own time is in the headers.
        data: What happened.
    """

    type: str
    timestamp: AwareTime
    data: Message
