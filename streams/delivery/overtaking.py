"""
What may go past a message that waits for its retry?

Other incidents, and a CANCEL for another watch entry of the same one: what it takes back was
given up, and it must not wait for hours behind what it does not name. Pure. Not here: what is
given up, and what goes out next (``choosing.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from agents.notifying.looking import cancel_verdict
from schemas.delivery import Delivery
from schemas.subscription import Subscription

from .book import Book

Busy = dict[str, set[str]]
"""By incident the watch entries of which a message was attempted that is not over."""


def busy_with(messages: Iterable[Sequence[Delivery]]) -> Busy:
    """Return what *messages* that were attempted are about."""
    busy: defaultdict[str, set[str]] = defaultdict(set)
    for rows in messages:
        for row in rows:
            busy[row.incident_id].add(row.watch_id)
    return dict(busy)


def cancel_past(book: Book, wanted: Subscription, busy: Busy, *, now: datetime) -> Delivery | None:
    """Return the CANCEL that waits behind a message of its incident for another watch entry."""
    for cancel in book.cancels():
        row = book.row(cancel.alert_id)
        is_behind = cancel.incident_id in busy and cancel.watch_id not in busy[cancel.incident_id]
        if row is None or not is_behind:
            continue
        if cancel_verdict(cancel, wanted, now).state == "queued":
            return row
    return None
