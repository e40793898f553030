"""
Which rows does an alert leave in our books?

Every process reads all of ``alerts`` and asks, for each subscription of its own that may be
concerned, what the checks say. A row that exists is not asked for again: an alert may come
twice. What was stamped before a subscription was first seen is not for it, and one that is
switched off has rows of what takes back what it was told, and no others. Not here: where
reading stands (``lookout.py``), and what becomes of a row (``outbox.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from agents.notifying.looking import look
from agents.notifying.rows import row_of, ruled
from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Silence

from .book import Book


def rows_for(
    alert: Alert,
    book: Book,
    *,
    source: tuple[int, int],
    stamped: datetime,
    silences: Collection[Silence],
    now: datetime,
) -> Iterator[Delivery]:
    """
    Yield the rows that *alert* makes or changes for the subscription of *book*.

    Args:
        alert: A new one, or one that comes again.
        book: Not changed here.
        source: Partition and offset on ``alerts``.
        stamped: When its record was written.
        silences: All that there are.
        now: The time.
    """
    wanted = book.subscription
    if wanted is None or stamped < book.standing.since or book.row(alert.alert_id) is not None:
        return
    looked = look(alert, wanted, book.account, silences=silences, now=now)
    for name, verdict in looked.others.items():
        row = book.row(name)
        if row is not None:
            yield ruled(row, verdict, now=now)
    if looked.verdict is None:
        return
    if not wanted.enabled and alert.msg_type != "Cancel":
        return  # its owner knows; a row for each alert would bury what others ask about
    yield row_of(alert, wanted, looked.verdict, source=source, now=now)
