"""
What of a Faust stream does a replay judge, and how far is it?

The records of its ranges, as it chose them, and the rules in force where it begins; what
comes of records before the span is not written. How far each partition is goes out before
each commit, so that ``tocsin replay status`` shows it and ``run`` can do what is left. Not
here: the agents (``agents``), and who starts and ends this (``worker.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

from agents.effects import Output
from agents.linking.world import World
from schemas.codec import BadRecord, decode, encode
from schemas.control import Followed, WatchlistChanged
from schemas.dead_letter import DeadLetter, Headers, letter_in
from schemas.replay import Checkpoint, Range, Stage

from .choice import Choice

LONGEST_WHY = 300

IN_HAND: ContextVar[int] = ContextVar("IN_HAND")
"""Of which partition a record is in hand: each agent works in a task of its own."""


class Given(NamedTuple):
    """A record that stands for another one, or before it; as agents see it."""

    key: bytes | None
    value: bytes
    message: Any


class Passage:
    """
    One stage of a replay in the partitions that this worker has.

    Args:
        stage: Which.
        ranges: By partition; each ends after its last record.
        reached: Returns how far partitions are, by key, as it was written last.
        send: Sends outputs and returns when all are acknowledged.
        tell: Writes checkpoints and returns likewise.
    """

    def __init__(
        self,
        stage: Stage,
        ranges: Mapping[int, Range],
        *,
        reached: Callable[[], Awaitable[Mapping[str, Checkpoint]]],
        send: Callable[..., Awaitable[None]],
        tell: Callable[[list[Checkpoint]], Awaitable[None]],
    ) -> None:
        self._stage = stage
        self._ranges = ranges
        self._reached = reached
        self._send = send
        self._tell = tell
        self._reports: dict[int, Checkpoint] = {}
        self._told: dict[int, Checkpoint] = {}
        self._counts: dict[int, bool] = {}

    async def events(self, stream: Any) -> AsyncIterator[Any]:
        """Yield what *stream* brings of the ranges."""
        async for event in stream.events():
            partition, offset = event.message.partition, event.message.offset
            one = self._ranges.get(partition)
            if one is None or not one.begin <= offset < one.end:
                continue
            if partition not in self._reports:
                found = (await self._reached()).get(f"{self._stage}/{partition}")
                self._reports[partition] = found or self.fresh(one)
            self._counts[partition] = offset >= one.first
            IN_HAND.set(partition)
            yield event
            report = self._reports[partition]
            position = max(offset + 1, report.position)
            self._reports[partition] = replace(
                report,
                position=position,
                taken=report.taken + (offset >= report.position),
                done=position >= one.end,
            )

    def fresh(self, one: Range) -> Checkpoint:
        """Return where a partition stands before its first record; one without any is done."""
        return Checkpoint(
            stage=self._stage, partition=one.partition, position=one.begin, end=one.end,
            done=one.begin >= one.end,
        )  # fmt: skip

    async def send(self, *outputs: Output) -> None:
        """Send what counts of *outputs*, and note it."""
        partition = IN_HAND.get()
        if outputs and self._counts[partition]:
            await self._send(*outputs)
            report = self._reports[partition]
            written = Counter(report.written) + Counter(one.topic.name for one in outputs)
            self._reports[partition] = replace(report, written=dict(written))

    async def bury(self, _key: bytes | None, _value: bytes | None, headers: Headers) -> None:
        """Count a record that could not be handled; in life it is a dead letter already."""
        letter = cast("DeadLetter", letter_in(headers))
        report = self._reports[letter.partition]
        why = report.why or f"{letter.error_class}: {letter.error_text}"[:LONGEST_WHY]
        self._reports[letter.partition] = replace(report, unreadable=report.unreadable + 1, why=why)

    async def publish(self) -> None:
        """Write how far partitions are that went on since the last time."""
        new = {p: one for p, one in self._reports.items() if self._told.get(p) != one}
        if new:
            await self._tell(list(new.values()))
            self._told |= new

    async def forget(self, *_: object, **__: object) -> None:
        """Forget partitions that others may have from here on."""
        self._reports.clear()
        self._told.clear()


class Followings:
    """
    The same for ``following``: as it was chosen, and under the rules of the time.

    Args:
        passage: Of the records.
        choice: What is followed.
        rules: In force where each partition begins.
        world: What a partition knows.
    """

    def __init__(
        self,
        passage: Passage,
        choice: Choice,
        rules: Mapping[int, WatchlistChanged | None],
        world: Callable[[int], World],
    ) -> None:
        self._passage = passage
        self._choice = choice
        self._rules = rules
        self._world = world

    async def events(self, stream: Any) -> AsyncIterator[Any]:
        """Yield what is followed of *stream*."""
        async for event in self._passage.events(stream):
            is_new = self._world(event.message.partition).now is None
            if event.key is not None and not self._choice.countries and not is_new:
                yield event  # most of them: decoded once is enough
                continue
            try:
                said = decode(cast("type[Followed]", Followed), event.value or b"")
            except BadRecord:
                yield event  # the agent says what is wrong with it
                continue
            if is_new:
                rules = self._rules.get(event.message.partition)
                for one in (rules and self._choice.of(rules), self._choice.opening(said.at)):
                    if one is not None:
                        yield Given(None, encode(one), event.message)
            wanted = self._choice.of(said)
            yield event if wanted is said else Given(event.key, encode(wanted), event.message)
