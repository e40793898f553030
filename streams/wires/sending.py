"""
What did a poller send, and has the broker taken it?

Nothing is sent without waiting for its word, and that is waited for only so long. Not here:
what is sent, and in which order (``streams/wires/publishing.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from agents.effects import Output
from schemas.feed import Feed
from schemas.topics import Topic
from streams.kafka import topic_name
from streams.outputs import Outbox
from streams.settings import Settings
from streams.trouble import Trouble

from .documents import Document

# A broker that moves a partition to another node is away for some seconds.
PATIENCE_SECONDS = 30.0

# Compressing holds the loop for 22 ms for each MB, and is worth it for the many small ones.
LARGEST_COMPRESSED = 256 << 10


class Sending:
    """
    Sends, large documents by *plain*, without compression.

    Attributes:
        published: How often the broker has given its word for what was sent.
        unanswered: How often it still owes it.
    """

    def __init__(
        self, settings: Settings, producer: AIOKafkaProducer, plain: AIOKafkaProducer
    ) -> None:
        self._settings = settings
        self._producer = producer
        self._plain = plain
        self._outbox = Outbox(producer, settings.kafka.prefix)
        self.published = 0
        self.unanswered = 0

    async def document(
        self, topic: Topic, document: Document, feed: Feed, headers: list[tuple[str, bytes]]
    ) -> RecordMetadata:
        """Send the bytes of *document* as they came, and wait for the broker's word."""
        is_large = len(document.body) > LARGEST_COMPRESSED
        async with self._acknowledged():
            return await (self._plain if is_large else self._producer).send_and_wait(
                topic_name(self._settings, topic),
                document.body,
                feed.id.encode(),
                headers=headers,
            )

    async def outputs(self, *outputs: Output) -> None:
        """Send *outputs* and wait for the broker's word."""
        async with self._acknowledged():
            await self._outbox.send(*outputs)

    @asynccontextmanager
    async def _acknowledged(self) -> AsyncIterator[None]:
        """
        Wait for the broker only so long.

        Raises:
            Trouble: It did not take what was sent. Nothing was remembered, so nothing is lost.
        """
        self.unanswered += 1
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield
        except (TimeoutError, KafkaError) as error:
            reason = str(error) or f"no answer in {PATIENCE_SECONDS:g} s"
            raise Trouble(f"the broker does not take what the poller sends: {reason}") from error
        else:
            self.published += 1
        finally:
            self.unanswered -= 1
