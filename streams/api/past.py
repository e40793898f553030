"""
How are some records of one partition read?

Between two offsets, as rows; what is no record of ours is passed over: it lies in the dead
letters. Not here: which offsets (``deep.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.codec import BadRecord
from schemas.topics import Topic
from streams.kafka import FETCH_WAIT_MS

from .facets import FACETS
from .kept import Row, row


async def begins_of(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> list[int]:
    """Return where each partition begins now."""
    begins = await consumer.beginning_offsets(partitions)
    return [begins[tp] for tp in partitions]


async def between(
    consumer: AIOKafkaConsumer, topic: Topic, tp: TopicPartition, start: int, end: int
) -> list[Row]:
    """Return what lies there, without what is no record of ours."""
    found = [row_of(topic, record) async for record in records(consumer, tp, start, end)]
    return [one for one in found if one is not None]


async def records(
    consumer: AIOKafkaConsumer, tp: TopicPartition, start: int, end: int
) -> AsyncIterator[ConsumerRecord]:
    """Yield the records of one partition between two offsets."""
    if start >= end:
        return
    consumer.seek(tp, start)
    while await consumer.position(tp) < end:
        # Positions, not offsets of records, tell the end: compaction leaves gaps.
        for record in (await consumer.getmany(tp, timeout_ms=FETCH_WAIT_MS)).get(tp, ()):
            if record.offset < end:
                yield record


def row_of(topic: Topic, record: ConsumerRecord) -> Row | None:
    """Read a record; ``None`` for the end of a compacted key, and for what is none of ours."""
    if record.value is None:
        return None
    try:
        facets = FACETS[topic.name](record.value)
    except BadRecord:
        return None
    return row(record.partition, record.offset, record.timestamp, facets, record.value)
