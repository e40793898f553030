"""
What do the agents remember, and where is it kept?

Each table keeps one shelf for each partition: a mapping from key to record that
only the agent of that partition reads and writes. Faust restores a shelf from
the table's changelog wherever its partition goes. The shelf of a lost partition
is thrown away: its entries may change elsewhere, and a deletion that was
compacted meanwhile would bring an old entry back to life.

Changes are published together, just before the commit of the records that made
them (``streams/mending/commits.py: mend_commit_order``). So a worker that is killed
comes back with the state of its last commit and does the same work again, with
the same outputs; and what changes often, like a clock, is written once a second.

Faust's own table is one dict for all partitions and cannot tell whose an entry
is (docs/gotchas.md). Not here: what an entry means (``schemas/state.py``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any, Generic, NamedTuple, TypeVar

import faust
import structlog
from faust.types import TP, EventT

from schemas.codec import BadRecord, decode
from schemas.record import Record
from schemas.topics import LARGEST_RECORD

from .app import App
from .packed import BrokenMemory, Packed

R = TypeVar("R", bound=Record)

# A dossier grows with the reports of its incident; Kafka's 1 MiB would be too little.
CHANGELOG_SETTINGS = {"max.message.bytes": str(LARGEST_RECORD)}

log = structlog.get_logger(__name__)


class Change(NamedTuple):
    """One entry of a changelog; without a value it is a deletion."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None


class Shelf(Packed[R]):
    """What one partition remembers of one table, and what of it the changelog lacks."""

    def __init__(self, kind: type[R]) -> None:
        super().__init__(kind)
        self._changed: dict[str, None] = {}  # in order, as a set is not

    def __setitem__(self, key: str, record: R) -> None:
        super().__setitem__(key, record)
        self._changed[key] = None

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._changed[key] = None

    def changes(self) -> dict[str, bytes | None]:
        """Take what changed since the last time; ``None`` is a deletion."""
        changed, self._changed = self._changed, {}
        return {key: self.data(key) for key in changed}

    def restore(self, key: str, record: R | None) -> None:
        """Put an entry of the changelog back, unless ours is newer and only unpublished."""
        if key in self._changed:
            return
        if record is not None:
            super().__setitem__(key, record)
        elif key in self:
            super().__delitem__(key)


class ShelvedTable(faust.Table[str, R], Generic[R]):
    """
    A Faust table of records of one kind, kept by partition.

    Its partitions are those of the topic whose agent writes it: same count, same key.
    """

    def __init__(self, app: faust.App, kind: type[R], **options: Any) -> None:
        # Bytes to Faust: only the codec knows what a record looks like.
        super().__init__(app, key_type=bytes, value_type=bytes, **options)
        self.kind = kind
        self._shelves: dict[int, Shelf[R]] = {}

    @classmethod
    def on(cls, app: App, kind: type[R], name: str, partitions: int) -> ShelvedTable[R]:
        """Make the table *name* of *app*; *partitions* are its changelog's."""
        configs = CHANGELOG_SETTINGS | app.changelog_settings
        table = cls(app, kind, name=name, partitions=partitions, extra_topic_configs=configs)
        app.tables.add(table)
        return table

    def shelf(self, partition: int) -> Shelf[R]:
        """Return what *partition* remembers; good until the next rebalance."""
        shelf = self._shelves.get(partition)
        if shelf is None:
            shelf = self._shelves[partition] = Shelf(self.kind)
        return shelf

    def changes(self) -> list[Change]:
        """Take all changes that the changelog does not have yet."""
        return [
            Change(self.changelog_topic_name, partition, key.encode(), value)
            for partition, shelf in self._shelves.items()
            for key, value in shelf.changes().items()
        ]

    def apply_changelog_batch(self, batch: Iterable[EventT[bytes]]) -> None:
        """Restore entries from the changelog (called by Faust)."""
        for event in batch:
            message = event.message
            key, value = message.key or b"", message.value
            try:
                record = None if value is None else decode(self.kind, value)
            except BadRecord as error:
                log.critical(
                    "table.corrupt",
                    topic=message.topic,
                    partition=message.partition,
                    offset=message.offset,
                    reason=str(error),
                )
                os._exit(1)  # Faust would log an exception and go on without the entry
            self.shelf(message.partition).restore(key.decode(), record)

    async def on_rebalance(
        self,
        assigned: set[TP],
        revoked: set[TP],
        newly_assigned: set[TP],
        generation_id: int = 0,
    ) -> None:
        """Throw away the shelves of lost partitions (called by Faust)."""
        for tp in revoked:
            if tp.topic == self.changelog_topic_name:
                self._shelves.pop(tp.partition, None)
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
