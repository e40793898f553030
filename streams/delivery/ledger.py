"""
How does the ledger become the broker's?

What is posted goes out in the order in which it was posted, and the returned promise is kept
when the broker has it. Posting does not wait, so that whoever decides can change memory and
post in one breath: two tasks can never write in another order than they thought. Nothing goes
out while the group's last word is too old to know whether the partitions are still ours. A
record that did not arrive ends the process. Not here: what is written, and when.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Iterable
from typing import Protocol

from schemas.codec import encode
from schemas.delivery import Delivery, Row, Standing
from streams.outputs import Producer, all_of

from .terms import Term

# How long before the group is asked again whether we are still in it.
LOOK_AGAIN_SECONDS = 0.2


class Membership(Protocol):
    """What of our place in the group matters here."""

    def holds(self) -> bool:
        """Tell whether nobody else can have been given what is ours."""


Entry = tuple[int, str, bytes | None]
"""Partition, key and value; no value takes the key's record away."""


def key_of(row: Row) -> str:
    """Return what *row* is kept under."""
    if isinstance(row, Delivery):
        return row.key
    return row.subscription_id if isinstance(row, Standing) else f"\x1f{row.partition}"


class Ledger:
    """
    The way to the topic ``deliveries``.

    Attributes:
        terms: By partition the term in which we write there.
        written: So many records have arrived.
        unanswered: So many the broker has not answered for.
    """

    def __init__(self, producer: Producer, topic: str, membership: Membership) -> None:
        self._producer = producer
        self._topic = topic
        self._membership = membership
        self._posted: deque[tuple[list[Entry], asyncio.Future[None]]] = deque()
        self._is_posted = asyncio.Event()
        self._promises: set[asyncio.Future[None]] = set()
        self.terms: dict[int, Term] = {}
        self.written = 0
        self.unanswered = 0

    def post(self, partition: int, *rows: Row) -> Awaitable[None]:
        """Write *rows* of one partition; what is returned is kept when the broker has them."""
        return self.post_all((partition, row) for row in rows)

    def post_all(self, rows: Iterable[tuple[int, Row]]) -> Awaitable[None]:
        """Write rows of several partitions likewise."""
        return self._post([(partition, key_of(row), encode(row)) for partition, row in rows])

    def erase(self, partition: int, keys: Iterable[str]) -> Awaitable[None]:
        """Take away what lies under *keys* likewise."""
        return self._post([(partition, key, None) for key in keys])

    def _post(self, entries: list[Entry]) -> Awaitable[None]:
        promise: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not entries:
            promise.set_result(None)
            return promise
        self._promises.add(promise)
        promise.add_done_callback(self._promises.discard)
        self.unanswered += len(entries)
        self._posted.append((entries, promise))
        self._is_posted.set()
        # Who waits may be cancelled, when the partitions go; the record still has to arrive.
        return asyncio.shield(promise)

    async def sure(self) -> None:
        """Wait until we know that what was given to us is still ours."""
        while not self._membership.holds():  # noqa: ASYNC110  # nobody tells when it does again
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def keep_sending(self) -> None:
        """Send what is posted, for ever; raises ``KafkaError`` for what did not arrive."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._is_posted.wait()
                self._is_posted.clear()
                while self._posted:
                    await self.sure()
                    entries, promise = self._posted.popleft()
                    sent = [await self._send(*entry) for entry in entries]
                    group.create_task(self._keep(promise, sent))

    async def _send(self, partition: int, key: str, value: bytes | None) -> Awaitable[object]:
        term = self.terms.get(partition)
        return await self._producer.send(
            self._topic,
            value,
            key.encode(),
            partition=partition,
            headers=[term.header()] if term else [],
        )

    async def _keep(self, promise: asyncio.Future[None], sent: list[Awaitable[object]]) -> None:
        """Wait for the broker's word, and pass it on."""
        await all_of(sent)
        self.written += len(sent)
        self.unanswered -= len(sent)
        if not promise.done():  # nobody could wait any longer
            promise.set_result(None)

    async def settled(self) -> None:
        """Wait until all that was posted has arrived."""
        await asyncio.gather(*self._promises)
