"""
What does a cluster that answers tell?

Facts are fetched here, one kind after the other, each within a few seconds; they
are judged in the modules beside. What was found before something hung is kept.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from schemas.codec import BadRecord, decode, encode
from schemas.heartbeat import Heartbeat
from schemas.topics import ALERTS, DELIVERIES, DISPATCHES, HEARTBEATS, READINGS
from streams import clock, kafka
from streams.kafka_groups import group_named
from streams.release import release
from streams.settings import Settings
from streams.trouble import Trouble

from . import clocks, groups, samples, subscribers, topics
from .cluster import Cluster, cluster
from .findings import Finding, failure, ok, warning

POLLERS = "tocsin-pollers"

STEP_SECONDS = 4.0
"""For one thing that is looked at."""

STAMP_SECONDS = 3.0
SAMPLE_SECONDS = 3.0
HEARD_SINCE = timedelta(hours=1)


async def limited(
    check: str, seconds: float, looking: Awaitable[None], findings: list[Finding]
) -> bool:
    """Look for so long at most; what goes wrong is a finding too. Tells whether nothing did."""
    try:
        async with asyncio.timeout(seconds):
            await looking
    except TimeoutError:
        told, advice = f"no answer in {seconds:g} s", "look at the brokers and the network"
    except (Trouble, KafkaError, OSError) as error:
        told = str(error) or type(error).__name__
        advice = "is the cluster up, is this user allowed to ask?"
    else:
        return True
    findings.append(failure(check, told, advice))
    return False


class Look:
    """One look at a cluster that answers."""

    def __init__(
        self,
        settings: Settings,
        bootstrap: str,
        client: AIOKafkaAdminClient,
        consumer: AIOKafkaConsumer,
        findings: list[Finding],
    ) -> None:
        self._settings = settings
        self._bootstrap = bootstrap
        self._client = client
        self._consumer = consumer
        self._findings = findings
        self._ends: dict[TopicPartition, int] = {}
        self._prefix = settings.kafka.prefix
        self._changelogs = f"{self._prefix}{kafka.GROUP}-"

    async def at_all(self) -> None:
        """Look at brokers and topics, then at what is on them."""
        found = await cluster(self._client, self._settings, self._changelogs)
        self._findings.append(topics.brokers(found, self._settings, self._bootstrap))
        self._findings += topics.topics(found, self._settings, self._changelogs)
        # One after the other: the consumer can read one thing at a time. Without a leader
        # somewhere the first of them does not end, and the others have nothing to go by.
        for check, looking in (
            ("topics", self._at_ends),
            ("clocks", self._at_clocks),
            ("groups", self._at_groups),
            ("delivery", self._at_ledger),
            ("records", self._at_records),
        ):
            if not await limited(check, STEP_SECONDS, looking(found), self._findings):
                break

    async def _at_ends(self, found: Cluster) -> None:
        """Ask where all partitions end."""
        self._ends = await self._consumer.end_offsets(_partitions(found))

    async def _at_groups(self, _: Cluster) -> None:
        """Look at the two groups of ours."""
        worked = {self._prefix + topic.name for topic in (DISPATCHES, READINGS)}
        workers = await group_named(self._client, self._prefix + kafka.GROUP)
        ends = {tp: end for tp, end in self._ends.items() if tp.topic in worked}
        most_lag = self._settings.health.ready_lag
        self._findings += groups.workers(workers, ends, most_lag=most_lag)
        pollers = await group_named(self._client, self._prefix + POLLERS)
        self._findings += groups.pollers(pollers)

    async def _at_ledger(self, _: Cluster) -> None:
        """Look at the ledger of deliveries, as much of it as can be read in time."""
        name, alerts = (kafka.topic_name(self._settings, one) for one in (DELIVERIES, ALERTS))
        ends = {tp: end for tp, end in self._ends.items() if tp.topic == name and end}
        found = await samples.newest(self._consumer, ends, within=SAMPLE_SECONDS, each=sys.maxsize)
        if not found.is_all:
            told = f"the ledger is larger than can be read in {SAMPLE_SECONDS:g} s"
            self._findings.append(ok("delivery", f"{told}: tocsin subscriptions list"))
            return
        where = {tp: end for tp, end in self._ends.items() if tp.topic == alerts}
        self._findings += subscribers.ledger(found.records, where, now=clock.now())

    async def _at_clocks(self, found: Cluster) -> None:
        """Look at our clock, at those of the roles, and at when they were heard."""
        name = kafka.topic_name(self._settings, HEARTBEATS)
        if name not in found.topics:
            told = f"{name} is missing: no role is heard"
            self._findings.append(warning("heartbeats", told, "`tocsin run` makes it"))
            return
        heard = await self._heard({tp: end for tp, end in self._ends.items() if tp.topic == name})
        ours, now = await self._our_clock(name)
        missed = groups.heartbeats(heard, now=now, more=subscribers.roles(self._settings))
        self._findings += [ours, *clocks.of_roles(heard), *missed]

    async def _our_clock(self, name: str) -> tuple[Finding, datetime]:
        """Have the broker stamp a record; returns what that tells, and what time it is there."""
        said = clocks.note(socket.gethostname(), release(), at=clock.now())
        try:
            async with asyncio.timeout(STAMP_SECONDS), kafka.producer(self._bootstrap) as producer:
                await producer.partitions_for(name)  # else the trip would be longer than it is
                before = clock.now()
                answer = await producer.send_and_wait(name, encode(said), said.key.encode())
                after = clock.now()
        except (TimeoutError, KafkaError, OSError) as error:
            return clocks.untold(str(error) or type(error).__name__), clock.now()
        if answer.timestamp_type != 1 or answer.timestamp is None:
            return clocks.untold(f"{name} is not stamped by the broker"), clock.now()
        stamp = clocks.Stamp(before, after, _moment(answer.timestamp))
        return clocks.this_machine(stamp), clock.now() - clocks.skew(stamp)

    async def _heard(self, ends: dict[TopicPartition, int]) -> list[groups.Heard]:
        """Read the heartbeats of the last hour, oldest first."""
        since = int((clock.now() - HEARD_SINCE).timestamp() * 1000)
        starts = await self._consumer.offsets_for_times(dict.fromkeys(ends, since))
        left = {tp for tp, end in ends.items() if starts.get(tp) and starts[tp].offset < end}
        self._consumer.assign(left)
        for tp in left:
            self._consumer.seek(tp, starts[tp].offset)
        heard: list[groups.Heard] = []
        while left:
            found = await self._consumer.getmany(*left, timeout_ms=samples.LOOK_MS)
            for records in found.values():
                for record in records:
                    with suppress(BadRecord):
                        told = decode(Heartbeat, record.value or b"")
                        heard.append(groups.Heard(told, _moment(record.timestamp)))
            left = {tp for tp in left if await self._consumer.position(tp) < ends[tp]}
        return sorted(heard, key=lambda one: one.stamped_at)

    async def _at_records(self, _: Cluster) -> None:
        """Look at the newest records of everything that has a known form."""
        names = {"prefix": self._prefix, "changelogs": self._changelogs}
        known = {tp: end for tp, end in self._ends.items() if samples.kind_of(tp.topic, **names)}
        sampled = await samples.newest(self._consumer, known, within=SAMPLE_SECONDS)
        self._findings += samples.readable(sampled.records, **names, is_all=sampled.is_all)


def _partitions(found: Cluster) -> list[TopicPartition]:
    """Return all partitions of all topics."""
    return [
        TopicPartition(name, number)
        for name, facts in found.topics.items()
        for number in range(facts.partitions)
    ]


def _moment(timestamp_ms: int) -> datetime:
    return datetime.fromtimestamp(timestamp_ms / 1000, UTC)
