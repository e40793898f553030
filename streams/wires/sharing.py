"""
Which feeds are ours to read?

Pollers are a Kafka group over the ``feeds`` topic: a feed belongs to whoever
was given the partition that its id falls into, and its memory lies in that very
partition. Before partitions go to another poller we let go of their feeds; when
we are given some we read what is remembered of theirs. A poller that dies is
missed after some seconds, and the others take its feeds up from its last
record; what it had published and not yet written down comes once more, under
the same keys and revisions, and is known downstream.

A poller that is only frozen for as long may, when it wakes, write one record
over a newer one before it hears that it was replaced. That costs the same
repeats. Drop folders must be reachable from every poller. Not here: what is done
with a feed (``rounds.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.partitioner import murmur2
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.topics import FEEDS
from streams import kafka
from streams.brokers import client_options
from streams.settings import Settings

# As for the worker: a poller that dies is missed this soon; brokers take no less.
MISSED_AFTER_MS = 6_000
HEARTBEAT_MS = 1_500

# How long one look for records of others lasts; what is to be done besides waits so long.
LOOK_MS = 500


class Given(frozenset[int]):
    """The partitions of one assignment; each assignment is another one, were it the same set."""


class Membership(ConsumerRebalanceListener):
    """
    Our place in the group.

    Attributes:
        given: What we were given last; empty while the group is being put together.
        generation: How often it has been put together.
        is_settled: Whether it is: our share is what was given, be it nothing.
    """

    def __init__(self, let_go: Callable[[], Awaitable[None]]) -> None:
        self.given = Given()
        self.generation = 0
        self.is_settled = False
        self._let_go = let_go

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:  # noqa: ARG002  # all of them go, always
        """Let go of everything, before anybody else is given it."""
        self.given = Given()
        self.is_settled = False
        await self._let_go()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Note what we have; reading what is remembered of it is not done in the group's time."""
        self.given = Given(each.partition for each in assigned)
        self.generation += 1
        self.is_settled = True


class Share:
    """Our part of the feeds."""

    def __init__(self, consumer: AIOKafkaConsumer, membership: Membership, topic: str) -> None:
        self._consumer = consumer
        self._membership = membership
        self._topic = topic
        self._listening: Given | None = None

    @property
    def given(self) -> Given:
        """The partitions that are ours now."""
        return self._membership.given

    @property
    def generation(self) -> int:
        """How often the group has been put together since we came."""
        return self._membership.generation

    @property
    def is_settled(self) -> bool:
        """Whether our share is known, be it nothing; not while the group is put together."""
        return self._membership.is_settled

    def is_ours(self, feed_id: str) -> bool:
        """Tell whether a feed falls into a partition of ours, as Kafka's producers place it."""
        count = len(self._consumer.partitions_for_topic(self._topic) or ())
        return count > 0 and partition_of(feed_id, count) in self.given

    async def listen(self) -> None:
        """
        Hear what is written about feeds of ours from now on; call before reading the past.

        Called again under one assignment it does nothing: what was written meanwhile is
        still to be heard.
        """
        given = self.given
        if given is self._listening:
            return
        partitions = [TopicPartition(self._topic, number) for number in given]
        ends = await self._consumer.end_offsets(partitions)
        if self.given is given:
            for partition, end in ends.items():
                self._consumer.seek(partition, end)
            self._listening = given

    async def heard(self) -> list[ConsumerRecord]:
        """Return what was written, by us too, about feeds of ours; waits a moment for it."""
        found = await self._consumer.getmany(timeout_ms=LOOK_MS)
        return [record for records in found.values() for record in records]


def partition_of(feed_id: str, count: int) -> int:
    """Return the partition of a feed among *count*."""
    return int((murmur2(feed_id.encode()) & 0x7FFFFFFF) % count)


@asynccontextmanager
async def sharing(
    settings: Settings, *, bootstrap: str, let_go: Callable[[], Awaitable[None]]
) -> AsyncIterator[Share]:
    """
    Belong to the group of pollers until the block ends.

    Args:
        settings: Name the topic and the group.
        bootstrap: ``host:port,…``.
        let_go: Called, and waited for, before partitions of ours may go to others.
    """
    topic = kafka.topic_name(settings, FEEDS)
    membership = Membership(let_go)
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=f"{settings.kafka.prefix}tocsin-pollers",
        enable_auto_commit=False,  # what we know is in the records themselves
        auto_offset_reset="latest",
        session_timeout_ms=MISSED_AFTER_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        max_partition_fetch_bytes=kafka.LARGEST_REQUEST,
        fetch_max_wait_ms=kafka.FETCH_WAIT_MS,
    )
    consumer.subscribe([topic], listener=membership)
    await consumer.start()
    try:
        yield Share(consumer, membership, topic)
    finally:
        await consumer.stop()
