"""
Can this release read what stands on the topics?

The newest records of each partition are decoded with today's records, changelogs
included: what another release wrote, or another program, shows before a worker
meets it. Not here: samples of past releases (tests), and records that could
not be handled (``tocsin dead``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.control import Followed
from schemas.decision import Decision
from schemas.delivery import Row
from schemas.dispatch import Dispatch
from schemas.feed import FeedRecord
from schemas.heartbeat import Heartbeat
from schemas.incident import Incident
from schemas.state import Clock, Dossier, Held, Version
from schemas.subscription import Asked
from schemas.topics import (
    ALERTS,
    DECISIONS,
    DELIVERIES,
    DISPATCHES,
    FEEDS,
    HEARTBEATS,
    INCIDENTS,
    READINGS,
    REVISIONS,
    SUBSCRIPTIONS,
)  # fmt: skip
from streams.wires.poking import poke_in

from .findings import Finding, failure, ok, warning

KINDS: Mapping[str, Any] = {
    DISPATCHES.name: Dispatch, READINGS.name: Followed, INCIDENTS.name: Incident,
    REVISIONS.name: Incident, ALERTS.name: Alert, DECISIONS.name: Decision,
    FEEDS.name: FeedRecord, DELIVERIES.name: Row, SUBSCRIPTIONS.name: Asked, HEARTBEATS.name: Heartbeat,
}  # fmt: skip
"""What stands on each topic; documents and dead letters may be any bytes."""

TABLES: Mapping[str, Any] = {
    "versions": Version, "incidents": Dossier, "clocks": Clock, "held": Held,
}  # fmt: skip
"""What stands on the changelog of each table."""

NEWEST = 3
"""Records of each partition that are read."""

LOOK_MS = 300


class Sampled(NamedTuple):
    """What was read, and whether that was all that was wanted."""

    records: list[ConsumerRecord]
    is_all: bool


def kind_of(topic: str, *, prefix: str, changelogs: str) -> Any:
    """Return what stands on *topic*; ``None`` where anything may."""
    if topic.startswith(changelogs):
        return TABLES.get(topic.removeprefix(changelogs).removesuffix("-changelog"))
    return KINDS.get(topic.removeprefix(prefix))


async def newest(
    consumer: AIOKafkaConsumer,
    ends: Mapping[TopicPartition, int],
    *,
    within: float,
    each: int = NEWEST,
) -> Sampled:
    """
    Read the newest records of each partition.

    Args:
        consumer: Started, without a group.
        ends: The partitions, and where they end.
        within: Seconds after which what is there must do.
        each: So many of each partition.
    """
    give_up = monotonic() + within
    begins = await consumer.beginning_offsets(list(ends))
    left = {tp for tp, end in ends.items() if begins[tp] < end}
    consumer.assign(left)
    for tp in left:
        consumer.seek(tp, max(begins[tp], ends[tp] - each))
    records: list[ConsumerRecord] = []
    while left and monotonic() < give_up:
        found = await consumer.getmany(*left, timeout_ms=LOOK_MS)
        records += [
            one for some in found.values() for one in some if one.offset < ends[one_tp(one)]
        ]
        positions = await asyncio.gather(*(consumer.position(tp) for tp in left))
        left = {tp for tp, at in zip(left, positions, strict=True) if at < ends[tp]}
    return Sampled(records, not left)


def one_tp(record: ConsumerRecord) -> TopicPartition:
    """Return where *record* lies."""
    return TopicPartition(record.topic, record.partition)


def readable(
    records: Iterable[ConsumerRecord], *, prefix: str, changelogs: str, is_all: bool = True
) -> list[Finding]:
    """
    Judge *records* by whether they can be read.

    What agents cannot read they bury; who reads anything else, a role or a subscriber, ends.
    """
    read, bad = 0, []
    is_buried = True
    for record in records:
        kind = kind_of(record.topic, prefix=prefix, changelogs=changelogs)
        if kind is None or record.value is None:
            continue
        read += 1
        try:
            _decoded(kind, record)
        except BadRecord as error:
            where = f"{record.topic}, partition {record.partition}, offset {record.offset}"
            bad.append(f"{where}: {error}")
            is_buried &= kind in {Dispatch, Followed}
    if bad:
        told = f"{len(bad)} of {read} newest records cannot be read; {bad[0]}"
        advice = "another release or program wrote it: run the release that did, or look there"
        return [(warning if is_buried else failure)("records", told, advice)]
    told = f"{read} newest records of all partitions can be read"
    return [ok("records", told if is_all else f"{told}; time was short, not all were")]


def _decoded(kind: Any, record: ConsumerRecord) -> object:
    """Read *record*; raises ``BadRecord``."""
    if kind is FeedRecord and (poke := poke_in(record)) is not None:
        return poke
    return decode(kind, record.value or b"")
