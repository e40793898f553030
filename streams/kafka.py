"""
How do we talk to Kafka where Faust does not?

Producers that lose nothing, and readers without a group, for the poller, the
commands and tests. Which topics there are is not decided here
(``schemas/topics.py``), nor are they made (``streams/broker/topics.py``), nor is the
cluster asked about them (``streams/kafka_admin.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.partitioner import murmur2
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.topics import LARGEST_LETTER, Topic
from streams.brokers import client_options
from streams.kafka_admin import admin, partition_counts, quiet
from streams.mending.headers import mend_header_names
from streams.trouble import Trouble

if TYPE_CHECKING:
    # Reading settings loads pydantic, which a reader of one topic does without.
    from streams.settings import Settings

GROUP = "tocsin"
"""Name of the workers' consumer group and of the changelog topics, after the prefix."""

Start = Literal["beginning", "end"] | datetime
"""Where reading starts; a time means the first record stamped then or later."""

Progress = Callable[[int, int], None]
"""Takes how many records lie behind, and how many there are."""

# The largest record of ours with its batch, on any topic.
LARGEST_REQUEST = LARGEST_LETTER

# Unpacking so many records holds the loop for some 5 ms; a fetch may bring fifty thousand.
RECORDS_AT_ONCE = 500

# A fetch that finds nothing waits this long at the broker; new records end the wait.
FETCH_WAIT_MS = 500

SILENCE_SECONDS = 90.0
"""A broker that is restarted is back by then; aiokafka would ask one that is not for ever."""


def topic_name(settings: Settings, topic: Topic) -> str:
    """Return what *topic* is called on the cluster of *settings*."""
    return settings.kafka.prefix + topic.name


def producer(bootstrap: str, *, compression: Literal["gzip"] | None = "gzip") -> AIOKafkaProducer:
    """
    Return a producer, not started, whose acknowledgement means "stored, once, in order".

    No linger: it batches by itself while a request is on its way, and waiting made
    everything slower. gzip costs 20 µs for a dispatch and halves it.

    Args:
        bootstrap: ``host:port,…``.
        compression: ``None`` where records go out one by one and in great number.
    """
    quiet()
    return AIOKafkaProducer(
        **client_options(bootstrap),
        acks="all",
        enable_idempotence=True,
        compression_type=compression,
        max_request_size=LARGEST_REQUEST,
    )


def partition_of(key: str, count: int) -> int:
    """Return in which of *count* partitions every producer of ours puts *key*."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % count


async def read(
    bootstrap: str,
    topic_name: str,
    *,
    start: Start = "beginning",
    follow: bool,
    keys: Collection[str] | None = None,
    progress: Progress | None = None,
) -> AsyncGenerator[ConsumerRecord, None]:
    """
    Read the records of one topic, in order within each partition.

    Belongs to no group and remembers nothing at the broker. Close it (``aclosing``) when
    you leave before its end. Whatever a foreign client wrote can be read.

    Args:
        bootstrap: ``host:port,…``.
        topic_name: With its prefix.
        start: Where to start, in every partition.
        follow: Go on for ever; else end where the topic ended when reading began.
        keys: Only the partitions in which these lie, with all else that lies there.
        progress: Told how many of how many records lie behind, unless *follow*.

    Raises:
        Trouble: No Kafka answers, it has no such topic, or it answers no more, unless *follow*.
    """
    async with admin(bootstrap) as client:
        count = (await partition_counts(client)).get(topic_name)
    if count is None:
        raise Trouble(f"there is no topic {topic_name} at {bootstrap}; `tocsin run` makes it")
    wanted = range(count) if keys is None else sorted({partition_of(key, count) for key in keys})
    partitions = [TopicPartition(topic_name, number) for number in wanted]
    if not partitions:
        return
    mend_header_names()
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # for records that expire while we read
        isolation_level="read_committed",  # a replay writes in transactions
        max_partition_fetch_bytes=LARGEST_REQUEST,
        fetch_max_wait_ms=FETCH_WAIT_MS,
    )
    consumer.assign(partitions)
    try:
        await consumer.start()
        ends = await consumer.end_offsets(partitions)
        starts = await _offsets(consumer, ends, start)
        for partition, offset in starts.items():
            consumer.seek(partition, offset)
        if follow:
            async for record in consumer:
                yield record
        else:
            async for record in _until(consumer, starts, ends, progress):
                yield record
    finally:
        await consumer.stop()


async def _offsets(
    consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], start: Start
) -> dict[TopicPartition, int]:
    """Return the offset in each partition that *start* means."""
    if start == "beginning":
        return await consumer.beginning_offsets(list(ends))
    if start == "end":
        return ends
    at = int(start.timestamp() * 1000)
    found = await consumer.offsets_for_times(dict.fromkeys(ends, at))
    return {tp: found[tp].offset if found.get(tp) else end for tp, end in ends.items()}


async def _until(
    consumer: AIOKafkaConsumer,
    starts: dict[TopicPartition, int],
    ends: dict[TopicPartition, int],
    progress: Progress | None,
) -> AsyncIterator[ConsumerRecord]:
    """Yield what lies before *ends*."""
    total = sum(max(0, end - starts[tp]) for tp, end in ends.items())
    left = {tp: max(0, end - starts[tp]) for tp, end in ends.items()}
    now = asyncio.get_running_loop().time
    before, since = starts, now()
    # Positions, not offsets of records, tell the end: compaction leaves gaps.
    while rest := {tp: at for tp, end in ends.items() if (at := await consumer.position(tp)) < end}:
        if rest != before:
            before, since = rest, now()
        elif now() - since > SILENCE_SECONDS:
            told = ", ".join(sorted({tp.topic for tp in rest}))
            raise Trouble(f"Kafka sent nothing more of {told} for {SILENCE_SECONDS:.0f} s")
        found = await consumer.getmany(*rest, timeout_ms=FETCH_WAIT_MS, max_records=RECORDS_AT_ONCE)
        for tp, records in found.items():
            for record in records:
                if record.offset < ends[tp]:
                    yield record
            left[tp] = max(0, ends[tp] - await consumer.position(tp))
        if progress is not None:
            progress(total - sum(left.values()), total)
