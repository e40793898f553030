"""
Who takes up what is wanted, grants wishes, and clears away?

What goes on beside looking and sending, in one tenure: subscriptions come and go, people ask
for a test or a second try, and old rows are no longer needed. Not here: what a wish means
(``wishing.py``), and what is old (``sweeping.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import timedelta

from aiokafka import AIOKafkaProducer
from msgspec.structs import replace

from schemas.delivery import OVER, Delivery, Standing
from schemas.subscription import Wish
from schemas.topics import ALERTS
from streams import clock, kafka
from streams.settings import Settings

from .book import Book
from .books import Books
from .concluding import given_up
from .ledger import Ledger
from .rereading import alerts_at
from .subscribed import Subscribed, forget, key_of
from .sweeping import is_forgotten, outdated, standing_without
from .wishing import Granted, granted

SWEEP_SECONDS = 600.0

# A test's or a notice's wish is looked at again after so long: its row may be over.
LOOK_AGAIN_SECONDS = 5.0


class Clerk:
    """
    What goes on beside.

    Args:
        poke: Told of each book for which something may be due.
    """

    def __init__(
        self,
        settings: Settings,
        bootstrap: str,
        producer: AIOKafkaProducer,
        subscribed: Subscribed,
        ledger: Ledger,
        books: Books,
        *,
        poke: Callable[[Book], None],
    ) -> None:
        self._settings = settings
        self._bootstrap = bootstrap
        self._producer = producer
        self._subscribed = subscribed
        self._ledger = ledger
        self._books = books
        self._poke = poke
        self._keep = timedelta(days=settings.delivery.keep_days)

    async def take_up(self) -> None:
        """Take up what is wanted now."""
        wanted = self._subscribed.wanted.subscriptions.values()
        fresh = self._books.want(wanted, now=clock.now())
        await self._ledger.post_all((book.partition, book.standing) for book in fresh)

    async def reread(self, lacking: Collection[tuple[Book, Delivery]]) -> None:
        """Find the alerts of rows that are not over; one that is gone ends its row."""
        name = kafka.topic_name(self._settings, ALERTS)
        sources = {row.source for _, row in lacking}
        alerts = await alerts_at(self._bootstrap, name, sources)
        lost: list[tuple[Book, Delivery]] = []
        for book, asked in lacking:
            row = book.row(asked.alert_id)  # it may have been taken back while we read
            if row is None or row.state in OVER:
                continue
            alert = alerts.get(row.source)
            if alert is not None:
                book.put(row, alert)
                continue
            gone = replace(
                row, state="dead", next_attempt=None, updated_at=clock.now(),
                detail="the alert is no longer on the topic",
            )  # fmt: skip
            book.put(gone)
            lost.append((book, gone))
        for book, gone in lost:
            self._give_up(book, gone)

    def _give_up(self, book: Book, gone: Delivery) -> None:
        """Write that *gone* is dead, and before it its number, when nothing else carries that."""
        before = book.standing
        number = gone.delivery_seq
        if number is not None and all(row.delivery_seq != number for row in book.unfinished()):
            lost = [row for row in book.rows() if row.delivery_seq == number]
            book.standing = given_up(before, lost, now=clock.now())
        standing = [book.standing] if book.standing is not before else []
        self._ledger.post(book.partition, *standing, gone)

    async def keep_granting(self, told: asyncio.Event) -> None:
        """Take up what is wanted, and grant wishes, whenever we are *told* that it changed."""
        while True:
            is_waiting = await self.grant(self._subscribed.wanted.wishes.values())
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS if is_waiting else None):
                    await told.wait()
            except TimeoutError:
                continue
            told.clear()
            await self.take_up()
            for book in self._books:
                self._poke(book)

    async def keep_sweeping(self) -> None:
        """Take away now and then what need no longer be known."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for book in self._books:
                await self._sweep(book)

    async def grant(self, wishes: Iterable[Wish]) -> bool:
        """
        Grant those of *wishes* that are for us; tells whether some have to be seen again.

        All at once: alerts are read again once for all, and nobody is sent the second of two
        wishes before the first.
        """
        done: list[Wish] = []
        kept: list[Awaitable[None]] = []
        changed: dict[str, Book] = {}
        is_waiting = False
        for wish in wishes:
            if self._books.partition_of(wish.subscription_id) is None:
                continue
            book = self._books.get(wish.subscription_id) or self._unknown(wish.subscription_id)
            outcome = granted(wish, book, now=clock.now())
            if outcome.rows or outcome.standing is not book.standing:
                kept.append(self._apply(outcome, book))
                changed[book.id] = book
            if outcome.is_done:
                done.append(wish)
            is_waiting |= not outcome.is_done
        await asyncio.gather(*kept)
        await self.reread([(book, row) for book in changed.values() for row in book.lacking()])
        for book in changed.values():
            self._poke(book)
        for wish in done:
            await forget(self._producer, self._settings, key_of(wish))
        return is_waiting

    def _apply(self, outcome: Granted, book: Book) -> Awaitable[None]:
        """Write what comes of a wish; first the last number, which no redriven row has any more."""
        numbered = standing_without(book, now=clock.now())
        book.standing = outcome.standing
        for row in outcome.rows:
            book.put(row)
        return self._ledger.post(book.partition, numbered, *outcome.rows, outcome.standing)

    def _unknown(self, name: str) -> Book:
        """Return a book for somebody who is not wanted: what was asked has to end somewhere."""
        now = clock.now()
        nobody = Standing(subscription_id=name, since=now, updated_at=now)
        book = Book(nobody, self._books.partition_of(name) or 0)
        self._books.add(book)
        return book

    async def _sweep(self, book: Book) -> None:
        now = clock.now()
        old = outdated(book.rows(), keep=self._keep, now=now)
        if old:
            book.standing = standing_without(book, now=now)
            for row in old:
                book.forget(row.alert_id)
            await self._ledger.post(book.partition, book.standing)
            await self._ledger.erase(book.partition, [row.key for row in old])
        if is_forgotten(book, keep=self._keep, now=now):
            self._books.remove(book)
            await self._ledger.erase(book.partition, [book.id])
