"""
How is the load sent?

At a steady pace, and each record again and again until the broker has acknowledged it, as
a poller would: only what was acknowledged must be accounted for. Not here: what is sent
(``tests/faults/load.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.dispatch import Dispatch
from schemas.topics import DISPATCHES
from streams import kafka
from streams.settings import Settings

from .load import Sent, dispatches, start_of_stream, told
from .processes import Container

RATE = 160.0
"""Dispatches a second: the bar is 150."""

# So many at once at most while the broker catches up: a second's worth.
CHUNK = 160
TURN_SECONDS = 0.05


def steady(settings: Settings, _folder: Path, *, poison_every: int = 0) -> Load:
    """Return the load of most scenarios."""
    made = dispatches(settings.kafka.partitions, start_of_stream())
    return Load(settings, told(made, poison_every=poison_every))


class Load:
    """
    The pacing sender; an async context manager.

    Attributes:
        acknowledged: Names of the dispatches that the broker has, in order.
        poisoned: Keys of what it has and nobody can read.
        rate: Records a second.
        containers: Whatever else runs to bring them.
        pausing: Held by whoever wants nothing to be sent meanwhile.
    """

    containers: Sequence[Container] = ()

    def __init__(self, settings: Settings, records: Iterator[Sent], rate: float = RATE) -> None:
        self.acknowledged: list[str] = []
        self.poisoned: list[str] = []
        self.rate = rate
        self._settings = settings
        self._records = records
        self._topic = kafka.topic_name(settings, DISPATCHES)
        self._producer: AIOKafkaProducer | None = None
        self._more = asyncio.Event()
        self.pausing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._hang_up()

    def name_of(self, dispatch: Dispatch) -> str:
        """Return what *dispatch* is called in ``acknowledged``."""
        return dispatch.key

    async def arrived(self) -> None:
        """Return when all that is acknowledged stands on ``dispatches``."""

    async def run(self) -> None:
        """Send for ever; what could not be sent while the broker was away is caught up on."""
        began, sent = time.monotonic(), 0
        while True:
            async with self.pausing:
                due = min(CHUNK, int((time.monotonic() - began) * self.rate) - sent)
                if due > 0:
                    await self.send(list(islice(self._records, due)))
                    sent += due
            await asyncio.sleep(TURN_SECONDS)

    async def reached(self, records: int) -> None:
        """Return once so many have been acknowledged."""
        while len(self.acknowledged) < records:
            self._more.clear()
            await self._more.wait()

    async def send(self, records: list[Sent]) -> None:
        """Send *records* until the broker has acknowledged each; not to be cancelled (``pausing``)."""
        left = records
        while left:
            with suppress(KafkaError, OSError):
                producer = await self._dial()
                left = await self._try(producer, left)
            if left:
                # A producer that met a fenced or forgotten id is of no more use.
                await self._hang_up()
                await asyncio.sleep(1)

    async def _try(self, producer: AIOKafkaProducer, records: list[Sent]) -> list[Sent]:
        """Send *records* once; returns those that the broker did not acknowledge."""
        tasks = [
            producer.send_and_wait(self._topic, one.value, one.key.encode()) for one in records
        ]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        left = []
        for one, answer in zip(records, answers, strict=True):
            if isinstance(answer, BaseException):
                left.append(one)
            else:
                (self.poisoned if one.is_poison else self.acknowledged).append(one.key)
        self._more.set()
        return left

    async def _dial(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = kafka.producer(self._settings.kafka.bootstrap or "")
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _hang_up(self) -> None:
        """Leave the broker without a word: what is unsent is sent by the next producer."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(KafkaError, OSError, TimeoutError):
                async with asyncio.timeout(5):
                    await producer.stop()
