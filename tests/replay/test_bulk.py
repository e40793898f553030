"""What is written in transactions is all there when whoever wrote it is done."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import NewTopic

from streams.brokers import client_options
from streams.kafka_admin import admin
from streams.replay.bulk import bulk

pytestmark = pytest.mark.broker

PARTITIONS = 60
ROUNDS = 5


async def stable_ends(kafka: str, topic: str) -> list[int]:
    """Up to where each partition can be read, nothing that is undecided included."""
    tps = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(
        **client_options(kafka), group_id=None, isolation_level="read_committed"
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(tps)
    finally:
        await consumer.stop()
    return [ends[tp] for tp in tps]


async def test_all_that_was_committed_can_be_read_at_once(kafka: str, prefix: str) -> None:
    """
    The broker marks partitions after its answer: the next stage would not find the last records.
    """
    topic = f"{prefix}marked"
    async with admin(kafka) as client:
        await client.create_topics([NewTopic(topic, PARTITIONS, 1)])
    for number in range(1, ROUNDS + 1):
        async with bulk(kafka, f"{prefix}writer", partitions=PARTITIONS) as out:
            for partition in range(PARTITIONS):
                out.add(topic, b"k", b"v", timestamp_ms=1, partition=partition)
            await out.commit()

        # Each time a record and its mark.
        assert await stable_ends(kafka, topic) == [2 * number] * PARTITIONS
