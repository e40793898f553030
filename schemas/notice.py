"""
What is told when a subscription is not reached?

To the subscription that its ``on_failure`` names, by that one's own channel. Not here: when
it is told (``streams/delivery``), and in which words (``agents/notifying/notices.py``).
"""

from __future__ import annotations

from .dispatch import AwareTime
from .record import Record, identity


class Notice(Record, frozen=True, kw_only=True):
    """
    A subscription has failed for long.

    Attributes:
        subscription_id, title, channel: Which one; the title is what people call it.
        since: No attempt has succeeded since.
        attempts: So many were made since then.
        detail: What came of the last one.
        disabled: Nothing is tried any more, until somebody says ``enable``.
        waiting: So many alerts have not reached it.
    """

    subscription_id: str
    title: str | None = None
    channel: str
    since: AwareTime
    attempts: int = 0
    detail: str = ""
    disabled: bool = False
    waiting: int = 0


def notice_key(notice: Notice, subscription_id: str) -> str:
    """
    Return the idempotency key of *notice* to *subscription_id*.

    One failure is told twice at most: that it lasts, and that nothing is tried any more.
    """
    told = (notice.subscription_id, notice.since.isoformat(), notice.disabled)
    return "msg_" + identity("notice", *told, subscription_id)
