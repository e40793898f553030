"""
How are many records kept in little memory?

As the compressed bytes that a changelog would carry, a tenth of what the objects
take; those used last stay unpacked beside them. One that changes again and again,
like a clock or today's battle, is packed when others push it out or somebody asks
for bytes, not each time. A record is the value that its bytes give back, so a
process that was never stopped and one that was restored hold the same values.
Not here: which partition a record belongs to (``streams/tables.py``).
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Final, Generic, TypeVar

from schemas.codec import BadRecord, decode, encode
from schemas.record import Record

R = TypeVar("R", bound=Record)

# Twice what one reading touches at most; a record unpacked costs some twenty kilobytes.
UNPACKED: Final = 64
# A clock or a version: packing it saves fifty bytes, and each record changes one.
SMALL: Final = 512
FASTEST: Final = 1  # zlib: stronger levels save a tenth and take twice the time


class BrokenMemory(Exception):
    """What is remembered cannot be read back, or not be written: our trouble, no record's."""


class Packed(MutableMapping[str, R], Generic[R]):
    """
    A dict of records of one *kind*, packed.

    Records are values: one that was read is never changed in place.
    """

    def __init__(self, kind: type[R], kept: MutableMapping[str, bytes] | None = None) -> None:
        self._kind = kind
        self._packed = {} if kept is None else kept
        self._unpacked: OrderedDict[str, R] = OrderedDict()  # a dict is slow to give its first
        self._ahead: set[str] = set()  # of these: newer than what is packed

    def __getitem__(self, key: str) -> R:
        record = self._unpacked.get(key)
        if record is None:
            record = self._unpack(self._packed[key])
            self._keep(key, record)
        else:
            self._unpacked.move_to_end(key)
        return record

    def __setitem__(self, key: str, record: R) -> None:
        self._ahead.add(key)
        self._keep(key, record)

    def __delitem__(self, key: str) -> None:
        if key in self._ahead:  # it may not be packed yet at all
            self._ahead.discard(key)
            self._packed.pop(key, None)
        else:
            del self._packed[key]
        self._unpacked.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        self.pack()
        return iter(self._packed)

    def __len__(self) -> int:
        self.pack()
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        return key in self._unpacked or key in self._packed

    def data(self, key: str) -> bytes | None:
        """Return the bytes of one record as the codec writes them, ``None`` when there is none."""
        self.pack()
        kept = self._packed.get(key)
        return None if kept is None else plain(kept)

    def pack(self) -> None:
        """Pack what is newer than its bytes; raises ``BrokenMemory`` for what has none."""
        for key in [key for key in self._unpacked if key in self._ahead]:
            self._pack(key, self._unpacked[key])

    def _pack(self, key: str, record: R) -> None:
        try:
            data = encode(record)
        except (TypeError, ValueError) as error:  # its outputs are sent: too late to give it up
            raise BrokenMemory(f"a {self._kind.__name__} cannot be kept: {error}") from error
        self._packed[key] = packed(data)
        self._ahead.discard(key)

    def _unpack(self, kept: bytes) -> R:
        try:
            return decode(self._kind, plain(kept))
        except (BadRecord, zlib.error) as error:  # no fault of the record that asks
            raise BrokenMemory(f"a {self._kind.__name__} cannot be read back: {error}") from error

    def _keep(self, key: str, record: R) -> None:
        """Keep *record* unpacked, as the one used last, in place of the one not used for longest."""
        self._unpacked[key] = record
        self._unpacked.move_to_end(key)
        if len(self._unpacked) > UNPACKED:
            oldest, pushed_out = self._unpacked.popitem(last=False)
            if oldest in self._ahead:
                self._pack(oldest, pushed_out)


def packed(data: bytes) -> bytes:
    """Return what is kept of a record's bytes."""
    if len(data) < SMALL:
        # A copy: what msgspec returns holds all that it wrote into, as long as it lives.
        return bytes(memoryview(data))
    return zlib.compress(data, FASTEST)


def plain(kept: bytes) -> bytes:
    """Return the record's bytes: JSON begins with a brace, what zlib made never does."""
    return kept if kept[:1] == b"{" else zlib.decompress(kept)
