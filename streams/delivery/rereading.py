"""
What did the alert say whose row is not over?

Rows do not carry their alerts: thousands of subscriptions wait for the same one. They carry
where it lies on ``alerts``, and after a start it is read again from there. Not here: alerts
that nobody has looked at yet (``looking.py``).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from streams import kafka
from streams.brokers import client_options

Source = tuple[int, int]
"""Partition and offset on ``alerts``."""


def alerts_consumer(bootstrap: str) -> AIOKafkaConsumer:
    """Return a reader of ``alerts`` that belongs to no group, not started."""
    return AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # for what was retained no longer
        isolation_level="read_committed",  # a promoted replay writes in transactions
        max_partition_fetch_bytes=kafka.LARGEST_REQUEST,
        fetch_max_wait_ms=kafka.FETCH_WAIT_MS,
    )


async def alerts_at(bootstrap: str, topic: str, sources: Collection[Source]) -> dict[Source, Alert]:
    """
    Return the alerts that lie at *sources*, as far as they are there and can be read.

    Reads from the first of each partition to the last; returns at once for none.
    """
    wanted: defaultdict[TopicPartition, set[int]] = defaultdict(set)
    for partition, offset in sources:
        wanted[TopicPartition(topic, partition)].add(offset)
    found: dict[Source, Alert] = {}
    if not wanted:
        return found
    consumer = alerts_consumer(bootstrap)
    try:
        consumer.assign(list(wanted))
        await consumer.start()
        ends = await consumer.end_offsets(list(wanted))
        last = {tp: min(max(offsets), ends[tp] - 1) for tp, offsets in wanted.items()}
        for tp, offsets in wanted.items():
            consumer.seek(tp, min(offsets))
        while rest := [tp for tp, most in last.items() if await consumer.position(tp) <= most]:
            records = await consumer.getmany(
                *rest, timeout_ms=kafka.FETCH_WAIT_MS, max_records=kafka.RECORDS_AT_ONCE
            )
            for tp, some in records.items():
                found |= _decoded(some, wanted[tp])
    finally:
        await stopped(consumer)
    return found


async def stopped(consumer: AIOKafkaConsumer) -> None:
    """
    Stop *consumer*; whoever is cancelled meanwhile stays cancelled.

    aiokafka 0.14 waits for its own cancelled tasks and takes our cancellation for theirs. A task
    of a tenure that lived on for that would keep the whole group waiting for its partitions.
    """
    await consumer.stop()
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _decoded(records: Iterable[ConsumerRecord], offsets: Collection[int]) -> dict[Source, Alert]:
    found = {}
    for record in records:
        if record.offset in offsets:
            try:
                found[record.partition, record.offset] = decode(Alert, record.value or b"")
            except BadRecord:  # it was an alert when it was looked at; its row says that it is gone
                continue
    return found
