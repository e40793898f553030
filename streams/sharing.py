"""
Which part of the work is ours?

Processes of one role are a Kafka group over the topic in which they remember: of pollers
``feeds``, of delivery ``deliveries``. A feed or a subscription belongs to whoever was given
the partition that its id falls into, and its memory lies in that very partition. Before
partitions go to another process we let go of what is in them; when we are given some we read
what is remembered there. A process that dies is missed after some seconds, and the others take
up its part from its last record; what it had begun and not yet written down is done once more,
under the same keys, and is known downstream.

A process that is only frozen for as long may, when it wakes, write before it hears that it was
replaced. ``Share.holds`` tells whether the group's last word is young enough to go by; who
needs more marks his records (``streams/delivery/terms.py``). Not here: what is done with a
feed (``streams/wires/rounds.py``) or a subscription (``streams/delivery/run.py``).
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.topics import Topic
from streams import kafka
from streams.brokers import client_options
from streams.kafka import partition_of
from streams.settings import Settings

# As for the worker: a process that dies is missed this soon; brokers take no less.
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
        self._known_at = float("-inf")

    def confirmed(self, asked_at: float) -> None:
        """Note that the group knew us when it was *asked_at*, by the clock that never jumps."""
        self._known_at = max(self._known_at, asked_at)

    def holds(self) -> bool:
        """Tell whether nobody else can have been given what is ours: half a session's word."""
        return time.monotonic() - self._known_at < MISSED_AFTER_MS / 2000

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:  # noqa: ARG002  # all of them go, always
        """Let go of everything, before anybody else is given it."""
        self.given = Given()
        self.is_settled = False
        await self._let_go()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Note what we have; reading what is remembered of it is not done in the group's time."""
        self.confirmed(time.monotonic())
        self.given = Given(each.partition for each in assigned)
        self.generation += 1
        self.is_settled = True


class Share:
    """Our part of what lies on one topic."""

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

    def holds(self) -> bool:
        """Tell whether it is still ours, as far as the group's last word goes."""
        return self._membership.holds()

    def partition_of(self, name: str) -> int | None:
        """Return in which partition *name* lies; ``None`` while the topic is not known."""
        count = len(self._consumer.partitions_for_topic(self._topic) or ())
        return partition_of(name, count) if count else None

    def is_ours(self, name: str) -> bool:
        """Tell whether *name* falls into a partition of ours, as Kafka's producers place it."""
        return self.partition_of(name) in self.given

    async def listen(self) -> None:
        """
        Hear what is written in partitions of ours from now on; call before reading the past.

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

    async def recall(self) -> AsyncIterator[list[ConsumerRecord]]:
        """Yield all that lies in partitions of ours, in order; then ``heard`` goes on from there."""
        given = self.given
        partitions = [TopicPartition(self._topic, number) for number in given]
        ends = await self._consumer.end_offsets(partitions)
        starts = await self._consumer.beginning_offsets(partitions)
        if self.given is not given:
            return
        for partition, start in starts.items():
            self._consumer.seek(partition, start)
        self._listening = given
        while self.given is given and any(
            [await self._consumer.position(tp) < end for tp, end in ends.items()]
        ):
            yield await self.heard(most=kafka.RECORDS_AT_ONCE)

    async def heard(self, most: int | None = None) -> list[ConsumerRecord]:
        """Return what was written, by us too, in partitions of ours; waits a moment for it."""
        found = await self._consumer.getmany(timeout_ms=LOOK_MS, max_records=most)
        return [record for records in found.values() for record in records]


@asynccontextmanager
async def sharing(
    settings: Settings,
    *,
    topic: Topic,
    group: str,
    bootstrap: str,
    let_go: Callable[[], Awaitable[None]],
) -> AsyncIterator[Share]:
    """
    Belong to the group of a role until the block ends.

    Args:
        settings: Their prefix stands before the names of topic and group.
        topic: What is shared.
        group: "tocsin-pollers".
        bootstrap: ``host:port,…``.
        let_go: Called, and waited for, before partitions of ours may go to others.
    """
    name = kafka.topic_name(settings, topic)
    membership = Membership(let_go)
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=settings.kafka.prefix + group,
        enable_auto_commit=False,  # what we know is in the records themselves
        auto_offset_reset="latest",
        session_timeout_ms=MISSED_AFTER_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        max_partition_fetch_bytes=kafka.LARGEST_REQUEST,
        fetch_max_wait_ms=kafka.FETCH_WAIT_MS,
    )
    consumer.subscribe([name], listener=membership)
    await consumer.start()
    _hear_heartbeats(consumer, membership)
    try:
        yield Share(consumer, membership, name)
    finally:
        await consumer.stop()


def _hear_heartbeats(consumer: AIOKafkaConsumer, membership: Membership) -> None:
    """Have aiokafka's coordinator tell *membership* when the group knew us last."""
    coordinator: Any = vars(consumer)["_coordinator"]  # what has to be heard is private
    heartbeat = coordinator._do_heartbeat  # noqa: SLF001  # the same

    async def hear() -> bool:
        asked_at = time.monotonic()
        is_known: bool = await heartbeat()
        if is_known:
            membership.confirmed(asked_at)
        return is_known

    coordinator._do_heartbeat = hear  # noqa: SLF001  # the same
