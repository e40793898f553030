"""
What of a topic is in memory?

Its newest records, packed, so many for each partition, with where they lie. From the horizon of
a partition on nothing is missing; what lies before it is read from Kafka (``deep.py``). Of two
records with one id the newest counts where the topic is compacted, the first where a repeat only
means that its writer was killed.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.packed import packed, plain

from .cursor import Offsets
from .facets import Facets


class Row(NamedTuple):
    """
    One record.

    Attributes:
        partition, offset: Where it lies.
        written_at: Kafka's time of it, Unix milliseconds.
        facets: What it can be asked for by.
        kept: Its bytes, packed.
    """

    partition: int
    offset: int
    written_at: int
    facets: Facets
    kept: bytes

    @property
    def data(self) -> bytes:
        """The record as it lies on its topic."""
        return plain(self.kept)


def row(partition: int, offset: int, written_at: int, facets: Facets, data: bytes) -> Row:
    """Pack a record."""
    return Row(partition, offset, written_at, facets, packed(data))


class Kept:
    """
    The newest records of one topic.

    Args:
        starts: By partition, where reading began.
        begins: By partition, the oldest offset that Kafka had then.
        most: So many records are kept, shared evenly among partitions.
        is_compacted: Whether the newest of one id is the one that counts.

    Attributes:
        horizon: By partition, the offset from which on nothing is missing.
        positions: By partition, the next offset to come.
        begins: As above.
    """

    def __init__(
        self, starts: Offsets, *, begins: Offsets, most: int, is_compacted: bool = False
    ) -> None:
        self._rows: tuple[OrderedDict[str, Row], ...] = tuple(OrderedDict() for _ in starts)
        self._most_each = max(1, most // max(1, len(starts)))
        self._is_compacted = is_compacted
        self.begins = begins
        self.horizon = list(starts)
        self.positions = list(starts)

    def __len__(self) -> int:
        return sum(map(len, self._rows))

    def add(self, one: Row) -> bool:
        """Take *one* in; tells whether it says something that the one of its id did not."""
        rows = self._rows[one.partition]
        self.passed(one.partition, one.offset)
        if one.facets.id in rows:
            if not self._is_compacted:
                return False
            del rows[one.facets.id]  # to stand at the end
        rows[one.facets.id] = one
        if len(rows) > self._most_each:
            _, oldest = rows.popitem(last=False)
            self.horizon[one.partition] = oldest.offset + 1
        return True

    def passed(self, partition: int, offset: int) -> None:
        """Note that *offset* was looked at."""
        self.positions[partition] = max(self.positions[partition], offset + 1)

    def forget(self, partition: int, record_id: str) -> bool:
        """Forget a record that was deleted; tells whether it was there."""
        return self._rows[partition].pop(record_id, None) is not None

    def find(self, record_id: str) -> Row | None:
        """Return the record of that id, if it is here."""
        return next((rows[record_id] for rows in self._rows if record_id in rows), None)

    def newest_first(self, before: Sequence[int] | None = None) -> Iterator[Row]:
        """Yield what lies before these offsets; of each partition in order, together by time."""
        bounds = self.positions if before is None else before
        parts = (
            _below(reversed(rows.values()), bound)
            for rows, bound in zip(self._rows, bounds, strict=True)
        )
        return heapq.merge(*parts, key=lambda one: -one.written_at)

    def oldest_first(self, after: Sequence[int]) -> Iterator[Row]:
        """Yield what lies at these offsets or after; of each partition in order, together by time."""
        parts = (
            _from(iter(rows.values()), first) for rows, first in zip(self._rows, after, strict=True)
        )
        return heapq.merge(*parts, key=lambda one: one.written_at)

    def reaches(self, after: Sequence[int]) -> bool:
        """Tell whether all that lies at these offsets or after is here."""
        return all(offset >= first for offset, first in zip(after, self.horizon, strict=True))


def _below(rows: Iterator[Row], bound: int) -> Iterator[Row]:
    return (one for one in rows if one.offset < bound)


def _from(rows: Iterator[Row], first: int) -> Iterator[Row]:
    return (one for one in rows if one.offset >= first)
