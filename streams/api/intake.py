"""
How does the API follow its topics?

One consumer without a group reads all of them: every process has its own picture. Of alerts and
decisions it begins so many records before their ends, of incidents where those changed that are
still of interest; feeds, heartbeats and what was asked for are read whole. Not here: what is made
of a record (``knowledge.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from schemas.heartbeat import Phase
from schemas.topics import (
    ALERTS,
    DECISIONS,
    FEEDS,
    HEARTBEATS,
    INCIDENTS,
    SUBSCRIPTIONS,
    Topic,
)  # fmt: skip
from streams.brokers import client_options
from streams.health.signs import Left, Signs
from streams.kafka import FETCH_WAIT_MS, LARGEST_REQUEST, topic_name
from streams.kafka_admin import admin, partition_counts
from streams.mending.headers import mend_header_names
from streams.settings import Settings
from streams.trouble import Trouble

from .knowledge import KEEP_DECISIONS, Begin, Knowledge, Taken

READ = (ALERTS, INCIDENTS, DECISIONS, FEEDS, HEARTBEATS, SUBSCRIPTIONS)

# Taking in so many records holds the loop for some 10 ms, and requests wait so long.
AT_ONCE = 100


class Intake:
    """
    What was read, and how far.

    Attributes:
        knowledge: What came of it.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        names: dict[str, str],
        starts: dict[TopicPartition, int],
        ends: dict[TopicPartition, int],
        knowledge: Knowledge,
    ) -> None:
        self._consumer = consumer
        self._names = names
        self._starts = starts
        self._ends = ends
        self._at = dict(starts)
        self.knowledge = knowledge
        self.handled = 0

    def look(self) -> Signs:
        """Look at it, for whoever watches our health."""
        phase: Phase = "working" if self.knowledge.is_whole else "recovering"
        behind = {
            (self._names[tp.topic], tp.partition): Left(at, mark - at)
            for tp, at in self._at.items()
            if (mark := self._consumer.last_stable_offset(tp)) is not None and mark > at
        }
        return Signs(
            phase=phase,
            partitions=len(self._at),
            behind=behind if self.knowledge.is_whole else {},
            handled=self.handled,
            restored=sum(at - self._starts[tp] for tp, at in self._at.items()),
            to_restore=sum(end - self._starts[tp] for tp, end in self._ends.items()),
        )

    async def follow(self) -> None:
        """Read for ever; ``knowledge.is_whole`` once what was there at the start is read."""
        while True:
            found = await self._consumer.getmany(timeout_ms=FETCH_WAIT_MS, max_records=AT_ONCE)
            for tp, records in found.items():
                for record in records:
                    self.knowledge.take(
                        Taken(
                            self._names[tp.topic], tp.partition, record.offset, record.timestamp,
                            record.key or b"", record.value,
                        )
                    )  # fmt: skip
                    self.handled += 1
            await self._note_positions()
            if all(self._at[tp] >= end for tp, end in self._ends.items()):
                self.knowledge.whole.set()
            await asyncio.sleep(0)  # a long backlog is always there: others have their turn

    async def _note_positions(self) -> None:
        """Note how far we are: past the marks of transactions, too, which are no records."""
        for tp in self._at:
            at = await self._consumer.position(tp)
            self._at[tp] = at
            if (kept := self.knowledge.kept.get(self._names[tp.topic])) is not None:
                kept.passed(tp.partition, at - 1)


@asynccontextmanager
async def intake(
    settings: Settings, *, bootstrap: str, now: Callable[[], datetime]
) -> AsyncIterator[Intake]:
    """
    Be ready to follow the topics; raises ``Trouble`` when one is not there.

    What is read while others write is read once: a cursor taken now holds later.
    """
    names = {topic_name(settings, topic): topic.name for topic in READ}
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    if missing := sorted(set(names) - set(counts)):
        raise Trouble(f"there is no topic {missing[0]} at {bootstrap}; `tocsin run` makes it")
    partitions = [TopicPartition(name, number) for name in names for number in range(counts[name])]
    mend_header_names()
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_partition_fetch_bytes=LARGEST_REQUEST,
        fetch_max_wait_ms=FETCH_WAIT_MS,
    )
    consumer.assign(partitions)
    try:
        await consumer.start()
        begins = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        since = now() - timedelta(days=settings.api.window_days)
        starts = await _starts(consumer, settings, begins, ends, since)
        for tp, start in starts.items():
            consumer.seek(tp, start)
        ours = {
            topic.name: Begin(
                tuple(starts[tp] for tp in partitions if names[tp.topic] == topic.name),
                tuple(begins[tp] for tp in partitions if names[tp.topic] == topic.name),
            )
            for topic in READ
        }
        yield Intake(consumer, names, starts, ends, Knowledge(settings.api, ours))
    finally:
        await consumer.stop()


async def _starts(
    consumer: AIOKafkaConsumer,
    settings: Settings,
    begins: dict[TopicPartition, int],
    ends: dict[TopicPartition, int],
    since: datetime,
) -> dict[TopicPartition, int]:
    """Return where to begin in each partition."""
    most = {ALERTS.name: settings.api.keep_alerts, DECISIONS.name: KEEP_DECISIONS}
    prefix = settings.kafka.prefix

    def of(topic: Topic) -> list[TopicPartition]:
        return [tp for tp in begins if tp.topic == prefix + topic.name]

    starts = dict(begins)
    for topic in (ALERTS, DECISIONS):
        each = most[topic.name] // max(1, len(of(topic)))
        starts |= {tp: max(begins[tp], ends[tp] - each) for tp in of(topic)}
    asked = dict.fromkeys(of(INCIDENTS), int(since.timestamp() * 1000))
    for tp, found in (await consumer.offsets_for_times(asked)).items():
        starts[tp] = ends[tp] if found is None else found.offset
    return starts
