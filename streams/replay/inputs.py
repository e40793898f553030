"""
What does a leg read?

The first stage reads the topic of the past itself; each later one what the stage before it
made anew, in the order of life, with what was not made anew in between. Not here: that
order (``ordering.py``), and what a leg does with it (``leg.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from aiokafka import TopicPartition
from msgspec.structs import replace

from schemas.codec import decode
from schemas.replay import STAGES, Range, Reparsed, Replay, Stage
from schemas.topics import DISPATCHES, DOCUMENTS, READINGS, Topic
from streams.kafka import read, topic_name
from streams.settings import Settings

from .names import changelog, source_of, working_folder
from .ordering import ordered
from .places import Dispatches, Places, Readings
from .planning import Span, first_at, ranges_of
from .sources import Partition, Source, reading, whole

DOCUMENTS_AT_ONCE = 20
"""A commit comes between portions, and parsing takes some 10 ms."""


class Inputs:
    """
    What one stage of *replay* reads in one partition.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        replay: Whose.
        stage, partition: Which.
    """

    def __init__(
        self, bootstrap: str, settings: Settings, replay: Replay, stage: Stage, partition: int
    ) -> None:
        self._bootstrap = bootstrap
        self._settings = settings
        self._replay = replay
        self._stage = stage
        self._partition = partition

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Source]:
        """Give the source; raises ``Trouble`` for what is not there any more."""
        replay, topic = self._replay, source_of(self._replay, self._stage)
        if self._stage == STAGES[replay.origin][0]:
            async with self._lived(topic, replay.ranges) as source:
                yield source
            return
        sources = await self._sources() if replay.origin == "documents" else {}
        since = replay.since or min(
            (one.since for one in sources.values() if one.since is not None), default=None
        )
        places: Places
        if self._stage == "read":
            span = Span(since=since, until=replay.until or replay.created_at)
            told = await ranges_of(self._bootstrap, self._settings, DISPATCHES, span)
            life, places = self._lived(DISPATCHES, told), Dispatches(sources)
        else:
            life = self._lived(READINGS, await self._guide(since))
            places = Readings(since, by_time=replay.order == "received")
        since_ms = int(since.timestamp() * 1000) if since else None
        async with (
            life as lived,
            whole(self._bootstrap, self._topic(topic)) as made,
            ordered(self._file, places, lived=lived, made=made, since_ms=since_ms) as source,
        ):
            yield source

    @property
    def _file(self) -> Path:
        folder = working_folder(self._settings, self._replay.replay_id)
        return folder / f"{self._stage}-{self._partition}.sqlite"

    async def _guide(self, since: datetime | None) -> tuple[Range, ...]:
        """Return what of ``readings`` tells the order; what came before *since* does not count."""
        if self._replay.since is not None or since is None:
            return self._replay.guide
        guide = self._range(self._replay.guide)
        tp = self._topic(READINGS)
        async with reading(self._bootstrap, tp) as consumer:
            first = await first_at(consumer, tp, since, otherwise=guide.end)
        return (replace(guide, first=min(first, guide.end)),)

    async def _sources(self) -> dict[str, Reparsed]:
        """Return which documents of each feed were parsed again."""
        table = topic_name(self._settings, changelog(self._replay.replay_id, "sources"))
        return {
            (record.key or b"").decode(): decode(Reparsed, record.value or b"")
            async for record in read(self._bootstrap, table, follow=False)
        }

    @asynccontextmanager
    async def _lived(self, topic: Topic, ranges: Iterable[Range]) -> AsyncGenerator[Partition]:
        """Give a partition as it was."""
        tp, one = self._topic(topic), self._range(ranges)
        most = DOCUMENTS_AT_ONCE if topic is DOCUMENTS else None
        async with reading(self._bootstrap, tp) as consumer:
            yield Partition(
                consumer, tp, begin=one.begin, first=one.first, end=one.end, at_once=most
            )

    def _range(self, ranges: Iterable[Range]) -> Range:
        return next(one for one in ranges if one.partition == self._partition)

    def _topic(self, topic: Topic) -> TopicPartition:
        """Return this leg's partition of *topic*."""
        return TopicPartition(topic_name(self._settings, topic), self._partition)
