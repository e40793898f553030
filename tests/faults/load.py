"""
What is sent while things break, and how?

The bench's invented stream at a steady pace, each dispatch again and again until the
broker has acknowledged it, as a poller would. Made so that an undisturbed run has only
one outcome (``tests/faults/undisturbed.py``), however long anything stands still:

- All dispatches about one country lie in one partition of ``dispatches``, the one of the
  same number as its partition of ``readings``. So their order in both is the same, and
  nothing depends on which partition was held up.
- They are received an hour from now. The worker's own ticks are then behind the clock of
  every partition and change nothing: time is told by the dispatches alone, and what is due
  falls due between the same two of them. ``closing`` is the last word on time.

Not here: what the agents make of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple, Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from msgspec.structs import replace

from schemas.codec import encode
from schemas.control import Tick
from schemas.dispatch import Dispatch
from schemas.topics import DISPATCHES, READINGS
from streams import kafka
from streams.settings import Settings
from tests.bench.corpus import EVERY, WARS, fronts, stream

from .processes import Container

AHEAD = timedelta(hours=1)
RATE = 160.0
"""Dispatches a second: the bar is 150."""

# So many at once at most while the broker catches up: a second's worth.
CHUNK = 160
TURN_SECONDS = 0.05


class Sent(NamedTuple):
    """One record for ``dispatches``: its key and bytes; *is_poison* when nobody can read it."""

    key: str
    value: bytes
    is_poison: bool = False


# Every country of the stream. Half of them gather updates for 20 s of it and are told every
# 30 s at most, some four hundred dispatches: what they wait for falls due under way.
WATCHLIST = "\n".join(
    f'[[watch]]\nid = "{code.lower()}"\ncountry = "{code}"\n'
    f"batch_seconds = {20 * (number % 2)}\ncooldown_seconds = {30 * (number % 2)}\n"
    for number, code in enumerate(WARS)
)


def dispatches(partitions: int, start: datetime) -> Iterator[Dispatch]:
    """Yield the stream, for ever, each under a key that lies in its country's partition."""
    for number, one in enumerate(stream(10**9, start)):
        yield replace(one, key=_key(number, partitions))


def _key(number: int, partitions: int) -> str:
    """Return a key for the dispatch *number* of the stream; ordinary news may lie anywhere."""
    if number % EVERY:
        return f"fault:{number}"
    country = fronts()[(number // EVERY) % len(fronts())][1]
    wanted = kafka.partition_of(country, partitions)
    keys = (f"fault:{number}.{salt}" for salt in count())
    return next(key for key in keys if kafka.partition_of(key, partitions) == wanted)


def told(dispatched: Iterable[Dispatch], *, poison_every: int = 0) -> Iterator[Sent]:
    """Write *dispatched* down; before every so many of them, something that nobody can read."""
    for number, one in enumerate(dispatched, 1):
        if poison_every and number % poison_every == 0:
            yield poison(f"odd-{number}")
        yield Sent(one.key, encode(one))


def poison(name: str) -> Sent:
    """Return what says it is a dispatch, and is none."""
    return Sent(f"poison:{name}", b'{"key": 7}', is_poison=True)


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
        """Send *records* until the broker has acknowledged each; cancelled, all of these or none."""
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


def end_of(records: int) -> datetime:
    """Return a time after all that the first *records* of the stream can make due."""
    return start_of_stream() + timedelta(seconds=records / 20) + timedelta(days=3)


async def closing(settings: Settings, at: datetime) -> None:
    """Tell every partition of ``readings`` that it is *at*: what is due happens now."""
    tick = encode(Tick(at=at))
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for partition in range(settings.kafka.partitions):
            topic = kafka.topic_name(settings, READINGS)
            await producer.send_and_wait(topic, tick, partition=partition)


def start_of_stream() -> datetime:
    """Return when the first dispatch of a run is received: some time ahead, on a full second."""
    return datetime.now(UTC).replace(microsecond=0) + AHEAD
