"""
How do shelves get back what their changelogs hold?

Before the agents of an assignment start, each of its shelves reads on in its
changelog from where it last agreed with it: from the beginning in memory after a
start, from the last acknowledged change on disk. Faust hands each entry through its
stream machinery, some 150 µs; this reads in batches with a consumer of its own
(``streams/reading_on.py``).

Faust's flow of records stands still until all is restored, so that none is taken
before its state is there. Not here: what a shelf makes of it (``streams/shelf.py``).
"""

from __future__ import annotations

from typing import Any, cast

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError
from faust.tables.manager import TableManager
from faust.tables.recovery import RebalanceAgain, Recovery, ServiceStopped
from faust.types import TP
from mode import Service

from .brokers import client_options
from .kafka import FETCH_WAIT_MS
from .reading_on import read_on


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
        for prepare in app.before_restoring:
            await prepare()
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
            isolation_level="read_committed",  # a replay is promoted in a transaction
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


def _place(tp: TP) -> tuple[str, int]:
    return tp.topic, tp.partition
