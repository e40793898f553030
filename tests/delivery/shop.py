"""
Ledger, books and outbox with a topic in memory, a clock that stands, and a channel that does as it is told.

The process can be killed before or after each of its effects: what it writes and what it sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from schemas.alert import Alert
from schemas.codec import decode
from schemas.delivery import Delivery, Row
from schemas.message import Message
from schemas.subscription import Silence, Subscription, Wish
from streams.delivery.books import Books
from streams.delivery.channels import Answer
from streams.delivery.hearing import Heard
from streams.delivery.ledger import Ledger
from streams.delivery.looking import rows_for
from streams.delivery.outbox import Outbox
from streams.delivery.recalling import Recalled
from streams.settings import Delivery as Limits
from tests.notifying.reader import NOON

GOOD = Answer("delivered", "204")
AGAIN = Answer("again", "500")


class World:
    """
    What outlives a process.

    Attributes:
        log: Records of the ledger: key, value and headers.
        heard: What the receivers took in, by subscription.
        answers: What they answer next, by subscription; then they are well.
        now: The time.
        wishes: What lies on ``subscriptions``.
    """

    def __init__(self) -> None:
        self.log: list[tuple[str, bytes | None, Sequence[tuple[str, bytes]]]] = []
        self.heard: dict[str, Heard] = {}
        self.answers: dict[str, list[Answer]] = {}
        self.now = NOON
        self.wishes: dict[str, Wish] = {}
        self.tried: list[tuple[str, int]] = []

    def rows(self) -> dict[str, Delivery]:
        """Return how each delivery stands in the ledger."""
        newest = {key: value for key, value, _ in self.log}
        read = [decode(Row, value) for value in newest.values() if value is not None]  # type: ignore[arg-type]  # a union
        return {row.alert_id: row for row in read if isinstance(row, Delivery)}


class Shop:
    """One process, from its start to its end, planned or not."""

    def __init__(
        self,
        world: World,
        *subscriptions: Subscription,
        alerts: Mapping[tuple[int, int], Alert],
        kill_at: int = 0,
        done: bool = False,
    ) -> None:
        self.world = world
        self.effects = 0
        self.is_dead = asyncio.Event()
        self._kill_at = kill_at
        self._done = done
        self._alerts = alerts
        self._silences: list[Silence] = []
        self.ledger = Ledger(cast("Any", self), "deliveries", SimpleNamespace(holds=lambda: True))
        self.books = Books(lambda _: 0)
        found = Recalled([0])
        for offset, (key, value, headers) in enumerate(world.log):
            record = SimpleNamespace(
                partition=0, key=key.encode(), value=value, headers=headers, offset=offset
            )
            found.fold(cast("Any", record))
        found.fill(self.books)
        self.ledger.terms[0] = found.terms[0].next("me")
        self.ledger.post_all(
            (0, book.standing) for book in self.books.want(subscriptions, now=NOON)
        )
        for book in self.books:
            for row in book.lacking():
                book.put(row, alerts[row.source])
        self.outbox = Outbox(
            self.ledger,
            dict.fromkeys(("webhook", "email"), self),
            Limits(),
            silences=lambda: self._silences,
            wishes=lambda: world.wishes,
            tell=self._tell,
            now=lambda: world.now,
        )
        self._is_open = asyncio.Event()
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.ledger.keep_sending())
            self.outbox.open(group)
            self._is_open.set()
            for book in self.books:
                self.outbox.poke(book)

    async def send(self, *said: Any, **more: Any) -> Any:
        """Take a record for the ledger, or a message for a receiver."""
        if isinstance(said[0], Message):
            return await self._receive(said[0])
        _, value, key = said
        await self._effect(lambda: self.world.log.append((key.decode(), value, more["headers"])))
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        kept.set_result(None)
        return kept

    async def _receive(self, message: Message) -> Answer:
        name = message.subscription_id
        answers = self.world.answers.get(name, [])

        def take() -> None:
            self.world.tried.append((message.id, message.delivery_seq))
            if not answers or answers[0].end == "delivered":
                self.world.heard.setdefault(name, Heard()).take(message)

        await self._effect(take)
        return answers.pop(0) if answers else GOOD

    async def _effect(self, happen: Any) -> None:
        """Let it *happen*, unless we are killed before; killed after it, nobody hears of it."""
        self.effects += 1
        is_last = self.effects == self._kill_at
        if not self.is_dead.is_set() and (not is_last or self._done):
            happen()
        if is_last:
            self.is_dead.set()
        if self.is_dead.is_set():
            await asyncio.Event().wait()

    def kill_after(self, effects: int, *, done: bool) -> None:
        """Kill it at the last of so many *effects* from now on, *done* or not."""
        self._kill_at, self._done = self.effects + effects, done

    async def _tell(self, wish: Wish) -> None:
        self.world.wishes[wish.id] = wish

    def look(self, upto: int | None = None) -> None:
        """Look at the first *upto* alerts, or at all."""
        for number, (source, alert) in enumerate(self._alerts.items()):
            if upto is not None and number >= upto:
                return
            for book in self.books.concerned(alert):
                rows = list(
                    rows_for(
                        alert, book, source=source, stamped=alert.sent, silences=(),
                        now=self.world.now,
                    )
                )  # fmt: skip
                for row in rows:
                    book.put(row, alert if row.alert_id == alert.alert_id else None)
                self.ledger.post(0, *rows)
                self.outbox.poke(book)

    async def rest(self) -> None:
        """Wait until nothing is due, or we are dead."""
        await self._is_open.wait()
        async with asyncio.timeout(60):
            while not self.is_dead.is_set() and (self.outbox.serving or self.ledger.unanswered):
                if self._task.done():
                    self._task.result()
                await asyncio.sleep(0)

    async def wait(self, time: timedelta) -> None:
        """Let *time* pass, hour by hour, and what is due happen."""
        end = self.world.now + time
        while self.world.now < end and not self.is_dead.is_set():
            self.world.now = min(self.world.now + timedelta(minutes=30), end)
            for book in self.books:
                self.outbox.poke(book)
            await self.rest()

    async def close(self) -> None:
        """End, however alive we are."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


def at(minutes: float) -> datetime:
    """Return the time so many minutes past noon."""
    return NOON + timedelta(minutes=minutes)
