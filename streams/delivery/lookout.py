"""
Up to where has ``alerts`` been looked through?

One reader for all partitions that are ours, from the lowest position of any of them. Rows are
acknowledged before the position moves on; it is written once a second at most, for what was
looked at already leaves nothing new. Not here: which rows an alert leaves (``looking.py``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.delivery import Delivery, Position
from schemas.subscription import Silence
from streams import kafka

from .book import Book
from .books import Books
from .ledger import Ledger
from .looking import rows_for

# A kill costs at most so many seconds of alerts that are looked at again.
NOTE_SECONDS = 1.0

Offsets = dict[int, int]
"""By partition of ``alerts`` the next offset to look at."""

log = structlog.get_logger(__name__)


class Lookout:
    """
    Our view of ``alerts``.

    Args:
        consumer: Of all its partitions, started.
        positions: By partition of ``deliveries`` how far it has been looked through.
        books: Ours.
        ledger: Keeps the rows.
        poke: Told of each book that has something new.
        silences: Returns all that there are.
        now: The clock.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        positions: Mapping[int, Position],
        books: Books,
        ledger: Ledger,
        *,
        poke: Callable[[Book], None],
        silences: Callable[[], Sequence[Silence]],
        now: Callable[[], datetime],
    ) -> None:
        self._consumer = consumer
        self._books = books
        self._ledger = ledger
        self._poke = poke
        self._silences = silences
        self._now = now
        self._partitions = sorted(positions)
        # Until the reader has passed them, partitions that were looked through farther.
        self._ahead = {
            number: {int(name): offset for name, offset in one.offsets.items()}
            for number, one in positions.items()
        }
        self._next: Offsets = {}
        self._noted: Offsets = {}

    async def begin(self) -> None:
        """Go to the lowest position; a partition of ``alerts`` that is new begins at its start."""
        begins = await self._consumer.beginning_offsets(list(self._consumer.assignment()))
        for tp, first in begins.items():
            offsets = [one.get(tp.partition, first) for one in self._ahead.values()]
            self._next[tp.partition] = max(first, min(offsets, default=first))
            self._consumer.seek(tp, self._next[tp.partition])
        self._noted = dict(self._next)

    async def keep_looking(self) -> None:
        """Look at what comes, for ever."""
        noted_at = time.monotonic()
        while True:
            found = await self._consumer.getmany(
                timeout_ms=kafka.FETCH_WAIT_MS, max_records=kafka.RECORDS_AT_ONCE
            )
            for tp, records in found.items():
                await self._look_at(tp, records)
            if self._next != self._noted and time.monotonic() - noted_at >= NOTE_SECONDS:
                noted_at = time.monotonic()
                await self.note()

    async def note(self) -> None:
        """Write down how far we are; every row before is with the broker."""
        self._noted = dict(self._next)
        now = self._now()
        await self._ledger.post_all(
            (number, Position(partition=number, offsets=self._offsets(number), updated_at=now))
            for number in self._partitions
        )

    def left(self) -> dict[int, tuple[int, int]]:
        """Return by partition of ``alerts`` how far we are, and how many records are left."""
        found = {}
        for partition, offset in self._next.items():
            topics = {tp for tp in self._consumer.assignment() if tp.partition == partition}
            for tp in topics:
                end = self._consumer.highwater(tp)
                if end is not None and end > offset:
                    found[partition] = offset, end - offset
        return found

    async def _look_at(self, tp: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        """Look at some *records*; returns when the broker has what they leave."""
        silences = self._silences()
        written: list[tuple[int, Delivery]] = []
        touched: dict[str, Book] = {}
        for record in records:
            alert = _alert_in(record)
            if alert is None:
                continue
            stamped = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            source = (record.partition, record.offset)
            for book in self._books.concerned(alert):
                if record.offset < self._ahead[book.partition].get(tp.partition, 0):
                    continue
                for row in rows_for(
                    alert, book, source=source, stamped=stamped, silences=silences,
                    now=self._now(),
                ):  # fmt: skip
                    book.put(row, alert if row.alert_id == alert.alert_id else None)
                    written.append((book.partition, row))
                    touched[book.id] = book
        self._next[tp.partition] = records[-1].offset + 1
        promise = self._ledger.post_all(written)
        # Their first attempt has to wait for a row of its own, which cannot overtake these.
        for book in touched.values():
            self._poke(book)
        await promise

    def _offsets(self, number: int) -> dict[str, int]:
        ahead = self._ahead[number]
        return {
            str(partition): max(offset, ahead.get(partition, 0))
            for partition, offset in self._next.items()
        }


def _alert_in(record: ConsumerRecord) -> Alert | None:
    """Return the alert; what is none stays on the topic, and is said."""
    try:
        return decode(Alert, record.value or b"")
    except BadRecord as error:
        where = f"partition {record.partition}, offset {record.offset}"
        log.warning("delivery.no_alert", where=where, reason=str(error))
        return None
