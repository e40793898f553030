"""
Who judges a leg, and what does he know when it begins?

What was known at the last checkpoint, and at the very beginning the rules of that time.
Not here: judging (``streams/replay/judges.py``), and what is judged (``streams/replay/leg.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiokafka import TopicPartition

from schemas.codec import encode
from schemas.replay import Replay, Stage
from schemas.topics import READINGS, Topic
from streams.kafka import topic_name
from streams.reading_on import read_on
from streams.settings import Settings

from .choice import Choice
from .filed import filed
from .judges import Follower, Judge, Reader
from .names import changelog, working_folder
from .rules import rules_before
from .sources import Taken, reading


class Court:
    """
    Where one stage of *replay* is judged in one partition.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        replay: Whose.
        stage, partition: Which.
        partitions: Of every topic of the replay.
    """

    def __init__(
        self, bootstrap: str, settings: Settings, replay: Replay, stage: Stage, partition: int,
        *, partitions: int,
    ) -> None:  # fmt: skip
        self._bootstrap = bootstrap
        self._settings = settings
        self._replay = replay
        self._stage = stage
        self._partition = partition
        self._partitions = partitions

    @asynccontextmanager
    async def judging(self) -> AsyncGenerator[Judge]:
        """Give who judges."""
        if self._stage == "parse":
            # What fetches and parses wires is loaded only for it.
            from .parsing import parsing

            async with parsing(
                self._bootstrap, self._settings, self._partition, partitions=self._partitions
            ) as judge:
                yield judge
        elif self._stage == "read":
            folder = working_folder(self._settings, self._replay.replay_id)
            with filed(folder / f"versions-{self._partition}.sqlite") as entries:
                yield Reader(entries)
        else:
            yield Follower(Choice(self._replay))

    async def restore(self, judge: Judge) -> None:
        """Let *judge* know what was known at the last checkpoint."""
        shelves = {
            self._topic(changelog(self._replay.replay_id, table)): shelf
            for table, shelf in judge.shelves.items()
        }
        async with reading(self._bootstrap, *shelves) as consumer:
            await read_on(consumer, shelves, lambda *_: None)
        judge.ready()

    async def begin(self, judge: Judge) -> None:
        """Tell *judge* the rules in force where this replay begins, unless it brings its own."""
        if self._stage != "follow" or self._replay.watchlist is not None:
            return
        lived = self._topic(READINGS)
        ranges = self._replay.guide or self._replay.ranges
        one = next(one for one in ranges if one.partition == self._partition)
        async with reading(self._bootstrap, lived) as consumer:
            rules = await rules_before(consumer, lived, one.begin, first=one.first)
        if rules is not None:
            await judge.take(Taken(None, encode(rules), 0, counts=False), lambda *_: None)

    def _topic(self, topic: Topic) -> TopicPartition:
        """Return this leg's partition of *topic*."""
        return TopicPartition(topic_name(self._settings, topic), self._partition)
