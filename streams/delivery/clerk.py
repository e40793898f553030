"""
Who takes up what is wanted, grants wishes, and clears away?

What goes on beside looking and sending, in one tenure: subscriptions come and go, people ask
for a test or a second try, and old rows are no longer needed. Not here: what a wish means
(``wishing.py``), and what is old (``sweeping.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta

from aiokafka import AIOKafkaProducer
from msgspec.structs import replace

from schemas.delivery import Delivery, Standing
from schemas.subscription import Wish
from schemas.topics import ALERTS
from streams import clock, kafka
from streams.settings import Settings

from .book import Book
from .books import Books
from .ledger import Ledger
from .rereading import alerts_at
from .subscribed import Subscribed, forget, key_of
from .sweeping import is_forgotten, outdated, standing_without
from .wishing import granted

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
        for book, row in lacking:
            alert = alerts.get(row.source)
            if alert is not None:
                book.put(row, alert)
                continue
            gone = replace(
                row, state="dead", next_attempt=None, updated_at=clock.now(),
                detail="the alert is no longer on the topic",
            )  # fmt: skip
            book.put(gone)
            self._ledger.post(book.partition, gone)

    async def keep_granting(self, told: asyncio.Event) -> None:
        """Take up what is wanted, and grant wishes, whenever we are *told* that it changed."""
        while True:
            is_waiting = False
            for wish in list(self._subscribed.wanted.wishes.values()):
                if self._books.partition_of(wish.subscription_id) is not None:
                    is_waiting |= not await self._grant(wish)
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

    async def _grant(self, wish: Wish) -> bool:
        """Grant *wish*; tells whether it is done with."""
        book = self._books.get(wish.subscription_id) or self._unknown(wish.subscription_id)
        outcome = granted(wish, book, now=clock.now())
        if outcome.rows or outcome.standing is not book.standing:
            book.standing = outcome.standing
            for row in outcome.rows:
                book.put(row)
            await self._ledger.post(book.partition, *outcome.rows, outcome.standing)
            await self.reread([(book, row) for row in book.lacking()])
            self._poke(book)
        if outcome.is_done:
            await forget(self._producer, self._settings, key_of(wish))
        return outcome.is_done

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
