"""
How does a past come about that is worth replaying?

Two worker processes on a real broker, as an operator runs them, under "restart: always".
While the stream comes in they are killed, asked to end, and told another watchlist by its
file; when it happens is drawn by lot, what has been decided on by then is the measure, not
the clock. The first chapter is received as it is sent; the others lie ahead of the clock and
are told the time by ticks of ours. Not here: what is sent (``tests/replay/stream.py``).
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.codec import encode
from schemas.control import Tick
from schemas.topics import DISPATCHES, READINGS, Topic
from streams import kafka
from streams.broker.topics import ensure_topics
from streams.brokers import client_options
from streams.kafka_admin import admin
from streams.settings import Kafka, Settings, Worker
from tests.faults.processes import Container
from tests.faults.watching import Watching

from .stream import Sent, sent, shifted, watchlist

PARTITIONS: Final = 4
AHEAD: Final = timedelta(hours=1)
TICK_SECONDS: Final = 0.5
WAITING: Final = 250
"""Dispatches that may wait for their decision: a kill finds the workers with much in hand."""

CHUNK: Final = 25
POISON: Final = b'{"record":"reading"}'

Say = Callable[[str], None]


class Life:
    """
    A live service and what is done to it; made by ``living``.

    Args:
        settings: Those of the first worker.
        workers: Both.
        watching: Sees what is decided on.
        producer: Ours.
        chance: Whatever is drawn by lot.
        say: Told what happens.
    """

    def __init__(
        self,
        settings: Settings,
        workers: list[Container],
        watching: Watching,
        producer: AIOKafkaProducer,
        chance: Random,
        say: Say,
    ) -> None:
        self.settings = settings
        self._workers = workers
        self._watching = watching
        self._producer = producer
        self._chance = chance
        self._say = say
        self._keys: set[bytes] = set()
        self._edition = 0

    async def run(self, stream: list[Sent], *, faults: int) -> None:
        """Send all of *stream*, with so many *faults* on the way; returns when it is handled."""
        when = sorted(self._chance.sample(range(len(stream) // CHUNK), faults))
        acts = [self._kill, self._rewrite, self._kill_all, self._restart]
        due = {chunk: acts[number % len(acts)] for number, chunk in enumerate(when)}
        for number, chunk in enumerate(_chunks(stream)):
            await self._wire(chunk)
            if number in due:
                await due[number]()
            await self._caught_up(WAITING)
        await self._caught_up(0)
        await self._tick(stream[-1].at + timedelta(weeks=20))
        await self._settled(DISPATCHES)
        await self._settled(READINGS)

    async def _wire(self, chunk: list[Sent]) -> None:
        """Send some dispatches, and what stands between them."""
        now = datetime.now(UTC)
        for at, chapter, dispatch in chunk:
            one = shifted(dispatch, now - at) if chapter == 0 else dispatch
            self._keys.add(one.key.encode())
            for key in one.addresses:
                await self._put(DISPATCHES, encode(one), key.encode())
        if chunk[-1].chapter:
            for seconds in (1, 2, 3):
                await self._tick(chunk[-1].at + timedelta(seconds=seconds))
        if self._chance.random() < 0.1:
            await self._put(self._chance.choice((DISPATCHES, READINGS)), POISON, b"odd")
        await self._producer.flush()

    async def _put(self, topic: Topic, value: bytes, key: bytes) -> None:
        await self._producer.send(kafka.topic_name(self.settings, topic), value, key)

    async def _tick(self, at: datetime) -> None:
        name = kafka.topic_name(self.settings, READINGS)
        for partition in range(PARTITIONS):
            await self._producer.send(name, encode(Tick(at=at)), partition=partition)
        await self._producer.flush()

    async def _caught_up(self, most: int) -> None:
        """Wait until no more than so many dispatches wait for their first decision."""
        while (left := len(self._keys - self._watching.decided)) > most:
            await self._watching.progress(left - most)

    async def _kill(self) -> None:
        """End one worker without a word; it is started again."""
        self._say("kill -9 of a worker")
        self._chance.choice(self._workers).signal(signal.SIGKILL)

    async def _kill_all(self) -> None:
        """End both at once."""
        self._say("kill -9 of both workers")
        for worker in self._workers:
            worker.signal(signal.SIGKILL)

    async def _restart(self) -> None:
        """Ask one to end; it is started again."""
        self._say("restart of a worker")
        self._chance.choice(self._workers).signal(signal.SIGTERM)

    async def _rewrite(self) -> None:
        """Save another watchlist."""
        self._say("another watchlist")
        self._edition += 1
        self.settings.watchlist.write_text(watchlist(self._edition), "utf-8")

    async def _settled(self, topic: Topic) -> None:
        """Wait until the workers have committed all that stands on *topic* now."""
        name, bootstrap = kafka.topic_name(self.settings, topic), self.settings.kafka.bootstrap
        tps = [TopicPartition(name, number) for number in range(PARTITIONS)]
        consumer = AIOKafkaConsumer(**client_options(bootstrap or ""), group_id=None)
        try:
            await consumer.start()
            ends = await consumer.end_offsets(tps)
        finally:
            await consumer.stop()
        group = self.settings.kafka.prefix + kafka.GROUP
        async with admin(bootstrap or "") as client, asyncio.timeout(120):
            while True:
                found = await client.list_consumer_group_offsets(group)
                if all(tp in found and found[tp].offset >= end for tp, end in ends.items()):
                    return


def _chunks(stream: list[Sent]) -> Iterator[list[Sent]]:
    """Part *stream* into small pieces of one chapter each."""
    for _, told in groupby(stream, key=lambda one: one.chapter):
        chapter = list(told)
        for begin in range(0, len(chapter), CHUNK):
            yield chapter[begin : begin + CHUNK]


@asynccontextmanager
async def living(
    bootstrap: str, folder: Path, *, prefix: str, seed: int, say: Say
) -> AsyncGenerator[Life]:
    """Run two workers until the block ends; then they are asked to end."""
    file = folder / "watchlist.toml"
    file.write_text(watchlist(0), "utf-8")
    ours = [
        Settings(
            state=folder / f"state-{number}",
            watchlist=file,
            kafka=Kafka(bootstrap=bootstrap, prefix=prefix, partitions=PARTITIONS),
            worker=Worker(tick_seconds=TICK_SECONDS),
        )
        for number in (1, 2)
    ]
    await ensure_topics(bootstrap, ours[0])
    watching = Watching(ours[0])
    async with AsyncExitStack() as stack:
        following = asyncio.create_task(watching.run())
        stack.callback(following.cancel)
        producer = await stack.enter_async_context(kafka.producer(bootstrap))
        workers = [
            Container(f"worker-{number}", "worker", one, folder=folder)
            for number, one in enumerate(ours, 1)
        ]
        for worker in workers:
            await stack.enter_async_context(worker)
        chance = Random(seed)  # noqa: S311  # lots, not secrets
        yield Life(ours[0], workers, watching, producer, chance, say)


async def lived(
    bootstrap: str, folder: Path, *, prefix: str, dispatches: int, faults: int, seed: int, say: Say
) -> Settings:
    """Live through a stream of so many dispatches; returns the settings of whoever did."""
    stream = sent(dispatches, datetime.now(UTC) + AHEAD, seed=seed)
    async with living(bootstrap, folder, prefix=prefix, seed=seed, say=say) as life:
        await life.run(stream, faults=faults)
        return life.settings
