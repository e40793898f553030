"""
How are many records put together to travel as one?

Into a batch for each partition: the broker takes a batch whole or not at all, and a tenth
of what a producer costs for single records. Not here: when batches go out, and what
belongs together (``streams/outputs.py``, ``streams/replay/bulk.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from schemas.dead_letter import Headers

if TYPE_CHECKING:
    from aiokafka.producer.message_accumulator import BatchBuilder


class Batch(NamedTuple):
    """Records of one partition, in order."""

    topic: str
    partition: int
    records: BatchBuilder


class Place(NamedTuple):
    """Where a record stands: in which batch, and how many stand before it there."""

    batch: Batch
    number: int


class Batches:
    """
    Batches that are filled one after another for each partition.

    Args:
        make: Returns an empty one; how large it grows is its own.
    """

    def __init__(self, make: Callable[[], BatchBuilder]) -> None:
        self._make = make
        self._open: dict[tuple[str, int], Batch] = {}
        self._full: list[Batch] = []

    def add(
        self,
        topic: str,
        partition: int,
        *,
        key: bytes,
        value: bytes | None,
        timestamp_ms: int | None = None,
        headers: Headers | None = None,
    ) -> Place:
        """Put one record into the batch of its partition, or into a new one; tells where it is."""
        batch = self._open.get((topic, partition))
        while True:
            if batch is None:
                batch = self._open[topic, partition] = Batch(topic, partition, self._make())
            taken = batch.records.append(
                timestamp=timestamp_ms, key=key, value=value, headers=headers or []
            )
            if taken is not None:  # the first one always is, however large
                return Place(batch, batch.records.record_count() - 1)
            self._full.append(batch)
            batch = None

    def take_full(self) -> list[Batch]:
        """Take those that hold no more."""
        full, self._full = self._full, []
        return full

    def take_all(self) -> list[Batch]:
        """Take all of them, in order for each partition."""
        last, self._open = self._open, {}
        return [*self.take_full(), *last.values()]
