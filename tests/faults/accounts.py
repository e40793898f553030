"""
What stands on the topics when all is over, and has everything been handled?

Reads the topics from their beginnings, and asks the
group how far it has come. Not here: what should stand there (``tests/faults/undisturbed.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from typing import NamedTuple, cast

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.control import Followed
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.reading import Reading
from schemas.topics import ALERTS, DEAD, DECISIONS, DISPATCHES, READINGS, Topic
from streams import kafka
from streams.app import GROUP
from streams.brokers import client_options
from streams.kafka_admin import admin
from streams.settings import Settings

from .checker import Found, Told


class Accounts(NamedTuple):
    """
    What was read.

    Attributes:
        dispatched: Dispatches by partition, in order; what is none is left out.
        followed: What stands on ``readings``, by partition, in order.
        found: The same and the rest, as the checker wants it.
    """

    dispatched: list[list[Dispatch]]
    followed: list[list[Followed]]
    found: Found


async def accounts(settings: Settings, name_of: Callable[[Dispatch], str]) -> Accounts:
    """Read all that stands on the topics now; *name_of* is what the load calls a dispatch."""
    dispatched: list[list[Dispatch]] = [[] for _ in range(settings.kafka.partitions)]
    followed: list[list[Followed]] = [[] for _ in range(settings.kafka.partitions)]
    async for record in _all(settings, DISPATCHES):
        with suppress(BadRecord):  # what is none belongs on `dead`
            dispatched[record.partition].append(decode(Dispatch, record.value or b""))
    async for record in _all(settings, READINGS):
        one = decode(cast("type[Followed]", Followed), record.value or b"")
        followed[record.partition].append(one)
    readings = [one for partition in followed for one in partition if isinstance(one, Reading)]
    decisions = [
        decode(Decision, record.value or b"") async for record in _all(settings, DECISIONS)
    ]
    found = Found(
        dispatched=[name_of(one) for partition in dispatched for one in partition],
        decisions=[Told(one.decision_id, one.dispatch, one.reason) for one in decisions],
        alerts=[
            decode(Alert, record.value or b"").alert_id async for record in _all(settings, ALERTS)
        ],
        readings=[(one.reading_id, one.country) for one in readings],
        dead=[(record.key or b"").decode() async for record in _all(settings, DEAD)],
    )
    return Accounts(dispatched, followed, found)


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
    consumer = AIOKafkaConsumer(**client_options(bootstrap), group_id=None)
    try:
        await consumer.start()
        ends = await consumer.end_offsets(tps)
    finally:
        await consumer.stop()
    return sum(max(0, end - max(0, committed[tp].offset if tp in committed else 0))
               for tp, end in ends.items())  # fmt: skip
