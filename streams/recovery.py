"""
How do shelves get back what their changelogs hold?

Before the agents of an assignment start, each of its shelves reads on in its
changelog from where it last agreed with it: from the beginning in memory after a
start, from the last acknowledged change on disk. Faust hands each entry through its
stream machinery, some 150 µs; this reads in batches with a consumer of its own, and
keeps bytes as they are: what nobody asks for is never decoded.

Faust's flow of records stands still until all is restored, so that none is taken
before its state is there. Not here: what a shelf makes of it (``streams/shelf.py``).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError
from faust.tables.manager import TableManager
from faust.tables.recovery import RebalanceAgain, Recovery, ServiceStopped
from faust.types import TP
from mode import Service

from . import clock
from .brokers import client_options
from .kafka import FETCH_WAIT_MS, Progress
from .shelf import Logged, Shelf

# So many records hold the loop for some 10 ms.
RECORDS_AT_ONCE = 2_000

TELL_SECONDS = 5.0
"""How often a long recovery says how far it is."""

log = structlog.get_logger(__name__)


class Restoring(Recovery):
    """
    Faust's recovery, with its reading replaced; what comes after it is Faust's own.

    Attributes:
        restored, to_restore: How many entries of the changelogs are read, and of how many.
    """

    restored = 0
    to_restore = 0

    @Service.task
    async def _restart_recovery(self) -> None:
        """Restore after each rebalance, and begin again when another one comes."""
        while not self.should_stop:
            if await self.wait_for_stopped(cast("Any", self.signal_recovery_start)):
                return
            self.signal_recovery_start.clear()
            generation = self._generation_id
            self._note(0, 0)  # going back is no progress to whoever watches
            try:
                self._set_recovery_started()
                await self._wait(self._restore())
                await self._wait(self.on_recovery_completed(generation))
            except (RebalanceAgain, IllegalStateError):
                continue
            except ServiceStopped:
                return

    @Service.task
    async def _slurp_changelogs(self) -> None:
        """Do nothing: Faust's consumer is given no changelog to read."""

    @Service.task
    async def _publish_stats(self) -> None:
        """Do nothing: we say ourselves how far we are."""

    async def _restore(self) -> None:
        """Bring the shelves of all assigned changelogs up to where these end now."""
        app: Any = self.app
        shelves = {
            TopicPartition(*tp): cast("Any", self.tp_to_table[tp]).shelf(tp.partition)
            for tp in sorted(self.active_tps, key=_place)
        }
        if not shelves:
            return
        consumer = AIOKafkaConsumer(
            **client_options(app.bootstrap),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        consumer.assign(list(shelves))
        await consumer.start()
        try:
            await read_on(consumer, shelves, self._note)
        finally:
            await consumer.stop()

    def _note(self, restored: int, to_restore: int) -> None:
        self.restored, self.to_restore = restored, to_restore


class Tables(TableManager):
    """Faust's manager of tables, which restores in our way."""

    @property
    def recovery(self) -> Recovery:
        """Return what restores."""
        if self._recovery is None:
            self._recovery = Restoring(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery


async def read_on(
    consumer: AIOKafkaConsumer,
    shelves: Mapping[TopicPartition, Shelf[Any]],
    progress: Progress,
) -> None:
    """
    Bring *shelves* up to where their changelogs end now; says how far it is.

    Args:
        consumer: Assigned to the changelogs' partitions.
        shelves: By partition of their changelog.
        progress: Told how many entries are read, and of how many.
    """
    began, started = clock.now(), time.monotonic()
    ends = await consumer.end_offsets(shelves)
    begins = await consumer.beginning_offsets(shelves)
    for tp, shelf in shelves.items():
        if not shelf.agreement.fits(begins[tp], ends[tp], now=began):
            _read_anew(tp, shelf, "it is too old, or of another changelog")
        last = shelf.agreement.last
        consumer.seek(tp, max(begins[tp], shelf.agreement.position if last is None else last[0]))
    left = {tp: ends[tp] - await consumer.position(tp) for tp in shelves}
    total, told = sum(left.values()), started
    progress(0, total)
    log.info("worker.recovering", done=0, total=total)
    while rest := [tp for tp in shelves if left[tp] > 0]:
        found = await consumer.getmany(*rest, timeout_ms=FETCH_WAIT_MS, max_records=RECORDS_AT_ONCE)
        for tp, records in found.items():
            logged = [Logged(one.offset, one.key or b"", one.value) for one in records]
            if shelves[tp].continues(logged[0]):
                shelves[tp].restored(logged, began=began)
            else:
                _read_anew(tp, shelves[tp], "its last entry is not the changelog's")
                consumer.seek(tp, begins[tp])
        for tp in rest:
            # Positions, not offsets of records, tell the end: compaction leaves gaps.
            left[tp] = ends[tp] - await consumer.position(tp)
        done = total - sum(left.values())
        progress(done, total)
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            log.info("worker.recovering", done=done, total=total)
    for tp, shelf in shelves.items():
        shelf.complete(ends[tp], began=began)
    log.info("worker.recovered", read=total, seconds=round(time.monotonic() - started, 1))


def _read_anew(tp: TopicPartition, shelf: Shelf[Any], why: str) -> None:
    """Throw away what is kept, and say so: it takes as long as a first start."""
    log.warning("table.read_anew", topic=tp.topic, partition=tp.partition, reason=why)
    shelf.forget()


def _place(tp: TP) -> tuple[str, int]:
    return tp.topic, tp.partition
