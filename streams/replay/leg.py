"""
How is one stage of a replay done in one partition?

Outputs, memory and checkpoint of some seconds go out in one transaction, so whoever
goes on after a kill finds them all at one place: nothing is missing and nothing comes
twice. Not here: which process does which leg (``streams/replay/running.py``), and the
judgement with what is known when it begins (``streams/replay/court.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Final

from aiokafka import TopicPartition
from msgspec.structs import replace

from agents.effects import Output
from schemas.codec import decode, encode
from schemas.replay import CHECKPOINTS, Checkpoint, Replay, Stage, shadow
from schemas.topics import Topic
from streams.blame import is_ours, reason
from streams.cloud_events import headers_of
from streams.kafka import topic_name
from streams.outputs import require_fit
from streams.settings import Settings
from streams.trouble import Trouble

from .bulk import Bulk, bulk
from .court import Court
from .inputs import Inputs
from .judges import Judge
from .names import WRITTEN, changelog, leg_name
from .sources import Portion, Source, Taken, whole

COMMIT_SECONDS: Final = 2.0
"""How much work a kill costs at most; a commit takes some 50 ms."""

LONGEST_WHY: Final = 300

Tell = Callable[[Checkpoint], float]
"""Told how far a leg is; returns how many seconds it shall wait, to be slowed down."""


class Leg:
    """
    One stage of *replay* in one partition.

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
        self._inputs = Inputs(bootstrap, settings, replay, stage, partition)
        self._court = Court(bootstrap, settings, replay, stage, partition, partitions=partitions)
        self._names = {
            topic.name: topic_name(settings, shadow(topic, replay.replay_id))
            for topic in WRITTEN[stage]
        }

    async def run(self, tell: Tell) -> Checkpoint:
        """
        Go from the last checkpoint to the end; returns the last one.

        Raises:
            Trouble: The past is not there any more, Kafka takes nothing, or somebody took over.
        """
        name = leg_name(self._settings, self._replay.replay_id, self._stage, self._partition)
        async with bulk(self._bootstrap, name, partitions=self._partitions) as out:
            # Only now: whoever wrote this leg before can write no more.
            reached = await self._reached()
            if reached is not None and reached.done:
                return reached
            async with self._court.judging() as judge, self._inputs.open() as source:
                await self._court.restore(judge)
                if reached is None:
                    reached = self._fresh(source)
                    await self._court.begin(judge)
                tell(reached)
                return await self._pass(judge, source, out, reached, tell)

    async def _pass(
        self, judge: Judge, source: Source, out: Bulk, reached: Checkpoint, tell: Tell
    ) -> Checkpoint:
        """Judge what lies between *reached* and the end."""
        committed_at = time.monotonic()
        async for portion in source.portions(reached.position):
            reached = await self._judged(judge, portion, out, reached)
            await out.send()
            wait = tell(reached)
            # Kafka drops a transaction that is left open for long, and the next one finds us ended.
            if time.monotonic() + wait - committed_at > COMMIT_SECONDS:
                await self._commit(judge, out, reached)
                committed_at = time.monotonic()
            await asyncio.sleep(wait)
        reached = replace(reached, done=True)
        await self._commit(judge, out, reached)
        return reached

    async def _judged(
        self, judge: Judge, portion: Portion, out: Bulk, reached: Checkpoint
    ) -> Checkpoint:
        """Judge *portion* and hand over what comes of it; returns how far that is."""
        written = Counter(reached.written)
        unreadable, why = reached.unreadable, reached.why
        for record in portion.records:
            try:
                await judge.take(record, partial(self._send, out, record, written))
            except Exception as error:
                if isinstance(error, Trouble) or is_ours(error):
                    raise
                unreadable, why = unreadable + 1, why or f"{type(error).__name__}: {reason(error)}"
        return replace(
            reached,
            position=portion.position,
            taken=reached.taken + len(portion.records),
            written=dict(written),
            unreadable=unreadable,
            why=why[:LONGEST_WHY],
            now=judge.now,
        )

    def _send(self, out: Bulk, record: Taken, written: Counter[str], *outputs: Output) -> None:
        """Hand over what comes of *record*, if that counts; in life none of it must be too large."""
        # One record may go to two topics (incidents, revisions): it is written once.
        values = {id(output.record): output.record for output in outputs}
        encoded = {one: encode(said) for one, said in values.items()}
        ready = [
            (one.topic, one.key.encode(), encoded[id(one.record)], headers_of(one.record))
            for one in outputs
        ]
        for topic, key, value, headers in ready:
            require_fit(topic, key, value, headers)
        for topic, key, value, headers in ready if record.counts else ():
            name, at = self._names[topic.name], record.timestamp_ms
            out.add(name, key, value, timestamp_ms=at, headers=headers)
            written[topic.name] += 1

    async def _commit(self, judge: Judge, out: Bulk, reached: Checkpoint) -> None:
        """Make visible what was written up to *reached*, with the memory of it."""
        at = int(time.time() * 1000)
        for table, shelf in judge.shelves.items():
            name = self._topic(changelog(self._replay.replay_id, table)).topic
            for key, value in shelf.changes().items():
                out.add(name, key.encode(), value, timestamp_ms=at, partition=self._partition)
        name, said = self._topic(self._shadow(CHECKPOINTS)).topic, encode(reached)
        out.add(name, reached.key.encode(), said, timestamp_ms=at, partition=self._partition)
        await out.commit()

    async def _reached(self) -> Checkpoint | None:
        """Return the last checkpoint of this leg."""
        found = None
        async with whole(self._bootstrap, self._topic(self._shadow(CHECKPOINTS))) as source:
            async for portion in source.portions(source.begin):
                for record in portion.records:
                    one = decode(Checkpoint, record.value or b"")
                    found = one if one.stage == self._stage else found
        return found

    def _fresh(self, source: Source) -> Checkpoint:
        return Checkpoint(
            stage=self._stage, partition=self._partition, position=source.begin, end=source.end
        )

    def _shadow(self, topic: Topic) -> Topic:
        return shadow(topic, self._replay.replay_id)

    def _topic(self, topic: Topic) -> TopicPartition:
        """Return this leg's partition of *topic*."""
        return TopicPartition(topic_name(self._settings, topic), self._partition)
