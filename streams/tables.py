"""
What do the agents remember, and where is it kept?

Each table keeps one shelf for each partition: a mapping from key to record that
only the agent of that partition reads and writes. A shelf is restored from the
table's changelog wherever its partition goes (``streams/recovery.py``). The shelf
of a lost partition is let go: its entries may change elsewhere. On disk it may be
read on from when the partition returns (``streams/shelf.py``).

Changes are published together, just before the commit of the records that made
them (``streams/mending/commits.py: mend_commit_order``). So a worker that is killed
comes back with the state of its last commit and does the same work again, with
the same outputs; and what changes often, like a clock, is written once a second.

Faust's own table is one dict for all partitions and cannot tell whose an entry
is (docs/gotchas.md). Not here: what an entry means (``schemas/state.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import faust
from faust.types import TP

from schemas.record import Record
from schemas.topics import LARGEST_RECORD

from .app import App
from .cupboard import Cupboard
from .packed import BrokenMemory
from .shelf import Shelf

R = TypeVar("R", bound=Record)

# A dossier grows with the reports of its incident; Kafka's 1 MiB would be too little. A deletion
# is kept for a day, on which a copy on disk counts (streams/entries.py).
CHANGELOG_SETTINGS = {
    "max.message.bytes": str(LARGEST_RECORD),
    "delete.retention.ms": str(24 * 3600 * 1000),
}


class Change(NamedTuple):
    """One entry of a changelog; without a value it is a deletion."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None


class ShelvedTable(faust.Table[str, R], Generic[R]):
    """
    A Faust table of records of one kind, kept by partition.

    Its partitions are those of the topic whose agent writes it: same count, same key.
    """

    def __init__(
        self, app: faust.App, kind: type[R], cupboard: Cupboard | None, **options: Any
    ) -> None:
        # Bytes to Faust: only the codec knows what a record looks like.
        super().__init__(app, key_type=bytes, value_type=bytes, **options)
        self.kind = kind
        self._cupboard = cupboard
        self._shelves: dict[int, Shelf[R]] = {}

    @classmethod
    def on(
        cls, app: App, kind: type[R], name: str, partitions: int, cupboard: Cupboard | None = None
    ) -> ShelvedTable[R]:
        """Make the table *name* of *app*; *partitions* are its changelog's, *cupboard* its disk."""
        configs = CHANGELOG_SETTINGS | app.changelog_settings
        table = cls(
            app, kind, cupboard, name=name, partitions=partitions, extra_topic_configs=configs
        )
        app.tables.add(table)
        return table

    def shelf(self, partition: int) -> Shelf[R]:
        """Return what *partition* remembers; good until the next rebalance."""
        shelf = self._shelves.get(partition)
        if shelf is None:
            disk = self._cupboard.entries(self.name, partition) if self._cupboard else None
            shelf = self._shelves[partition] = Shelf(self.kind, disk)
        return shelf

    def changes(self) -> list[Change]:
        """Take all changes that the changelog does not have yet."""
        return [
            Change(self.changelog_topic_name, partition, key.encode(), value)
            for partition, shelf in self._shelves.items()
            for key, value in shelf.changes().items()
        ]

    def acknowledged(self, arrived: Iterable[tuple[Change, int]], *, at: datetime) -> None:
        """Note at which offsets of the changelog changes have arrived that were taken last."""
        offsets: dict[int, dict[str, int]] = {}
        for change, offset in arrived:
            offsets.setdefault(change.partition, {})[change.key.decode()] = offset
        for partition, found in offsets.items():
            if (shelf := self._shelves.get(partition)) is not None:
                shelf.acknowledged(found, at=at)

    async def on_rebalance(
        self,
        assigned: set[TP],
        revoked: set[TP],
        newly_assigned: set[TP],
        generation_id: int = 0,
    ) -> None:
        """Let go of the shelves of lost partitions (called by Faust)."""
        for tp in revoked:
            if tp.topic == self.changelog_topic_name and tp.partition in self._shelves:
                self._shelves.pop(tp.partition).close()
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)


class CurrentShelf(MutableMapping[str, R]):
    """
    The shelf of whichever partition the record in hand came from.

    For an agent that asks only about keys of the record in hand: the dispatch key decides
    its partition, so all versions of one dispatch are on one shelf.
    """

    def __init__(self, table: ShelvedTable[R]) -> None:
        self._table = table

    def _shelf(self) -> Shelf[R]:
        event = faust.current_event()
        if event is None:
            raise BrokenMemory(f"table {self._table.name} is for agents at work on a record")
        return self._table.shelf(event.message.partition)

    def __getitem__(self, key: str) -> R:
        return self._shelf()[key]

    def __setitem__(self, key: str, record: R) -> None:
        self._shelf()[key] = record

    def __delitem__(self, key: str) -> None:
        del self._shelf()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shelf())

    def __len__(self) -> int:
        return len(self._shelf())
