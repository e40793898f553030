"""
How is all of it looked at, and in time?

This machine and its configuration beside the cluster, all at once, each with a
limit: a network that is dead costs one line and a few seconds, not the rest. Not
here: any judgement.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from schemas.codec import BadRecord, decode, encode
from schemas.heartbeat import Heartbeat
from schemas.topics import DISPATCHES, HEARTBEATS, READINGS
from streams import clock, kafka
from streams.aside import aside
from streams.broker.embedded import find_bootstrap, folder_of
from streams.brokers import client_options
from streams.kafka_admin import admin
from streams.release import release
from streams.settings import Settings
from streams.trouble import Trouble

from . import clocks, configuration, groups, machine, samples, topics
from .cluster import Cluster, cluster
from .findings import Finding, failure, warning

POLLERS = "tocsin-pollers"

NAME_SECONDS = 3.0
CLUSTER_SECONDS = 8.0
"""For everything that is asked of the cluster: with the name's, the whole stays near ten."""

STAMP_SECONDS = 3.0
SAMPLE_SECONDS = 3.0
HEARD_SINCE = timedelta(hours=1)


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; findings come in the order of the looking, never an exception."""
    here: list[Callable[[], list[Finding]]] = [
        machine.versions,
        lambda: machine.state_folder(settings.state),
        lambda: configuration.feeds(settings),
        lambda: configuration.kafka(settings),
        lambda: configuration.watchlist(settings),
        machine.words,
    ]

    def look() -> list[Finding]:
        return [finding for one in here for finding in one()]

    around, inside = await asyncio.gather(
        _limited("kafka", CLUSTER_SECONDS + NAME_SECONDS, _cluster(settings)), aside(look)
    )
    return [*inside, *around]


async def _limited(check: str, seconds: float, looking: Awaitable[list[Finding]]) -> list[Finding]:
    """Look for so long at most; what goes wrong is a finding too."""
    try:
        async with asyncio.timeout(seconds):
            return await looking
    except TimeoutError:
        return [
            failure(check, f"no answer in {seconds:g} s", "look at the brokers and the network")
        ]
    except (Trouble, KafkaError, OSError) as error:
        told = str(error) or type(error).__name__
        return [failure(check, told, "is the cluster up, is this user allowed to ask?")]


async def _cluster(settings: Settings) -> list[Finding]:
    """Look at the cluster, if there is one."""
    bootstrap = find_bootstrap(settings)
    if bootstrap is None:
        told = f"no kafka.bootstrap is set, and no embedded broker runs in {folder_of(settings)}"
        return [failure("kafka", told, "start `tocsin run`, or set kafka.bootstrap")]
    if not await _is_known(bootstrap):
        told = f"{bootstrap}: no host of it has an address"
        return [
            failure("kafka", told, "is kafka.bootstrap right, and does the name server answer?")
        ]
    async with admin(bootstrap) as client, _consumer(bootstrap) as consumer:
        return await _Look(settings, bootstrap, client, consumer).at_all()


async def _is_known(bootstrap: str) -> bool:
    """Tell whether a name server knows a host; one that is silent must not hold up our end."""
    hosts = [one.rpartition(":")[0].strip("[]") for one in bootstrap.split(",")]

    def look(host: str) -> Callable[[], Any]:
        return lambda: socket.getaddrinfo(host, None)

    with suppress(TimeoutError):
        async with asyncio.timeout(NAME_SECONDS):
            answers = await asyncio.gather(
                *(aside(look(host)) for host in hosts), return_exceptions=True
            )
            return any(not isinstance(answer, BaseException) for answer in answers)
    return False


@asynccontextmanager
async def _consumer(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a started consumer without a group."""
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=kafka.LARGEST_REQUEST,
        fetch_max_wait_ms=100,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


class _Look:
    """One look at a cluster that answers."""

    def __init__(
        self,
        settings: Settings,
        bootstrap: str,
        client: AIOKafkaAdminClient,
        consumer: AIOKafkaConsumer,
    ) -> None:
        self._settings = settings
        self._bootstrap = bootstrap
        self._client = client
        self._consumer = consumer
        self._prefix = settings.kafka.prefix
        self._changelogs = f"{self._prefix}{kafka.GROUP}-"

    async def at_all(self) -> list[Finding]:
        """Look at brokers and topics, then at what is on them."""
        found = await cluster(self._client, self._settings, self._changelogs)
        findings = [topics.brokers(found, self._settings, self._bootstrap)]
        findings += topics.topics(found, self._settings, self._changelogs)
        ends = await self._consumer.end_offsets(_partitions(found, found.topics))
        # One after the other: the consumer can read one thing at a time.
        for check, looking in (
            ("clocks", self._at_clocks(found, ends)),
            ("groups", self._at_groups(ends)),
            ("records", self._at_records(ends)),
        ):
            findings += await _limited(check, CLUSTER_SECONDS / 2, looking)
        return findings

    async def _at_groups(self, ends: dict[TopicPartition, int]) -> list[Finding]:
        """Look at the two groups of ours."""
        worked = {self._prefix + topic.name for topic in (DISPATCHES, READINGS)}
        return [
            *groups.workers(
                await groups.group(self._client, self._prefix + kafka.GROUP),
                {tp: end for tp, end in ends.items() if tp.topic in worked},
                most_lag=self._settings.health.ready_lag,
            ),
            *groups.pollers(await groups.group(self._client, self._prefix + POLLERS)),
        ]

    async def _at_clocks(self, found: Cluster, ends: dict[TopicPartition, int]) -> list[Finding]:
        """Look at our clock, at those of the roles, and at when they were heard."""
        name = kafka.topic_name(self._settings, HEARTBEATS)
        if name not in found.topics:
            return [warning("heartbeats", f"{name} is missing: no role is heard", "tocsin run")]
        heard = await self._heard({tp: end for tp, end in ends.items() if tp.topic == name})
        ours, now = await self._our_clock(name)
        return [ours, *clocks.of_roles(heard), *groups.heartbeats(heard, now=now)]

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

    async def _at_records(self, ends: dict[TopicPartition, int]) -> list[Finding]:
        """Look at the newest records of everything that has a known form."""
        known = {
            tp: end for tp, end in ends.items()
            if samples.kind_of(tp.topic, prefix=self._prefix, changelogs=self._changelogs)
        }  # fmt: skip
        sampled = await samples.newest(self._consumer, known, within=SAMPLE_SECONDS)
        return samples.readable(
            sampled.records,
            prefix=self._prefix,
            changelogs=self._changelogs,
            is_all=sampled.is_all,
        )


def _partitions(found: Cluster, names: Collection[str]) -> list[TopicPartition]:
    """Return all partitions of the topics *names*."""
    return [
        TopicPartition(name, number)
        for name in names
        for number in range(found.topics[name].partitions)
    ]


def _moment(timestamp_ms: int) -> datetime:
    return datetime.fromtimestamp(timestamp_ms / 1000, UTC)
