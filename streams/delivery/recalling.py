"""
What did the owners before us know?

The partitions that were given to us, read from their beginning; what was written after its
owner's term is passed over. Then our own term begins with a record of ours, and what came in
before that record counts still. Not here: the alerts of what is not over (``rereading.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog
from aiokafka.structs import ConsumerRecord

from schemas.codec import BadRecord, decode
from schemas.delivery import Delivery, Position, Row, Standing
from streams.sharing import Share

from .book import Book
from .books import Books
from .ledger import Ledger
from .terms import Terms

log = structlog.get_logger(__name__)


class Recalled:
    """
    The ledger of our partitions, folded.

    Attributes:
        terms: By partition.
        read: So many records.
    """

    def __init__(self, partitions: Iterable[int]) -> None:
        self.terms = {partition: Terms() for partition in partitions}
        self.read = 0
        self._rows: dict[tuple[int, str], Row] = {}
        self._void: set[tuple[int, str]] = set()

    def fold(self, record: ConsumerRecord) -> None:
        """Let one more record count; what is no row of ours is passed over, and said."""
        self.read += 1
        where = record.partition, (record.key or b"").decode("utf-8", "replace")
        if self.terms[record.partition].is_void(record):
            self._void.add(where)
            return
        self._void.discard(where)
        if record.value is None:
            self._rows.pop(where, None)
            return
        try:
            # mypy takes no union where a class is asked for (python/mypy#9773).
            self._rows[where] = decode(Row, record.value)  # type: ignore[arg-type]
        except BadRecord as error:
            log.warning("ledger.bad_record", key=where[1], offset=record.offset, reason=str(error))

    def positions(self) -> dict[int, Position]:
        """Return how far ``alerts`` was looked through, by partition of ours; not for new ones."""
        return {one.partition: one for one in self._rows.values() if isinstance(one, Position)}

    def repaired(self, ledger: Ledger) -> None:
        """Write again what stands below a void record, which alone would be kept."""
        for partition, key in self._void:
            row = self._rows.get((partition, key))
            if row is None:
                ledger.erase(partition, [key])
            else:
                ledger.post(partition, row)
        self._void.clear()

    def fill(self, books: Books) -> None:
        """Put what is known into *books*."""
        for (partition, _), row in self._rows.items():
            if isinstance(row, Standing):
                books.add(Book(row, partition))
        for (partition, _), row in self._rows.items():
            if isinstance(row, Delivery):
                book = books.get(row.subscription_id)
                if book is None:  # killed between its first row and its standing
                    since = Standing(
                        subscription_id=row.subscription_id, since=row.seen_at,
                        updated_at=row.seen_at,
                    )  # fmt: skip
                    books.add(book := Book(since, partition))
                book.put(row)


async def recalled(share: Share) -> Recalled | None:
    """Read all that lies in our partitions; ``None`` when they went to others meanwhile."""
    given = share.given
    found = Recalled(given)
    async for records in share.recall():
        for record in records:
            found.fold(record)
    return found if share.given is given else None


async def begin_term(
    share: Share,
    found: Recalled,
    ledger: Ledger,
    owner: str,
    *,
    ends: Mapping[int, int],
    now: datetime,
) -> bool:
    """
    Make us the owner of our partitions in the log itself; tells whether they are ours still.

    Returns when a term of ours counts in each: one that was begun too late is begun again.

    Args:
        share: Ours.
        found: What was read; what comes in before our first record is added.
        ledger: It gets our terms, and sends.
        owner: Which process we are.
        ends: Of ``alerts`` by partition: where a partition that nobody owned before begins.
        now: The time.
    """
    given = share.given
    fresh = {str(partition): offset for partition, offset in ends.items()}
    lacking = set(found.terms)
    while lacking:
        known = found.positions()
        for partition in lacking:
            ledger.terms[partition] = found.terms[partition].next(owner)
            position = known.get(partition)
            offsets = fresh if position is None else position.offsets
            ledger.post(partition, Position(partition=partition, offsets=offsets, updated_at=now))
        while not (lacking := _beaten(found, ledger)) and not _has_begun(found, ledger):
            for record in await share.heard():
                found.fold(record)
            if share.given is not given:
                return False
    found.repaired(ledger)
    return True


def _has_begun(found: Recalled, ledger: Ledger) -> bool:
    """Tell whether our first record came in, in each partition, and counts."""
    return all(terms.current == ledger.terms[number] for number, terms in found.terms.items())


def _beaten(found: Recalled, ledger: Ledger) -> set[int]:
    """
    Return where somebody else's record, begun as late as ours, came in first.

    It was under way when the partition was taken from him, and we had read the end before it
    arrived. Ours does not count there, and never will: a later term has to be begun.
    """
    return {
        number
        for number, terms in found.terms.items()
        if terms.current != ledger.terms[number]
        and terms.current.number >= ledger.terms[number].number
    }


def void_keys(
    records: Iterable[ConsumerRecord], terms: Mapping[int, Terms]
) -> list[tuple[int, str]]:
    """Return partition and key of those of *records* that were not their writer's to write."""
    return [
        (record.partition, (record.key or b"").decode("utf-8", "replace"))
        for record in records
        if record.partition in terms and terms[record.partition].is_void(record)
    ]
