"""
A producer that remembers, and events without a broker.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

from aiokafka.record.memory_records import MemoryRecords


class Arrived(NamedTuple):
    offset: int


ARRIVED = Arrived(0)


class Sent(NamedTuple):
    topic: str
    value: bytes | None
    key: bytes | None
    partition: int | None
    headers: dict[str, bytes]


class FakeProducer:
    """Takes records and acknowledges them at once, or not: ``refuse``, ``hold``, ``release``."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._error: BaseException | None = None
        self._held: list[asyncio.Future[None]] | None = None

    def refuse(self, error: BaseException) -> None:
        """From now on answer every record with *error*."""
        self._error = error

    def hold(self) -> None:
        """From now on answer nothing until ``release``."""
        self._held = []

    def release(self) -> None:
        """Answer what was held."""
        for answer in self._held or []:
            answer.set_result(ARRIVED)
        self._held = None

    async def send(
        self, topic, value=None, key=None, partition=None, *, headers=None
    ) -> asyncio.Future[None]:
        self.sent.append(Sent(topic, value, key, partition, dict(headers or ())))
        return self._answer()

    async def send_batch(self, batch, topic, *, partition) -> asyncio.Future[None]:
        for one in MemoryRecords(bytes(batch._build())).next_batch():
            self.sent.append(Sent(topic, one.value, one.key, partition, dict(one.headers)))
        return self._answer()

    async def partitions_for(self, _: str) -> set[int]:
        return {0, 1, 2}

    def _answer(self) -> asyncio.Future[None]:
        answer = asyncio.get_running_loop().create_future()
        if self._error is not None:
            answer.set_exception(self._error)
        elif self._held is not None:
            self._held.append(answer)
        else:
            answer.set_result(ARRIVED)
        return answer


class FakeMessage(NamedTuple):
    topic: str = "dispatches"
    partition: int = 3
    offset: int = 41
    timestamp: float = 1722168000.5
    headers: object = None


class FakeEvent(NamedTuple):
    value: bytes | None
    key: bytes | None = b"k"
    message: FakeMessage = FakeMessage()


async def stream(events: Iterable[FakeEvent]) -> AsyncIterator[FakeEvent]:
    """Events as an agent gets them."""
    for event in events:
        yield event
