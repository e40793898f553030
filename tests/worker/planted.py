"""
Faults that happen now and then in life, and here always: what shall go wrong in a worker.

Each is planted by its name, before Faust is mended. Not here: the worker (``process.py``).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

import faust
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.errors import KafkaConnectionError
from faust.transport.consumer import Consumer
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.topics import DISPATCHES
from streams.app import GROUP, QuietMonitor
from streams.outputs import Outbox
from streams.tables import Change
from tests.worker import standin

SMALL = "small"
"""A topic that takes hardly anything: what is sent there is refused by the broker."""

KEPT = "test:1"
"""Key of the dispatch that stays in hand."""


def refuse_to_publish() -> None:
    """No changelog takes anything."""

    async def publish(*_: object) -> None:
        print("refused to publish", flush=True)
        raise KafkaConnectionError

    Outbox.publish = publish


def refuse_first_commit() -> None:
    """A rebalance has just begun: the group takes no commit; a moment later it does."""
    commit = AIOKafkaConsumerThread._commit
    refused: list[object] = []

    async def refuse_once(self: AIOKafkaConsumerThread, offsets: object) -> bool:
        if refused:
            return await commit(self, offsets)
        refused.append(offsets)
        print("refused to commit", flush=True)
        return False

    AIOKafkaConsumerThread._commit = refuse_once


def keep_in_hand() -> None:
    """One dispatch takes for ever, while those behind it are done."""
    reading = standin.reading
    in_hand: list[faust.EventT] = []

    async def keeping(events: AsyncIterator[faust.EventT]) -> AsyncIterator[faust.EventT]:
        async for event in events:
            if decode(Dispatch, event.value).key == KEPT:
                event.message.incref()
                in_hand.append(event)
            else:
                yield event

    standin.reading = lambda events, **others: reading(keeping(events), **others)


def send_by_faust() -> None:
    """Somebody sends an output the way that Faust's manual shows, and the broker refuses it."""
    reading = standin.reading

    def sending_so(events: object, *, send: Callable[..., object], **others: object) -> object:
        async def send_so(*outputs: object) -> None:
            app = faust.current_event().app
            small = app.conf.id.removesuffix(GROUP) + SMALL
            await app.topic(small, value_type=bytes).send(value=bytes(1000))
            await send(*outputs)

        return reading(events, send=send_so, **others)

    standin.reading = sending_so


def forget_highwaters() -> None:
    """The client does not know where partitions end, and the monitor counts with it."""
    track = QuietMonitor.track_tp_end_offset
    AIOKafkaConsumerThread.highwater = lambda *_: None
    QuietMonitor.track_tp_end_offset = lambda self, tp, offset: track(self, tp, float(offset))


def stop_in_a_fetch() -> None:
    """A rebalance begins when dispatches have just been fetched; a moment later work goes on."""
    wait_next_records = Consumer._wait_next_records
    stopped: list[object] = []

    async def stop_once(self: Consumer, timeout: float) -> tuple[object, object]:
        records, active = await wait_next_records(self, timeout)
        if not stopped and any(tp.topic.endswith(DISPATCHES.name) for tp in records or ()):
            stopped.append(records)
            self.stop_flow()
            asyncio.get_running_loop().call_later(0.2, self.resume_flow)
        return records, active

    Consumer._wait_next_records = stop_once


def tell_of_fetches() -> None:
    """Nothing goes wrong by itself: each request for records is told, with its topics."""
    fetch = Fetcher._proc_fetch_request

    async def told(self: Fetcher, assignment: object, node: int, request: object) -> bool:
        print("fetching", *sorted(topic for topic, _ in request.topics), flush=True)
        return await fetch(self, assignment, node, request)

    Fetcher._proc_fetch_request = told


def hold_publishing() -> None:
    """Nothing goes wrong by itself: incidents are published only when the test writes a line."""
    publish = Outbox.publish

    async def wait_and_publish(self: Outbox, changes: list[Change]) -> list[int]:
        if any(change.topic.endswith("incidents-changelog") for change in changes):
            print("publishes incidents", flush=True)
            await asyncio.to_thread(sys.stdin.readline)
        return await publish(self, changes)

    Outbox.publish = wait_and_publish


def publish_one_by_one() -> None:
    """Changelogs are as long as after months: to read one takes more than a single batch."""

    async def publish(self: Outbox, changes: list[Change]) -> list[int]:
        offsets = []
        for one in changes:
            sent = await self._producer.send(one.topic, one.value, one.key, partition=one.partition)
            offsets.append((await sent).offset)
        return offsets

    Outbox.publish = publish


PLANTS = {
    one.__name__: one
    for one in (
        refuse_to_publish,
        refuse_first_commit,
        keep_in_hand,
        send_by_faust,
        forget_highwaters,
        stop_in_a_fetch,
        tell_of_fetches,
        hold_publishing,
        publish_one_by_one,
    )
}


def plant(names: str) -> None:
    """Plant what *names*, parted by commas, say."""
    for name in filter(None, names.split(",")):
        PLANTS[name]()
