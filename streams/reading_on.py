"""
How do shelves read on in their changelogs, up to where these end now?

In batches, with bytes kept as they are: what nobody asks for is never decoded. For the
worker after a rebalance (``streams/recovery.py``), and for a replay, which has no Faust and
does not load it. Not here: what a shelf makes of an entry (``streams/shelf.py``).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from . import clock
from .kafka import FETCH_WAIT_MS, Progress
from .shelf import Logged, Shelf

# So many records hold the loop for some 10 ms.
RECORDS_AT_ONCE = 2_000

TELL_SECONDS = 5.0
"""How often a long recovery says how far it is."""

log = structlog.get_logger(__name__)


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
