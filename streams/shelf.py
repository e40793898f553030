"""
What does one partition remember of one table, and what of it does the changelog lack?

A mapping from key to record for the agent; for the changelog a list of changes that
are taken, published and, once the broker has them, acknowledged. How far the shelf
agrees with its changelog moves on only while nobody else writes there: then recovery
may read on from it; else it reads again from where we last agreed, which gives the
same. Not here: whose shelf it is (``streams/tables.py``), and where its bytes lie
(``streams/entries.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

from msgspec.structs import replace

from schemas.record import Record

from .entries import Agreement, Entries, InMemory, mark_of
from .packed import Packed, packed, plain

R = TypeVar("R", bound=Record)


class Logged(NamedTuple):
    """One record of a changelog; without a value it is a deletion."""

    offset: int
    key: bytes
    value: bytes | None


class Shelf(Packed[R]):
    """What one partition remembers of one table."""

    def __init__(self, kind: type[R], entries: Entries | None = None) -> None:
        self._entries = InMemory() if entries is None else entries
        super().__init__(kind, cast("InMemory", self._entries))
        self._changed: dict[str, None] = {}  # in order, as a set is not
        self._sent: dict[str, bytes | None] = {}  # as it was when it was taken

    def __setitem__(self, key: str, record: R) -> None:
        super().__setitem__(key, record)
        self._changed[key] = None

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._changed[key] = None

    @property
    def agreement(self) -> Agreement:
        """How far we agree with the changelog."""
        return self._entries.agreement

    def changes(self) -> dict[str, bytes | None]:
        """Take what changed since the last time; ``None`` is a deletion."""
        self.pack()
        changed, self._changed = self._changed, {}
        self._sent = {key: self._packed.get(key) for key in changed}
        return {key: None if one is None else plain(one) for key, one in self._sent.items()}

    def acknowledged(self, offsets: Mapping[str, int], *, at: datetime) -> None:
        """
        Note where in the changelog that lies which was taken last.

        Args:
            offsets: By key; of what another shelf of this partition took nothing is known.
            at: The time.
        """
        sent, self._sent = self._sent, {}
        agreement = self.agreement
        by_offset = {offset: key for key, offset in offsets.items() if key in sent}
        follows = range(agreement.position, agreement.position + len(by_offset))
        if by_offset and sorted(by_offset) == list(follows):
            last = by_offset[follows[-1]]
            value = sent[last]
            mark = mark_of(last.encode(), None if value is None else plain(value))
            agreement = Agreement(position=follows.stop, at=at, last=(follows[-1], mark))
        self._entries.acknowledged({key: sent[key] for key in by_offset.values()}, agreement)

    def continues(self, first: Logged) -> bool:
        """Tell whether *first*, read where we last agreed, is what we took in there."""
        last = self.agreement.last
        return last is None or first.offset != last[0] or mark_of(*first[1:]) == last[1]

    def restored(self, records: Sequence[Logged], *, began: datetime) -> None:
        """
        Take in *records* of the changelog, in order; what is known of them is passed over.

        What is newer here and not yet published stays in force.

        Args:
            records: As they follow each other in one partition.
            began: When this recovery began: deletions since then are still to be read.
        """
        agreement = self.agreement
        new = [record for record in records if record.offset >= agreement.position]
        if not new:
            return
        self.pack()
        entries: dict[str, bytes | None] = {}
        for _, key, value in new:
            name = key.decode()
            entries[name] = None if value is None else packed(value)
            self._unpacked.pop(name, None)
        last = new[-1]
        agreement = Agreement(
            position=last.offset + 1,
            at=agreement.at or began,
            last=(last.offset, mark_of(last.key, last.value)),
        )
        self._entries.restored(entries, agreement, self._changed.keys() | self._sent.keys())

    def complete(self, end: int, *, began: datetime) -> None:
        """Note that nothing is missing before *end*, where the changelog ended when it *began*."""
        position = max(end, self.agreement.position)
        agreement = replace(self.agreement, position=position, at=began)
        self._entries.restored({}, agreement, ())

    def forget(self) -> None:
        """Begin anew: the changelog is not the one that we knew. What it lacks stays ours."""
        self.pack()
        self._entries.forget(self._changed.keys() | self._sent.keys())
        self._unpacked.clear()

    def close(self) -> None:
        """Let go of it."""
        self._entries.close()
