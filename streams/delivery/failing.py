"""
Who is told that a subscription fails, and when is it given up?

After an hour without one success its ``on_failure`` is told; after as long as all retries of
one message last it is disabled, and at once when the receiver says that it is gone for good.
Each is told once. Pure. Not here: how the word gets there (``wishing.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from schemas.delivery import Standing
from schemas.notice import Notice
from schemas.record import identity
from schemas.subscription import Subscription, Wish

from .channels import Answer


def judged(
    standing: Standing,
    answer: Answer,
    *,
    warn_after: timedelta,
    disable_after: timedelta,
    now: datetime,
) -> Standing:
    """Return *standing*, which counts the attempt that *answer* ended, warned or disabled."""
    since = standing.failing_since or now
    if answer.end == "gone":
        return replace(standing, disabled=answer.detail or "gone", warned_at=now)
    if now - since >= disable_after:
        why = f"every attempt since {since:%Y-%m-%d %H:%M} UTC has failed: {answer.detail}"
        return replace(standing, disabled=why, warned_at=now)
    if now - since >= warn_after and standing.warned_at is None:
        return replace(standing, warned_at=now)
    return standing


def notice_of(
    before: Standing,
    after: Standing,
    wanted: Subscription,
    detail: str,
    *,
    began_at: datetime,
    waiting: int,
) -> Wish | None:
    """
    Return what its ``on_failure`` is to be told, when *after* says more than *before*.

    Its id is made of what the ledger had before the attempt, so that who is killed when he has
    told it, and asks again, tells it under the same: when the failure began or, of a first
    one, when the message that failed *began_at*.
    """
    is_news = after.warned_at != before.warned_at or after.disabled != before.disabled
    if not is_news or after.warned_at is None or wanted.on_failure is None:
        return None
    since = before.failing_since or began_at
    is_disabled = after.disabled is not None
    notice = Notice(
        subscription_id=wanted.id,
        title=wanted.title,
        channel=wanted.channel,
        since=since,
        attempts=after.failures,
        detail=detail,
        disabled=is_disabled,
        waiting=waiting,
    )
    return Wish(
        id="notice-" + identity(wanted.id, since.isoformat(), is_disabled),
        do="notice",
        subscription_id=wanted.on_failure,
        at=after.warned_at,
        notice=notice,
    )
