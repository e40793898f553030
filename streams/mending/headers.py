"""
What goes wrong when a record cannot be taken apart?

Not here: what is wrong with its bytes once we have them (``schemas/codec.py``).
"""

# ruff: noqa: SLF001  # what has to be mended is private

from __future__ import annotations

from collections.abc import Iterator
from struct import calcsize, unpack_from
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy

# Kafka's record batch, version 2: base offset (8 bytes), then the length of what follows.
LENGTH_AT, OVERHEAD = calcsize(">q"), calcsize(">qi")


def mend_header_names() -> None:
    """
    Read a record whose header has a name that is not UTF-8.

    Kafka takes any bytes there, and clients in Go and C can write them; those in Java and
    Python cannot. aiokafka 0.14.0 then fails to read the whole batch, and Faust stands still
    on that partition without a word. Such a name is read with its odd bytes spelt out.
    """
    fetcher.MemoryRecords = lambda data: Records(data, fetcher_records(data))


fetcher_records: Any = fetcher.MemoryRecords
"""aiokafka's own."""


class Records:
    """
    What a broker answered for one partition, as aiokafka asks for it.

    Args:
        data: The batches, one after the other; the last one may be cut off.
        records: aiokafka's own reader of them.
    """

    def __init__(self, data: bytes, records: Any) -> None:
        self._data = data
        self._records = records
        self._at = 0
        self.has_next = records.has_next
        self.size_in_bytes = records.size_in_bytes

    def next_batch(self) -> Batch:
        """Return the next batch, which keeps its bytes."""
        length: int = OVERHEAD + unpack_from(">i", self._data, self._at + LENGTH_AT)[0]
        raw = memoryview(self._data)[self._at : self._at + length]
        self._at += length
        return Batch(self._records.next_batch(), raw)


class Batch:
    """One batch: read fast by aiokafka's own *batch*, and slowly from *raw* where that fails."""

    def __init__(self, batch: Any, raw: memoryview) -> None:
        self._batch = batch
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except UnicodeDecodeError:
            for number, record in enumerate(tolerant(self._raw)):
                if number >= read:
                    yield record


def tolerant(raw: memoryview) -> Iterator[Any]:
    """Yield the records of one batch; bytes of names that are not UTF-8 are spelt out."""
    batch = iter(_DefaultRecordBatchPy(raw))  # which unpacks it
    batch._buffer = _Spelling(batch._buffer)
    yield from batch


class _Spelling(bytearray):
    """Bytes, and parts of them, that always decode."""

    def __getitem__(self, key: Any) -> Any:
        part = super().__getitem__(key)
        return _Spelling(part) if isinstance(key, slice) else part

    def decode(self, encoding: str = "utf-8", _: str = "strict") -> str:
        return super().decode(encoding, "backslashreplace")
