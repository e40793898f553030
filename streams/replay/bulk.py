"""
How do thousands of outputs reach the broker together, all of them or none?

In batches (``streams/batches.py``), and in one transaction with the checkpoint and the
memory that go with them. A process that is killed leaves no trace of what it had begun; a
second process with the same name ends the first one, and finds all that it committed.
Not here: what is written (``streams/replay/leg.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    UnknownTopicOrPartitionError,
)

from schemas.dead_letter import Headers
from streams.batches import Batch, Batches
from streams.brokers import client_options
from streams.kafka import LARGEST_REQUEST, partition_of
from streams.kafka_admin import quiet
from streams.trouble import Trouble

BATCH_BYTES: Final = 256 << 10
"""Before compression; Kafka takes a batch of 1 MiB at most."""

TIMEOUT_MS: Final = 60_000

PATIENCE_SECONDS: Final = 90.0
"""Kafka itself gives a transaction up after 60."""

PARTING_SECONDS: Final = 10.0
"""For what is in flight when a producer is stopped; what counts was waited for before."""

KEYS: Final = 1 << 16  # each costs some 15 µs to place, and incidents come again and again


class Bulk:
    """
    What is written in one transaction after another.

    Args:
        producer: Transactional and started.
        partitions: Of every topic it writes.

    Attributes:
        has_committed: Anything at all.
    """

    def __init__(self, producer: AIOKafkaProducer, partitions: int) -> None:
        self.has_committed = False
        self._producer = producer
        self._partitions = partitions
        self._batches = Batches(producer.create_batch)
        self._sent: list[asyncio.Future[Any]] = []
        self._has_begun = False

    def add(
        self,
        topic: str,
        key: bytes,
        value: bytes | None,
        *,
        timestamp_ms: int,
        partition: int | None = None,
        headers: Headers | None = None,
    ) -> None:
        """Take one record into this transaction; without a *partition* it goes to its key's."""
        place = _placed(key, self._partitions) if partition is None else partition
        self._batches.add(
            topic, place, key=key, value=value, timestamp_ms=timestamp_ms, headers=headers
        )

    async def send(self) -> None:
        """Hand over what is full."""
        await self._hand_over(self._batches.take_full())

    async def _hand_over(self, batches: list[Batch]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            if batches and not self._has_begun:
                await self._producer.begin_transaction()
                self._has_begun = True
            for topic, partition, records in batches:
                records.close()
                sent = await self._producer.send_batch(records, topic, partition=partition)
                self._sent.append(sent)

    async def commit(self) -> None:
        """Have everything that was added appear; returns when nothing can keep it from that."""
        await self._hand_over(self._batches.take_all())
        sent, self._sent = self._sent, []
        if not self._has_begun:
            return
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*sent)
            await self._producer.commit_transaction()
        self._has_begun = False
        self.has_committed = True


@lru_cache(maxsize=KEYS)
def _placed(key: bytes, partitions: int) -> int:
    return partition_of(key.decode(), partitions)


def _told_once() -> None:
    """
    Keep asyncio from telling again and again that we were fenced.

    Batches in flight, and futures of aiokafka 0.14 that nobody awaits
    (``MessageBatch._drain_waiter``), all end with the error that becomes one ``Trouble``.
    """
    loop = asyncio.get_running_loop()
    tell = loop.get_exception_handler() or type(loop).default_exception_handler

    def handler(loop: asyncio.AbstractEventLoop, said: dict[str, Any]) -> None:
        if not isinstance(said.get("exception"), ProducerFenced):
            tell(loop, said)

    loop.set_exception_handler(handler)


@asynccontextmanager
async def bulk(
    bootstrap: str, name: str, *, partitions: int, timeout_ms: int = TIMEOUT_MS
) -> AsyncGenerator[Bulk]:
    """
    Give a way to write in transactions; whoever wrote under *name* before can do so no more.

    When the block ends, all that was committed can be read. The broker answers a commit as soon as
    it is decided and marks the partitions afterwards; one that reads up to their end before
    that reads too little. It gives nobody the same name until they are marked.

    Args:
        bootstrap: ``host:port,…``.
        name: Of one writer at a time.
        partitions: Of every topic that is written without saying where.
        timeout_ms: A transaction that takes longer is dropped by the broker.

    Raises:
        Trouble: Somebody else took over under the same name, a topic is gone, or the broker takes
            nothing.
    """
    quiet()
    producer = AIOKafkaProducer(
        **client_options(bootstrap),
        acks="all",
        transactional_id=name,
        transaction_timeout_ms=timeout_ms,
        max_batch_size=BATCH_BYTES,
        max_request_size=LARGEST_REQUEST,
    )
    async with at_work(producer):
        try:
            out = Bulk(producer, partitions)
            yield out
        except (ProducerFenced, OutOfOrderSequenceNumber) as error:
            _told_once()
            raise Trouble(
                "this replay was taken over: it is run a second time, or was cancelled"
            ) from error
        except UnknownTopicOrPartitionError as error:
            raise Trouble(
                "a topic that is to be written is gone: was this replay cancelled?"
            ) from error
        except TimeoutError as error:
            raise Trouble(
                f"Kafka did not carry out a transaction within {PATIENCE_SECONDS:.0f} s: do its brokers "
                "reach one another at the addresses that they give out?"
            ) from error
        except KafkaError as error:
            raise Trouble(
                f"Kafka did not take what was to be written ({type(error).__name__}: {error}); nothing of "
                "it is kept. Is its disk full?"
            ) from error
    if out.has_committed:
        await take_over(bootstrap, name)


@asynccontextmanager
async def at_work(producer: AIOKafkaProducer) -> AsyncGenerator[None]:
    """
    Start *producer*, and stop it when the block ends.

    aiokafka 0.14 looks for its coordinator, and flushes when it is stopped, without end while no
    broker answers; one that is idempotent never lets a batch expire.

    Raises:
        Trouble: It cannot start.
    """
    try:
        await _started(producer)
        yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(PARTING_SECONDS):
                await producer.stop()


async def _started(producer: AIOKafkaProducer) -> None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await producer.start()
    except TimeoutError as error:
        raise Trouble(
            f"Kafka let nobody write for {PATIENCE_SECONDS:.0f} s: is it still there? tocsin doctor"
        ) from error
    except KafkaConnectionError as error:
        raise Trouble(f"Kafka cannot be reached ({error}): tocsin doctor") from error


async def take_over(bootstrap: str, name: str) -> None:
    """End whoever writes under *name*: what they had begun is dropped, what they committed is there."""
    async with bulk(bootstrap, name, partitions=1):
        pass
