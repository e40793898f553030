"""
Where are the entries of a shelf kept, and how far do they agree with its changelog?

In memory here, or on disk (``streams/on_disk.py``). The changelog is the truth:
what is kept is a copy of it up to an offset, and what is not yet in it lies above
the copy until it is. On disk the two are never mixed: what only a worker that died
knew of must not come back. Not here: what an entry means (``streams/shelf.py``).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Protocol

from schemas.dispatch import AwareTime
from schemas.record import Record

# Kafka keeps a deletion on a compacted topic for a day (delete.retention.ms); a copy that
# missed more than half of that may have missed a deletion.
TOO_OLD = timedelta(hours=12)


class Agreement(Record, frozen=True, kw_only=True):
    """
    How far a copy agrees with its changelog.

    Attributes:
        position: Offset of the first record that is not in it.
        at: When nothing but what lies from ``position`` on was missing, or before.
        last: Offset and mark of the last record taken in, by which the changelog is known again.
    """

    position: int = 0
    at: AwareTime | None = None
    last: tuple[int, int] | None = None

    def fits(self, begin: int, end: int, *, now: datetime) -> bool:
        """Tell whether reading on from here gives what reading from the beginning gives."""
        if self.position == 0:
            return True
        return begin <= self.position <= end and self.at is not None and now - self.at < TOO_OLD


NOTHING = Agreement()


def mark_of(key: bytes, value: bytes | None) -> int:
    """Return by what a record of a changelog is known again."""
    return zlib.crc32(value or b"", zlib.crc32(key))


class Entries(Protocol):
    """A mapping of packed records that knows how far it agrees with its changelog."""

    agreement: Agreement

    def restored(
        self, entries: Mapping[str, bytes | None], agreement: Agreement, ours: Collection[str]
    ) -> None:
        """Take in what the changelog says; of *ours* something newer is not yet in it."""

    def acknowledged(self, sent: Mapping[str, bytes | None], agreement: Agreement) -> None:
        """Note that the changelog now has what was *sent*."""

    def forget(self, ours: Collection[str]) -> None:
        """Begin anew, with nothing but what the changelog lacks: the entries of *ours*."""

    def close(self) -> None:
        """Let go of it: the partition is somebody else's now."""


class InOne(MutableMapping[str, bytes]):
    """All entries of a shelf in one mapping, those among them that the changelog lacks."""

    agreement = NOTHING

    def restored(
        self, entries: Mapping[str, bytes | None], agreement: Agreement, ours: Collection[str]
    ) -> None:
        """Take in what the changelog says, except of *ours*."""
        for key, value in entries.items():
            if key in ours:
                continue
            if value is None:
                self.pop(key, None)
            else:
                self[key] = value
        self.agreement = agreement

    def acknowledged(self, sent: Mapping[str, bytes | None], agreement: Agreement) -> None:  # noqa: ARG002  # they are here
        """Note how far we agree."""
        self.agreement = agreement

    def forget(self, ours: Collection[str]) -> None:
        """Begin anew, with the entries of *ours*."""
        kept = {key: self[key] for key in ours if key in self}
        self.clear()
        self.update(kept)
        self.agreement = NOTHING

    def close(self) -> None:
        """Do nothing: what is kept goes with the shelf."""


class InMemory(dict[str, bytes], InOne):
    """In a dict."""
