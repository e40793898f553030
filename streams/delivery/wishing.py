"""
What was asked of us, and is it done?

A wish lies on ``subscriptions`` until it is granted; what came of it is in the ledger before it
is taken away, so that it is done once however often we are killed. Pure, but for the one
function that applies it all. Not here: who may ask (``streams/api``, the commands), and what is
sent again (``redriving.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from schemas.delivery import OVER, Delivery, Standing
from schemas.subscription import Wish

from .book import Book
from .own_messages import own_row
from .redriving import obstacle, retracted

MOST_WISHES = 50
"""So many granted ones are remembered; a wish is taken away moments after it was granted."""


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
    standing = replace(standing, wishes=noted, updated_at=now)
    if wish.do == "enable":
        standing = replace(standing, disabled=None, failing_since=None, failures=0, warned_at=None)
        return Granted(tuple(_at_once(book.unfinished(), now)), standing, is_done=True)
    gone = retracted(book.rows())
    rows = [row for row in book.rows() if wish.alert_id in (None, row.alert_id)]
    fit = [row for row in rows if obstacle(row, gone, now=now) is None]
    return Granted((*_redriven(fit, now), *_at_once(fit, now)), standing, is_done=True)


def _redriven(rows: Iterable[Delivery], now: datetime) -> Iterable[Delivery]:
    """Yield those that are dead as new ones: their number was given up."""
    for row in rows:
        if row.state == "dead":
            yield replace(
                row,
                state="queued",
                delivery_seq=None,
                began_at=None,
                attempts=0,
                tried_before=row.tried_before + row.attempts,
                next_attempt=None,
                updated_at=now,
                detail="redriven",
            )


def _at_once(rows: Iterable[Delivery], now: datetime) -> Iterable[Delivery]:
    """Yield those that wait for a retry, due now."""
    for row in rows:
        if row.state == "failed":
            yield replace(row, next_attempt=now, updated_at=now)
