"""
What was asked of us, and is it done?

A wish lies on ``subscriptions`` until it is granted; what came of it is in the ledger before it
is taken away, so that it is done once however often we are killed. Pure, but for the one
function that applies it all. Not here: who may ask (``streams/api``, the commands), and what is
sent again (``redriving.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from schemas.delivery import OVER, Delivery, Standing, State, idempotency_key
from schemas.subscription import Wish

from .book import Book
from .own_messages import own_row
from .redriving import later, obstacle, with_mates

MOST_WISHES = 50
"""So many granted ones are remembered; a wish is taken away moments after it was granted."""

ENDED: Final[frozenset[State]] = frozenset({"dead", "skipped"})
"""What of a message goes no further."""


class Granted(NamedTuple):
    """
    What comes of a wish.

    Attributes:
        rows: To be written.
        standing: Of the subscription afterwards.
        is_done: Whether the wish may be taken away now; else it has to be seen again.
    """

    rows: tuple[Delivery, ...]
    standing: Standing
    is_done: bool


def granted(wish: Wish, book: Book, *, now: datetime) -> Granted:
    """Return what *wish* means for its subscription, to which *book* belongs."""
    standing = book.standing
    if wish.do in ("test", "notice"):
        known = book.row(wish.id)
        if known is not None:
            return Granted((), standing, known.state in OVER)
        row = own_row(wish, now=now)
        if book.is_reachable:
            return Granted((row,), standing, is_done=False)
        why = standing.disabled or ("it is not enabled" if book.subscription else "unknown")
        stopped = replace(row, state="skipped", detail=f"the subscription: {why}")
        return Granted((stopped,), standing, is_done=True)
    if wish.id in standing.wishes:
        return Granted((), standing, is_done=True)
    noted = (*standing.wishes, wish.id)[-MOST_WISHES:]
    standing = replace(standing, wishes=noted, last_seq=book.last_seq, updated_at=now)
    if wish.do == "enable":
        standing = replace(standing, disabled=None, failing_since=None, failures=0, warned_at=None)
        return Granted(tuple(_at_once(book.unfinished(), now)), standing, is_done=True)
    return Granted(tuple(_redriven(wish, book, now)), standing, is_done=True)


def _redriven(wish: Wish, book: Book, now: datetime) -> Iterable[Delivery]:
    """
    Yield what *wish* means as it is sent once more, each message under the id that it had.

    What is dead waits for an attempt like what failed, but without a number: that was given up.
    """
    rows, since = book.rows(), later(book.rows())
    named = frozenset(wish.alert_ids)
    meant = [row for row in rows if not named or row.alert_id in named]
    fit = [row for row in with_mates(meant, rows) if obstacle(row, since, now=now) is None]
    yield from _at_once(fit, now)
    for row in _under_their_keys([row for row in fit if row.state == "dead"], book):
        yield replace(
            row,
            state="failed",
            delivery_seq=None,
            began_at=None,
            attempts=0,
            tried_before=row.tried_before + row.attempts,
            next_attempt=now,
            updated_at=now,
            detail="redriven",
        )


def _under_their_keys(dead: Sequence[Delivery], book: Book) -> Iterable[Delivery]:
    """
    Yield *dead* under the key of the message in which they go out.

    It is the one they had, unless we were killed while the end of their message was written, and
    the rest of it went on alone: its receiver would take them for what he has.
    """
    gone_on = {
        row.idempotency_key for row in book.rows() if row.attempts and row.state not in ENDED
    }
    messages: defaultdict[str, list[Delivery]] = defaultdict(list)
    for row in dead:
        messages[row.idempotency_key].append(row)
    for key, rows in messages.items():
        if key not in gone_on or book.subscription is None:
            yield from rows
            continue
        newest = max(rows, key=lambda row: (row.incident_revision, row.alert_id))
        own = idempotency_key(
            newest.incident_id, newest.incident_revision, book.id, book.subscription.channel,
            *sorted(row.alert_id for row in rows),
        )  # fmt: skip
        yield from (replace(row, idempotency_key=own) for row in rows)


def _at_once(rows: Iterable[Delivery], now: datetime) -> Iterable[Delivery]:
    """Yield those that wait for a retry, due now."""
    for row in rows:
        if row.state == "failed":
            yield replace(row, next_attempt=now, updated_at=now)
