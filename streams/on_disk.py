"""
How are entries kept on disk, so that a restart need not read them all again?

A RocksDB for each shelf holds nothing but what the changelog has acknowledged,
and in the same write how far that reaches: killed between any two lines, it is the
changelog's state up to some offset, and recovery reads on from there. What is not
yet acknowledged lies above it in memory and dies with us; it comes back with its
records, which are not committed either. Not here: which folder, and how much memory
all of them share (``streams/cupboard.py``).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from rocksdict import Options, Rdict, WriteBatch

from schemas.codec import BadRecord, decode, encode

from .entries import NOTHING, Agreement
from .packed import BrokenMemory

# Keys of entries have a letter in front, so that no key of a wire can be that of the agreement.
AGREEMENT = b"agreement"
ENTRY = b"k"


class OnDisk(MutableMapping[str, bytes]):
    """
    The entries of one shelf, in *folder*.

    Attributes:
        agreement: How far what is on disk agrees with the changelog.

    Raises:
        BrokenMemory: From any method, when the disk or what is on it fails.
    """

    def __init__(self, folder: Path, options: Options) -> None:
        self._folder = folder
        self._options = options
        self._above: dict[str, bytes | None] = {}  # what the changelog lacks; None: deleted
        self._disk = self._opened()
        self.agreement = self._agreement()

    def __getitem__(self, key: str) -> bytes:
        try:
            value = self._above[key]
        except KeyError:
            with _failing_as_ours(self._folder):
                value = self._disk.get(ENTRY + key.encode())
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: bytes) -> None:
        self._above[key] = value

    def __delitem__(self, key: str) -> None:
        self[key]  # a key that is not there cannot be deleted
        self._above[key] = None

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        with _failing_as_ours(self._folder):
            keys = cast("Iterator[bytes]", self._disk.keys(from_key=ENTRY))
            for key in keys:
                name = key[len(ENTRY) :].decode()
                if name not in self._above:
                    yield name
        yield from [key for key, value in self._above.items() if value is not None]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def restored(
        self,
        entries: Mapping[str, bytes | None],
        agreement: Agreement,
        ours: Collection[str],  # noqa: ARG002  # they lie above
    ) -> None:
        """Write what the changelog says."""
        self._write(entries, agreement)

    def acknowledged(self, sent: Mapping[str, bytes | None], agreement: Agreement) -> None:
        """Write what was *sent*; what has changed again since stays above."""
        self._write(sent, agreement)
        for key, value in sent.items():
            if key in self._above and self._above[key] is value:
                del self._above[key]

    def forget(self, ours: Collection[str]) -> None:  # noqa: ARG002  # they lie above
        """Begin anew; what the changelog lacks stays."""
        self.close()
        shutil.rmtree(self._folder)
        self._disk = self._opened()
        self.agreement = NOTHING

    def close(self) -> None:
        """Close the files; what is on disk may be read on from when the partition returns."""
        with _failing_as_ours(self._folder):
            self._disk.close()

    def _write(self, entries: Mapping[str, bytes | None], agreement: Agreement) -> None:
        """Write *entries* and *agreement*, both or neither."""
        batch = WriteBatch(raw_mode=True)
        for key, value in entries.items():
            if value is None:
                batch.delete(ENTRY + key.encode())
            else:
                batch.put(ENTRY + key.encode(), value)
        batch.put(AGREEMENT, encode(agreement))
        with _failing_as_ours(self._folder):
            self._disk.write(batch)
        self.agreement = agreement

    def _opened(self) -> Rdict:
        """Open the database; one that cannot be read is thrown away: the changelog has it all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with suppress(Exception):
            return Rdict(str(self._folder), self._options)
        with _failing_as_ours(self._folder):
            shutil.rmtree(self._folder)
            return Rdict(str(self._folder), self._options)

    def _agreement(self) -> Agreement:
        with _failing_as_ours(self._folder):
            said: Any = self._disk.get(AGREEMENT)
        try:
            return NOTHING if said is None else decode(Agreement, said)
        except BadRecord:
            return NOTHING  # of another release: everything is read again


@contextmanager
def _failing_as_ours(folder: Path) -> Iterator[None]:
    """Turn what RocksDB raises, which has no type of its own, into ``BrokenMemory``."""
    try:
        yield
    except GeneratorExit:
        raise
    except Exception as error:
        raise BrokenMemory(f"the tables on disk, {folder}: {error}") from error
