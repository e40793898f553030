"""
What does promoting a replay write?

First the revisions of incidents that differ, then each table's entries that do
(``memory.py``). Not here: in which transaction (``streams/replay/promotion/promoting.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from schemas.incident import Incident
from schemas.topics import READINGS, REVISIONS
from streams.kafka import topic_name
from streams.replay.diff.comparing import content_of, is_withdrawn
from streams.replay.diff.sides import Counted, Side
from streams.replay.diff.telling import lines_of, revisions_of

from .adopting import renumbered, withdrawn
from .memory import Memory
from .pen import Number, Pen

Show = Callable[[int, int], None]
"""Told how many partitions are done, and of how many."""


class Written(NamedTuple):
    """
    What promoting writes.

    Attributes:
        incidents: That are new, different or taken back.
        entries: Of the tables, by table.
    """

    incidents: int
    entries: dict[str, int]


class Promotion:
    """What is to be written by *pen*, partition by partition."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._memory = Memory(pen)
        self._incidents = 0

    async def write(self, show: Show) -> Written:
        """Write all but the word that it is done."""
        lines = self._pen.counts[topic_name(self._pen.settings, REVISIONS)]
        partitions = self._pen.counts[topic_name(self._pen.settings, READINGS)]
        for partition in range(lines):
            await self._lines(partition)
            show(partition + 1, lines + partitions)
        for partition in range(partitions):
            await self._memory.write(partition)
            show(lines + partition + 1, lines + partitions)
        return Written(self._incidents, self._memory.entries)

    async def _lines(self, partition: int) -> None:
        """Bring the revisions of incidents to what the replay found."""
        life = Side(self._pen.bootstrap, self._pen.settings, None)
        side = Side(self._pen.bootstrap, self._pen.settings, self._pen.replay)
        counted = Counted({}, 0, self._pen.replay.countries)
        known, _ = await lines_of(life, partition, counted)
        found, _ = await lines_of(side, partition, counted)
        unlike = {one for one in {*known, *found} if known.get(one) != found.get(one)}
        before = await revisions_of(life, partition, counted, unlike)
        after = await revisions_of(side, partition, counted, unlike)
        for one, line in known.items():
            self._pen.numbers[one] = Number(line[-1].revision, line[-1].supersedes)
        for one in sorted(unlike):
            self._line(before.get(one, []), after.get(one, []))
            await self._pen.send()

    def _line(self, before: list[Incident], after: list[Incident]) -> None:
        """Write the revisions of one incident, unless life said the same."""
        is_gone = not before or is_withdrawn(before[-1])
        if not after:
            if not is_gone:
                self._pen.tell(withdrawn(before[-1], self._pen.replay.replay_id, at=self._pen.at))
                self._incidents += 1
            return
        if not is_gone and list(map(content_of, before)) == list(map(content_of, after)):
            return
        line = renumbered(after, before[-1].revision if before else 0)
        for incident in line[:-1]:
            self._pen.revise(incident)
        self._pen.tell(line[-1])
        self._incidents += 1
