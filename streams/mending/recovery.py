"""
What goes wrong when tables have been restored, and work begins or goes on?

Not here: how they are restored (``streams/recovery.py``).
"""

# ruff: noqa: SLF001  # what has to be mended is private

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.types import TP

from . import replace


def mend_recovery() -> None:
    """
    Park the loop that hands out fetched records before recovery ends (faust #596).

    After a table is restored, Faust resumes the stream partitions, seeks them back to the
    committed offsets and clears the agents' queues while that loop is still running. What
    it fetches in between counts as read, is cleared away, and the next commit passes over
    it: silently lost, 48 of 27,200 records over 34 restarts with a backlog.
    """
    wait_next_records = Consumer._wait_next_records
    on_recovery_completed = Recovery.on_recovery_completed

    async def park_when_stopped(self: Consumer, timeout: float) -> Any:
        parked = _parked(self)
        while not self.flow_active and not self.should_stop:
            parked.set()
            try:
                await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # any event will do
            finally:
                parked.clear()
        return await wait_next_records(self, timeout)

    async def complete_when_parked(self: Recovery, generation_id: int = 0) -> None:
        app: Any = self.app
        app.consumer.stop_flow()
        app.flow_control.suspend()
        fetcher = app._fetcher
        if fetcher.started and not fetcher.should_stop:
            # It parks within a second. Never doing so raises, which ends the process.
            await asyncio.wait_for(_parked(app.consumer).wait(), app.conf.broker_request_timeout)
        await on_recovery_completed(self, generation_id)

    replace(Consumer, "_wait_next_records", park_when_stopped)
    replace(Recovery, "on_recovery_completed", complete_when_parked)


def mend_seeking() -> None:
    """
    Put partitions without a commit back to their beginning.

    Whatever Faust has fetched when a rebalance stops it is thrown away, and all partitions
    are put back to what is committed. aiokafka does that only where the commit is above 0:
    in a new group, or in a partition that was silent so far, the records are never handed
    out, and the next commit passes over them. 42 of 60 dispatches that came while a second
    worker joined a new group were lost so.
    """
    seek_to_committed = AIOKafkaConsumerThread.seek_to_committed

    async def seek_all(self: Any) -> Mapping[TP, int]:
        offsets = await seek_to_committed(self)
        # Nobody commits changelogs; where they are read from is not asked here.
        streams = self.app.topics
        uncommitted = [
            tp
            for tp, offset in offsets.items()
            if not offset and streams.acks_enabled_for(tp.topic)
        ]
        if uncommitted:
            await self.call_thread(_seek_to_beginning, self._ensure_consumer(), uncommitted)
        return offsets

    replace(AIOKafkaConsumerThread, "seek_to_committed", seek_all)


async def _seek_to_beginning(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> None:
    """Go back to where *partitions* begin."""
    # aiokafka's own way knows no position until the broker has answered, and Faust's
    # watch over its partitions crashes when it asks for one meanwhile.
    for partition, offset in (await consumer.beginning_offsets(partitions)).items():
        if partition in consumer.assignment():
            consumer.seek(partition, offset)


def _parked(consumer: Any) -> asyncio.Event:
    """Return the event that is set while *consumer* hands out nothing."""
    event: asyncio.Event = consumer.__dict__.setdefault("_parked", asyncio.Event())
    return event
