"""
How is what was asked for written down?

On the topic ``subscriptions``, with the broker's word before anybody is told so. The producer is
made when somebody asks for the first time: most processes only tell. Not here: what may be asked
(``asking.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.subscription import Made, Silence, Wish
from streams import kafka
from streams.delivery.subscribed import forget, put
from streams.settings import Settings

PATIENCE_SECONDS = 10.0
"""For the broker's word."""

GOODBYE_SECONDS = 1.0


class WishTopic:
    """The topic of what is asked for."""

    def __init__(self, settings: Settings, bootstrap: str) -> None:
        self._settings = settings
        self._bootstrap = bootstrap
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def put(self, record: Made | Silence | Wish) -> None:
        """Write one and wait for the broker's word; raises ``KafkaError``."""
        with _in_time():
            async with asyncio.timeout(PATIENCE_SECONDS):
                await put(await self._started(), self._settings, record)

    async def forget(self, key: str) -> None:
        """Take one back, and wait likewise."""
        with _in_time():
            async with asyncio.timeout(PATIENCE_SECONDS):
                await forget(await self._started(), self._settings, key)

    async def close(self) -> None:
        """Hang up."""
        if self._producer is not None:
            with suppress(TimeoutError, KafkaError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await self._producer.stop()

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                made = kafka.producer(self._bootstrap)
                try:
                    await made.start()
                except BaseException:
                    await made.stop()
                    raise
                self._producer = made
            return self._producer


@contextmanager
def _in_time() -> Iterator[None]:
    """Take a broker that does not answer for one that failed."""
    try:
        yield
    except TimeoutError as error:
        raise KafkaError("the broker has not answered") from error
