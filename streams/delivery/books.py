"""
Whose books do we keep, and who of them may be concerned by an alert?

All subscriptions that fall into partitions of ours: those of the ledger, and those that are
wanted now. Not here: what is in a book (``book.py``), and whether an alert is theirs
(``agents/notifying``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from schemas.alert import Alert
from schemas.delivery import Standing
from schemas.subscription import Subscription

from .book import Book


class Books:
    """
    All of ours.

    Args:
        partition_of: Tells the partition of an id, when it is one of ours.
    """

    def __init__(self, partition_of: Callable[[str], int | None]) -> None:
        self._partition_of = partition_of
        self._books: dict[str, Book] = {}
        self._by_watch: dict[str, list[Book]] = {}
        self._of_all_watches: list[Book] = []

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books.values()))

    def __len__(self) -> int:
        return len(self._books)

    def get(self, name: str) -> Book | None:
        """Return the book of that subscription."""
        return self._books.get(name)

    def partition_of(self, name: str) -> int | None:
        """Return in which partition of ours *name* lies; ``None`` when it is not ours."""
        return self._partition_of(name)

    def add(self, book: Book) -> None:
        """Keep one more."""
        self._books[book.id] = book

    def remove(self, book: Book) -> None:
        """Keep it no longer."""
        del self._books[book.id]

    def want(self, subscriptions: Iterable[Subscription], *, now: datetime) -> list[Book]:
        """Let *subscriptions* be all that are wanted; returns the books that are new."""
        wanted = {one.id: one for one in subscriptions}
        fresh = []
        for name in wanted.keys() - self._books.keys():
            partition = self._partition_of(name)
            if partition is not None:
                since = Standing(subscription_id=name, since=now, updated_at=now)
                fresh.append(Book(since, partition))
                self.add(fresh[-1])
        by_watch: defaultdict[str, list[Book]] = defaultdict(list)
        for book in self._books.values():
            book.subscription = wanted.get(book.id)
            for watch in book.subscription.watches if book.subscription else ():
                by_watch[watch].append(book)
        self._by_watch = dict(by_watch)
        self._of_all_watches = [
            book
            for book in self._books.values()
            if book.subscription is not None and not book.subscription.watches
        ]
        return fresh

    def concerned(self, alert: Alert) -> Iterator[Book]:
        """Yield whom *alert* may concern: a CANCEL everyone who has a row of what it cancels."""
        if alert.kind != "CANCEL":
            yield from self._by_watch.get(alert.watch_id, ())
            yield from self._of_all_watches
            return
        named = [one.alert_id for one in alert.references]
        for book in self:
            if book.subscription is not None and any(book.row(name) for name in named):
                yield book
