"""
On which side of a place in ``readings`` was something said?

What comes of a reading does not say where that stood. It says the partition's clock, which
never goes back; where several were followed at one reading of the clock, what caused it
tells. So the bounds of a replay are found again in what life said. Not here: the bounds
(``streams/replay/planning.py``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple, cast

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.codec import BadRecord, decode
from schemas.control import Followed
from schemas.reading import Reading
from schemas.record import DispatchRef
from streams.replay.sources import Partition, beginning

STEP: Final = 1_000
"""Records looked through at once, on the way back to the last tick."""


class Edge(NamedTuple):
    """
    A place between two records of a partition of ``readings``.

    Attributes:
        clock: The greatest time before it; ``None`` at the beginning.
        causes: Readings and dispatch versions that were followed at that very time, before it.
    """

    clock: datetime | None = None
    causes: Collection[str] = frozenset()

    def is_after(self, at: datetime, causes: Collection[str]) -> bool:
        """Tell whether what was said *at* that time because of *causes* was said before here."""
        if self.clock is None or at > self.clock:
            return False
        return at < self.clock or not causes or any(one in self.causes for one in causes)


def version_name(ref: DispatchRef) -> str:
    """Name a dispatch version among causes."""
    return f"{ref.key}\x1f{ref.revision}"


async def edge_at(consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int) -> Edge:
    """
    Find the clock at *offset*.

    Args:
        consumer: Assigned to *partition*.
        partition: Of ``readings``.
        offset: Of the first record after the edge.
    """
    begin = await beginning(consumer, partition)
    upper, followed = offset, list[Followed]()
    while upper > begin and not any(not isinstance(one, Reading) for one in followed):
        lower = max(begin, upper - STEP)
        source = Partition(consumer, partition, begin=lower, first=lower, end=upper)
        before = list[Followed]()
        async for portion in source.portions(lower):
            before += [one for record in portion.records if (one := _read(record.value))]
        followed, upper = before + followed, lower
    return edge_after(followed)


def edge_after(followed: Collection[Followed]) -> Edge:
    """Return the edge behind *followed*, the last records before it."""
    clock: datetime | None = None
    causes: set[str] = set()
    for one in followed:
        if clock is None or one.at > clock:
            clock, causes = one.at, set()
        if isinstance(one, Reading):
            causes |= {one.reading_id, version_name(one.dispatch.ref)}
    return Edge(clock, frozenset(causes))


def _read(value: bytes | None) -> Followed | None:
    try:
        return decode(cast("type[Followed]", Followed), value or b"")
    except BadRecord:
        return None
