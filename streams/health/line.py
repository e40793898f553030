"""
Does a broker answer this process, and does it take our heartbeats?

A line of its own: what is asked and sent here never stands before work, and
fails alone. Asking costs one small request every few seconds. A broker that is
frozen still takes connections, so only an answer counts. Not here: what no
answer means (``watching.py``).
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from schemas.codec import encode
from schemas.heartbeat import Heartbeat
from schemas.topics import HEARTBEATS
from streams import kafka
from streams.settings import Settings

# A cluster whose leader is moving takes some seconds; the next heartbeat is half a minute off.
PATIENCE_SECONDS = 10.0

# At the end of a process, whose time is short.
GOODBYE_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Line:
    """
    Our own connection to the cluster.

    Attributes:
        answers: How often a broker has answered.
    """

    def __init__(self, settings: Settings, bootstrap: str) -> None:
        self._topic = kafka.topic_name(settings, HEARTBEATS)
        self._bootstrap = bootstrap
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self.answers = 0

    async def keep_asking(self, every: float) -> None:
        """Ask each *every* seconds whether a broker is there, for ever."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._ask()
            except Exception as error:  # noqa: BLE001  # whoever stops asking hears no answer
                log.warning("broker.silent", reason=str(error) or type(error).__name__)
            await asyncio.sleep(every)

    async def send(self, heartbeat: Heartbeat) -> None:
        """Send *heartbeat* and wait for the broker's word; one that is not taken is a warning."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                producer = await self._started()
                await producer.send_and_wait(self._topic, encode(heartbeat), heartbeat.key.encode())
                self.answers += 1
        except Exception as error:  # noqa: BLE001  # whatever it is, the work goes on
            log.warning("heartbeat.failed", reason=str(error) or type(error).__name__)

    async def close(self, last: Heartbeat) -> None:
        """Say goodbye, if a broker listens, and hang up."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        with suppress(Exception):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await producer.send_and_wait(self._topic, encode(last), last.key.encode())
        with suppress(Exception):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await producer.stop()

    async def _ask(self) -> None:
        """Have any one broker answer; raises ``KafkaError`` when none does."""
        client = (await self._started()).client
        nodes = [broker.nodeId for broker in client.cluster.brokers()]
        random.shuffle(nodes)
        asked = [asyncio.ensure_future(client.send(node, MetadataRequest([]))) for node in nodes]
        try:
            for answer in asyncio.as_completed(asked):
                with suppress(Exception):  # the next one may
                    await answer
                    self.answers += 1
                    return
        finally:
            for one in asked:
                one.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        raise KafkaError(f"none of {len(nodes)} brokers answers")

    async def _started(self) -> AIOKafkaProducer:
        """Return the producer; the first one to ask starts it."""
        async with self._starting:
            if self._producer is None:
                producer = kafka.producer(self._bootstrap)
                try:
                    await producer.start()
                except BaseException:
                    with suppress(Exception):
                        await producer.stop()
                    raise
                self._producer = producer
            return self._producer
