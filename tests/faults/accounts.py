"""
What stands on the topics when all is over, and has everything been handled?

Reads ``dispatches``, ``decisions`` and ``alerts`` from their beginnings, and asks the
group how far it has come. Not here: what should stand there (``tests/faults/undisturbed.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.topics import ALERTS, DECISIONS, DISPATCHES, READINGS, Topic
from streams import kafka
from streams.app import GROUP
from streams.kafka_admin import admin
from streams.settings import Settings

from .checker import Told


class Found(NamedTuple):
    """
    What was read.

    Attributes:
        dispatched: Dispatches by partition, in order; what is none is left out.
        unreadable: Keys of records on ``dispatches`` that are no dispatch.
        decisions, alerts: In any order; alerts by id.
    """

    dispatched: list[list[Dispatch]]
    unreadable: list[str]
    decisions: list[Told]
    alerts: list[str]


async def accounts(settings: Settings) -> Found:
    """Read all that stands on the topics now."""
    found = Found([[] for _ in range(settings.kafka.partitions)], [], [], [])
    async for record in _all(settings, DISPATCHES):
        try:
            found.dispatched[record.partition].append(decode(Dispatch, record.value or b""))
        except BadRecord:
            found.unreadable.append((record.key or b"").decode())
    async for record in _all(settings, DECISIONS):
        one = decode(Decision, record.value or b"")
        found.decisions.append(Told(one.decision_id, one.dispatch, one.reason))
    async for record in _all(settings, ALERTS):
        found.alerts.append(decode(Alert, record.value or b"").alert_id)
    return found


async def _all(settings: Settings, topic: Topic) -> AsyncIterator[ConsumerRecord]:
    name = kafka.topic_name(settings, topic)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=False)
    async with aclosing(reading) as records:
        async for record in records:
            yield record


async def behind(settings: Settings) -> int:
    """Return how many records of ``dispatches`` and ``readings`` the group has not committed."""
    bootstrap = settings.kafka.bootstrap or ""
    tps = [
        TopicPartition(kafka.topic_name(settings, topic), partition)
        for topic in (DISPATCHES, READINGS)
        for partition in range(settings.kafka.partitions)
    ]
    # First how far it is, then where it ends: never takes what came between for handled.
    async with admin(bootstrap) as client:
        committed = await client.list_consumer_group_offsets(settings.kafka.prefix + GROUP)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None)
    try:
        await consumer.start()
        ends = await consumer.end_offsets(tps)
    finally:
        await consumer.stop()
    return sum(max(0, end - max(0, committed[tp].offset if tp in committed else 0))
               for tp, end in ends.items())  # fmt: skip
