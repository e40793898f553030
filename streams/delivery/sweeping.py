"""
What need no longer be known?

What became of an alert is kept for a month, so that a CANCEL finds everyone who was told; then
its row goes, and last of all what is counted for a subscription that nobody wants any more.
Pure. Not here: how it is taken away (``ledger.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from schemas.delivery import OVER, Delivery, Standing

from .book import Book


def outdated(rows: Iterable[Delivery], *, keep: timedelta, now: datetime) -> list[Delivery]:
    """Return those of *rows* that are over for longer than *keep*, and were to expire before."""
    before = now - keep
    return [
        row for row in rows if row.state in OVER and row.updated_at < before and row.expires < now
    ]


def standing_without(book: Book, *, now: datetime) -> Standing:
    """Return the standing that knows the last number given away even without any row."""
    return replace(book.standing, last_seq=book.last_seq, updated_at=now)


def is_forgotten(book: Book, *, keep: timedelta, now: datetime) -> bool:
    """Tell whether nothing is left to be known of a subscription that is wanted no more."""
    is_old = book.standing.updated_at < now - keep
    return book.subscription is None and not book.rows() and is_old
