"""
What lies on a topic before what is in memory?

Read from Kafka with a consumer of its own for each request, a few at a time: such pages are
rare, and one that is given up leaves nothing behind. Not here: what is in memory (``kept.py``).
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from aiokafka.structs import TopicPartition

from schemas.topics import Topic
from streams.kafka import partition_of, topic_name
from streams.replay.sources import reading
from streams.settings import Settings

from .cursor import Offsets
from .kept import Row
from .past import begins_of, between, records, row_of

AT_ONCE = 2
"""Requests that read Kafka at the same time; each holds a connection and some megabytes."""

LOOKED_AT = 2400
"""Records that one request looks at, at most, over all partitions: some megabytes."""

SECONDS = 20.0
"""For one request, waiting for its turn included."""


class Expired(Exception):
    """What a cursor stands before is not kept any more, or never was here."""


class Busy(Exception):
    """No time, or no broker: ask again later."""


class Found(NamedTuple):
    """
    A page.

    Attributes:
        rows: In the order that was asked for.
        positions: Where the next page begins.
        is_all: Nothing is left in that direction.
    """

    rows: list[Row]
    positions: Offsets
    is_all: bool


class Deep:
    """Reads one topic's past."""

    def __init__(self, settings: Settings, bootstrap: str, turns: asyncio.Semaphore) -> None:
        self._settings = settings
        self._bootstrap = bootstrap
        self._turns = turns

    async def before(
        self, topic: Topic, bounds: Sequence[int], *, wanted: Callable[[Row], bool], limit: int
    ) -> Found:
        """
        Return the newest *wanted* records before *bounds*, newest first.

        Fewer than *limit* may come though more are there: a page has an end, be it empty.

        Raises:
            Busy: Not now.
        """
        async with self._consumer(topic, len(bounds)) as (consumer, partitions):
            begins = await begins_of(consumer, partitions)
            starts = [
                max(begin, bound - max(limit * 2, LOOKED_AT // len(partitions)))
                for begin, bound in zip(begins, bounds, strict=True)
            ]
            read = [
                await between(consumer, topic, partition, start, bound)
                for partition, start, bound in zip(partitions, starts, bounds, strict=True)
            ]
        positions, rows = list(bounds), []
        whole = heapq.merge(*map(reversed, read), key=lambda one: -one.written_at)
        is_full = False
        for one in whole:
            positions[one.partition] = one.offset
            if wanted(one):
                rows.append(one)
            if len(rows) == limit:
                is_full = True
                break
        if not is_full:
            positions = [min(pair) for pair in zip(starts, bounds, strict=True)]
        is_all = all(at <= begin for at, begin in zip(positions, begins, strict=True))
        return Found(rows, tuple(positions), is_all)

    async def after(
        self, topic: Topic, cursor: Offsets, *, ends: Sequence[int],
        wanted: Callable[[Row], bool], limit: int,
    ) -> Found:  # fmt: skip
        """
        Return the oldest *wanted* records from *cursor* on and before *ends*, oldest first.

        Raises:
            Expired: Some of what lies there is not kept any more.
            Busy: Not now.
        """
        async with self._consumer(topic, len(cursor)) as (consumer, partitions):
            await self._require_there(consumer, partitions, cursor)
            share = max(limit, LOOKED_AT // len(partitions))
            until = [min(end, at + share) for at, end in zip(cursor, ends, strict=True)]
            read = [
                await between(consumer, topic, partition, start, bound)
                for partition, start, bound in zip(partitions, cursor, until, strict=True)
            ]
        positions, rows = list(cursor), []
        is_full = False
        for one in heapq.merge(*read, key=lambda one: one.written_at):
            positions[one.partition] = one.offset + 1
            if wanted(one):
                rows.append(one)
            if len(rows) == limit:
                is_full = True
                break
        if not is_full:
            positions = [max(pair) for pair in zip(cursor, until, strict=True)]
        is_all = all(at >= end for at, end in zip(positions, ends, strict=True))
        return Found(rows, tuple(positions), is_all)

    async def require_there(self, topic: Topic, cursor: Offsets) -> None:
        """Raise ``Expired`` when something at *cursor* is gone, ``Busy`` when nobody can say."""
        async with self._consumer(topic, len(cursor)) as (consumer, partitions):
            await self._require_there(consumer, partitions, cursor)

    async def newest_of(self, topic: Topic, key: str, *, count: int) -> Row | None:
        """Return the newest record of *key*, out of its partition; raises ``Busy``."""
        number = partition_of(key, count)
        async with self._consumer(topic, count) as (consumer, partitions):
            tp = partitions[number]
            begin = (await consumer.beginning_offsets([tp]))[tp]
            end = (await consumer.end_offsets([tp]))[tp]
            found: Row | None = None
            async for record in records(consumer, tp, begin, end):
                if record.key == key.encode():
                    found = row_of(topic, record)
        return found

    @staticmethod
    async def _require_there(
        consumer: AIOKafkaConsumer, partitions: list[TopicPartition], cursor: Offsets
    ) -> None:
        begins = await begins_of(consumer, partitions)
        ends = await consumer.end_offsets(partitions)
        for tp, begin, at in zip(partitions, begins, cursor, strict=True):
            if at < begin:
                raise Expired("what came right after this cursor is not kept any more")
            if at > ends[tp]:
                raise Expired("this cursor lies after all there is: it is of another time or Kafka")

    @asynccontextmanager
    async def _consumer(
        self, topic: Topic, count: int
    ) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
        """Give a consumer of the whole topic, when it is our turn."""
        name = topic_name(self._settings, topic)
        partitions = [TopicPartition(name, number) for number in range(count)]
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._turns,
                reading(self._bootstrap, *partitions) as consumer,
            ):
                yield consumer, partitions
        except (TimeoutError, KafkaError) as error:
            if isinstance(error, OffsetOutOfRangeError):
                raise Expired("what was read expired meanwhile") from error
            raise Busy("older records cannot be read now") from error
