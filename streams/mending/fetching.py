"""
What goes wrong while records are fetched?

Three faults, one of them in aiokafka, that hold records up or end the worker for
nothing. Not here: what loses them after a recovery (``recovery.py``).
"""

# ruff: noqa: SLF001  # what has to be mended is private

from __future__ import annotations

from typing import Any

from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.errors import KafkaError
from faust.tables.recovery import Recovery
from faust.transport.consumer import ThreadDelegateConsumer
from faust.types import TP

from . import replace


def mend_position_requests() -> None:
    """
    Ask who leads a partition once a broker says that it does not (robinhood/aiokafka #9).

    When a position is unknown, aiokafka 0.14.0 asks the leader it knows of. Told "not the
    leader", it asks the same broker again every 100 ms, and fetches nothing from it
    meanwhile, until what it knows of the cluster is five minutes old. Seen for 51 s. Its
    other requests ask who leads now, and so did Java's since KAFKA-9535.
    """
    request_offsets = Fetcher._proc_offset_request

    async def request_and_learn(self: Any, node_id: int, topic_data: Any) -> Any:
        try:
            return await request_offsets(self, node_id, topic_data)
        except KafkaError as error:
            if error.invalid_metadata:
                self._client.force_metadata_update()
            raise

    replace(Fetcher, "_proc_offset_request", request_and_learn)


def mend_unknown_highwater() -> None:
    """
    Let no monitor see a partition's end that nobody knows yet (faust #214).

    aiokafka forgets it in a rebalance, while records fetched before are still handed out.
    Faust gives ``None`` to its sensors, some of which count with it: the loop that hands
    out records crashes, and the worker with it. What was last known stands in, or how far
    we have read: no end lies before that.
    """
    highwater = ThreadDelegateConsumer.highwater

    def known_highwater(self: Any, tp: TP) -> int:
        # Faust's annotation says "int"; aiokafka knows better.
        found: int | None = highwater(self, tp)
        if found is not None:
            return found
        return self.app.monitor.tp_end_offsets.get(tp) or self._read_offset.get(tp) or 0

    replace(ThreadDelegateConsumer, "highwater", known_highwater)


def mend_changelog_fetching() -> None:
    """
    Stop fetching the changelogs once the tables are restored.

    Faust then hands out nothing from them, yet its client goes on fetching what we write
    there ourselves. Each such record lies unclaimed, and aiokafka sends that broker no
    other fetch for 100 ms: one in ten dispatches was late by that much. A rebalance
    forgets the pause, so the next recovery reads again.
    """
    on_recovery_completed = Recovery.on_recovery_completed

    async def complete_and_pause(self: Recovery, generation_id: int = 0) -> None:
        await on_recovery_completed(self, generation_id)
        consumer: Any = self.app.consumer
        changelogs = [
            TopicPartition(*tp) for tp in consumer.assignment() if self._is_changelog_tp(tp)
        ]
        thread = consumer._thread
        thread.thread_loop.call_soon_threadsafe(thread._consumer.pause, *changelogs)

    replace(Recovery, "on_recovery_completed", complete_and_pause)
