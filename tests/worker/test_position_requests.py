"""Does aiokafka ask who leads a partition, once a broker said that it does not?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.errors import NotLeaderForPartitionError

from schemas.topics import DISPATCHES
from streams import kafka
from streams.mending.fetching import mend_position_requests
from streams.settings import Settings
from tests.worker.workshop import wire

pytestmark = pytest.mark.broker

ENOUGH_ANSWERS = 10  # a second of asking the same broker again


class StaleClient:
    """A client whose knowledge of the cluster is old: the broker it asks leads no more."""

    def __init__(self, client: Any) -> None:
        self.refused = 0
        self.has_learned = False
        self.is_stuck = asyncio.Event()
        self._send, self._update = client.send, client._metadata_update
        client.send, client._metadata_update = self.send, self.update

    async def update(self, *arguments: Any, **options: Any) -> Any:
        """Learn who leads, from the real broker."""
        self.has_learned = True
        return await self._update(*arguments, **options)

    async def send(self, node: int, request: Any, **options: Any) -> Any:
        """Ask the real broker; for positions it says "not I" until who leads was asked."""
        answer = await self._send(node, request, **options)
        if type(request).__name__ != "OffsetRequest" or self.has_learned:
            return answer
        self.refused += 1
        if self.refused >= ENOUGH_ANSWERS:
            self.is_stuck.set()
        code = NotLeaderForPartitionError.errno
        topics = [
            (topic, [(part[0], code, -1, -1) for part in parts]) for topic, parts in answer.topics
        ]
        return SimpleNamespace(API_VERSION=answer.API_VERSION, topics=topics)


@pytest.fixture
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of the real broker that knows the topic, and has no position in it."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka.bootstrap or "", auto_offset_reset="earliest"
    )
    partition = TopicPartition(kafka.topic_name(settings, DISPATCHES), 0)
    await consumer.start()
    await consumer.beginning_offsets([partition])  # so it has asked who leads
    yield consumer
    await consumer.stop()


@pytest.mark.parametrize("is_mended", [True, False], ids=["mended", "stock"])
async def test_reads_on_when_the_leader_has_moved(
    settings: Settings,
    consumer: AIOKafkaConsumer,
    monkeypatch: pytest.MonkeyPatch,
    is_mended: bool,
) -> None:
    """
    Stock aiokafka asks the same broker again and again, for up to five minutes.
    """
    monkeypatch.setattr(Fetcher, "_proc_offset_request", Fetcher._proc_offset_request)
    if is_mended:
        mend_position_requests()
    await wire(settings, [1], partition=0)
    client = StaleClient(consumer._client)
    consumer.assign([TopicPartition(kafka.topic_name(settings, DISPATCHES), 0)])
    read = asyncio.ensure_future(consumer.getone())
    stuck = asyncio.ensure_future(client.is_stuck.wait())
    done, waiting = await asyncio.wait({read, stuck}, return_when="FIRST_COMPLETED", timeout=60)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert done == ({read} if is_mended else {stuck})
    assert client.refused == (1 if is_mended else ENOUGH_ANSWERS)
