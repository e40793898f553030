"""
What becomes of a message after an attempt, and of its subscription?

Rows and standing in, rows and standing out. Pure. Not here: when the next attempt is
(``schedule.py``), and who is told that a subscription fails (``failing.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from schemas.delivery import Delivery, Standing, State
from schemas.message import Missed

from .channels import Answer
from .schedule import next_attempt

MOST_DETAIL = 500
"""Characters of what a receiver said; the ledger is no place for its error pages."""

MOST_REASON = 80
TOLD_ONE_BY_ONE = 100
MOST_MISSED = 1000
"""Of the numbers that were given up: characters, and entries; the ledger's rows tell it all."""


def begun(
    rows: Sequence[Delivery], *, key: str, delivery_seq: int, now: datetime
) -> list[Delivery]:
    """Return *rows*, which one message carries, as they are while it is attempted."""
    return [
        replace(
            row,
            state="sending",
            idempotency_key=key,
            delivery_seq=delivery_seq,
            attempts=row.attempts + 1,
            began_at=row.began_at or now,
            next_attempt=None,
            updated_at=now,
            detail="",
        )
        for row in rows
    ]


def concluded(
    rows: Sequence[Delivery], answer: Answer, *, delays: Sequence[float], now: datetime
) -> list[Delivery]:
    """Return *rows*, which one message carried, after *answer*; they end the same way."""
    detail = answer.detail[:MOST_DETAIL]
    if answer.end in {"delivered", "accepted"}:
        return _all(rows, answer.end, detail, now)
    if answer.end != "again":
        return _all(rows, "dead", detail, now)
    first = rows[0]
    again = next_attempt(
        delays,
        key=first.idempotency_key,
        attempts=max(row.attempts for row in rows),
        now=now,
        retry_after=answer.retry_after,
    )
    if again is None:
        return _all(rows, "dead", f"given up after {first.attempts} attempts: {detail}", now)
    if again >= max(row.expires for row in rows):
        return _all(rows, "dead", f"expires before it could be tried again: {detail}", now)
    return [replace(row, next_attempt=again) for row in _all(rows, "failed", detail, now)]


def expired(rows: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """Return *rows* of one message, none of which is worth an attempt any more."""
    first = rows[0]
    if attempts := first.tried_before + first.attempts:
        return _all(rows, "dead", f"expired after {attempts} attempts: {first.detail}", now)
    return _all(rows, "skipped", "expired before it could be sent", now)


def taken_back(row: Delivery, *, by: str, now: datetime) -> Delivery:
    """Return *row*, which failed so far, and which the alert *by* takes back."""
    return _all([row], "dead", f"taken back by {by} before it arrived", now)[0]


def given_up(standing: Standing, rows: Sequence[Delivery], *, now: datetime) -> Standing:
    """
    Return *standing* with the number of *rows*, one dead message, among the missed ones.

    The newest are told one by one, older ones together where their numbers follow each other:
    a receiver that was down for days is told of them all in one message.
    """
    seq = rows[0].delivery_seq
    if seq is None or any(
        one.delivery_seq <= seq <= (one.through or one.delivery_seq) for one in standing.missed
    ):
        return standing
    lost = Missed(
        delivery_seq=seq,
        alert_ids=tuple(row.alert_id for row in rows),
        reason=rows[0].detail[:MOST_REASON],
    )
    missed = (*standing.missed, lost)
    older, newest = missed[:-TOLD_ONE_BY_ONE], missed[-TOLD_ONE_BY_ONE:]
    return replace(standing, missed=(*_together(older), *newest)[-MOST_MISSED:], updated_at=now)


def _together(missed: Sequence[Missed]) -> list[Missed]:
    """Return *missed* with one entry for all whose numbers follow each other."""
    found: list[Missed] = []
    for one in sorted(missed, key=lambda one: one.delivery_seq):
        before = found[-1] if found else None
        through = one.through or one.delivery_seq
        if before is not None and one.delivery_seq == (before.through or before.delivery_seq) + 1:
            found[-1] = replace(before, through=through, alert_ids=())
        else:
            found.append(one)
    return found


def arrived(
    standing: Standing, seq: int | None, named: Sequence[Missed], *, now: datetime
) -> Standing:
    """Return *standing* after the message *seq* arrived that named *named* as missed."""
    left = tuple(one for one in standing.missed if one not in named and one.delivery_seq != seq)
    if len(left) == len(standing.missed) and standing.failing_since is None:
        return standing
    return replace(
        standing, missed=left, failing_since=None, failures=0, warned_at=None, updated_at=now
    )


def failed(standing: Standing, *, now: datetime) -> Standing:
    """Return *standing* after an attempt that did not arrive."""
    since = standing.failing_since or now
    return replace(standing, failing_since=since, failures=standing.failures + 1, updated_at=now)


def _all(rows: Sequence[Delivery], state: State, detail: str, now: datetime) -> list[Delivery]:
    return [
        replace(row, state=state, detail=detail, next_attempt=None, updated_at=now) for row in rows
    ]
