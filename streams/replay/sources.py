"""
How is one partition of the past read, from a known place to a known end?

With an assigned partition and no group: nobody else notices. A bound that cannot be
reached any more is said, because a replay with a hole in it would look like any other.
Not here: the order of readings that were made anew (``streams/replay/ordering.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from streams.brokers import client_options
from streams.kafka import FETCH_WAIT_MS, LARGEST_REQUEST
from streams.mending.headers import mend_header_names
from streams.trouble import Trouble

# So many readings hold the loop for some 100 ms; nobody waits for it meanwhile.
RECORDS_AT_ONCE = 500


class Taken(NamedTuple):
    """
    One record of the past.

    Attributes:
        key, value: As they lay there.
        timestamp_ms: When it was written, Unix milliseconds.
        counts: What comes of it is written; before the span it only makes known what was known.
        headers: Of a document, as they lay there.
    """

    key: bytes | None
    value: bytes | None
    timestamp_ms: int
    counts: bool
    headers: Sequence[tuple[str, bytes]] = ()


class Portion(NamedTuple):
    """Some records that follow each other; *position* is that of the first record after them."""

    records: Sequence[Taken]
    position: int


class Source(Protocol):
    """Whatever gives the records of one partition in order."""

    @property
    def begin(self) -> int:
        """The position of the first record."""

    @property
    def end(self) -> int:
        """The position after the last record."""

    def portions(self, position: int) -> AsyncGenerator[Portion]:
        """Yield what lies between *position* and the end."""


class Partition:
    """
    A partition of a topic as a source; positions are offsets.

    Args:
        consumer: Assigned to it, and to nothing else.
        partition: Which.
        begin: Where to start.
        first: From here on records count.
        end: Where to stop.
        at_once: Records that a portion has at most.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        partition: TopicPartition,
        *,
        begin: int,
        first: int,
        end: int,
        at_once: int | None = None,
    ) -> None:
        self._consumer = consumer
        self._partition = partition
        self._first = first
        self._at_once = at_once
        self.begin = begin
        self.end = end

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        """
        Yield what lies between *position* and the end.

        Raises:
            Trouble: It is not there any more, or no broker gives it.
        """
        tp = self._partition
        self._consumer.seek(tp, position)
        while position < self.end:
            try:
                found = await self._consumer.getmany(
                    tp, timeout_ms=FETCH_WAIT_MS, max_records=self._at_once or RECORDS_AT_ONCE
                )
                records = [record for record in found.get(tp, ()) if record.offset < self.end]
                position = await self._consumer.position(tp)
                is_gone = not records and await self._end() < self.end
            except OffsetOutOfRangeError as error:
                raise Trouble(await self._gone(position)) from error
            except KafkaError as error:
                raise Trouble(
                    f"partition {tp.partition} of {tp.topic} cannot be read ({type(error).__name__}): "
                    "is the topic still there, and its broker?"
                ) from error
            if is_gone:
                raise Trouble(await self._gone(position))
            yield Portion([self._taken(record) for record in records], min(position, self.end))

    async def _end(self) -> int:
        """Return where the partition ends now."""
        return int((await self._consumer.end_offsets([self._partition]))[self._partition])

    def _taken(self, record: ConsumerRecord) -> Taken:
        counts = record.offset >= self._first
        return Taken(record.key, record.value, record.timestamp, counts, record.headers)

    async def _gone(self, position: int) -> str:
        """Say what is left of what was planned."""
        tp = self._partition
        begin = (await self._consumer.beginning_offsets([tp]))[tp]
        end = await self._end()
        return (
            f"partition {tp.partition} of {tp.topic} now holds offsets {begin} to {end}; the plan "
            f"was to read on from {position} to {self.end}. Its retention was quicker, or the topic "
            "was made anew: cancel this replay and plan another"
        )


@asynccontextmanager
async def reading(bootstrap: str, *partitions: TopicPartition) -> AsyncGenerator[AIOKafkaConsumer]:
    """Give a consumer of nothing but *partitions*, which sees what is committed."""
    mend_header_names()
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        max_partition_fetch_bytes=LARGEST_REQUEST,
        fetch_max_wait_ms=FETCH_WAIT_MS,
    )
    consumer.assign(list(partitions))
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


@asynccontextmanager
async def whole(bootstrap: str, partition: TopicPartition) -> AsyncGenerator[Partition]:
    """Give all that a partition holds now, as a source."""
    async with reading(bootstrap, partition) as consumer:
        begin = await beginning(consumer, partition)
        end = (await consumer.end_offsets([partition]))[partition]
        yield Partition(consumer, partition, begin=begin, first=begin, end=end)


async def beginning(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int:
    """Return the first offset that *partition* still holds."""
    return int((await consumer.beginning_offsets([partition]))[partition])
