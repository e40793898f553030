"""
What does one look at a process show?

Counters, not times: what matters is whether they move between two looks, and
nobody's clock decides that. Taken in the event loop, read by other threads, so
it is one immutable value. Not here: what it means (``watching.py``,
``readiness.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from schemas.heartbeat import Phase


class Left(NamedTuple):
    """
    Work that waits in one partition.

    Attributes:
        done: Up to here it is safe: the committed offset, -1 when none is known.
        waiting: Records after that.
    """

    done: int
    waiting: int


class Signs(NamedTuple):
    """
    One look.

    Attributes:
        phase: What the process is doing.
        turns: How often the event loop came round to looking.
        consumer_turns: The same of the consumer's loop; ``None`` where it has none of its own.
        answers: How often a broker answered when asked whether it was there.
        generation: How often the group was put together anew.
        partitions: How many we were given.
        behind: Topic (without prefix) and partition -> what waits there; nothing where none does.
        handled: Records or documents whose outputs are safe, since the start.
        restored, to_restore: Entries of the tables, while they are read back.
        feeds: How many are followed; ``None`` for a worker.
        watermark: Up to where all partitions have judged.
    """

    phase: Phase
    turns: int = 0
    consumer_turns: int | None = None
    answers: int = 0
    generation: int = 0
    partitions: int = 0
    behind: Mapping[tuple[str, int], Left] = MappingProxyType({})
    handled: int = 0
    restored: int = 0
    to_restore: int = 0
    feeds: int | None = None
    watermark: datetime | None = None

    def lag(self) -> dict[str, int]:
        """Count what waits, by topic."""
        counts: dict[str, int] = {}
        for (topic, _), left in self.behind.items():
            counts[topic] = counts.get(topic, 0) + left.waiting
        return counts
