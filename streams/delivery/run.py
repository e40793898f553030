"""
Who delivers?

Every process of the group its share of the subscriptions: this one is put together here, takes
up the partitions it is given, lets go of them when others are to have them, and follows what
is wanted. A broker that is gone is everybody's trouble and stops the process. Not here: what
the owner of a partition does (``tenure.py``).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.topics import DELIVERIES
from streams import kafka
from streams.broker.topics import ensure_topics
from streams.health.attended import attended
from streams.settings import Settings
from streams.sharing import Share, sharing
from streams.trouble import Trouble

from .channels.opening import open_channels
from .leaving import GROUP_WAITS, NOBODY_WAITS, Patience
from .means import Means
from .signs import look
from .subscribed import subscribed
from .tenure import Tenure

GROUP = "tocsin-delivery"

# As for the poller: what still has to leave at the end.
GOODBYE_SECONDS = 2.0

log = structlog.get_logger(__name__)


async def run_delivery(settings: Settings, *, bootstrap: str) -> None:
    """
    Deliver to our share of the subscriptions until cancelled.

    Raises:
        Trouble: ``subscriptions.toml`` is wrong, or the broker is not there, or no longer.
    """
    async with _producer(bootstrap) as producer:
        for difference in await ensure_topics(bootstrap, settings):
            log.warning("topic.differs", what=difference)
        async with open_channels(settings) as channels, subscribed(settings, bootstrap) as wanted:
            owner = uuid.uuid4().hex[:12]
            means = Means(settings, bootstrap, producer, channels, wanted, owner)
            try:
                async with asyncio.TaskGroup() as group:
                    office = Office(means)
                    group.create_task(wanted.keep_up(office.told))
                    await office.take_part()
            except ExceptionGroup as failed:
                raise _first(failed) from failed


class Office:
    """Whatever we own at the moment."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._tenure: Tenure | None = None
        self._ending: asyncio.Task[None] | None = None

    async def take_part(self) -> None:
        """Belong to the group, and own what we are given, for ever."""
        settings, bootstrap = self._means.settings, self._means.bootstrap
        async with (
            sharing(
                settings, topic=DELIVERIES, group=GROUP, bootstrap=bootstrap, let_go=self._let_go
            ) as share,
            attended(settings, "delivery", lambda: look(share, self._tenure), bootstrap=bootstrap),
        ):
            try:
                await self._follow(share)
            finally:
                await self._let_go(NOBODY_WAITS)

    def told(self) -> None:
        """Pass on that what is wanted has changed."""
        if self._tenure is not None:
            self._tenure.told()

    async def _follow(self, share: Share) -> None:
        """Own what we are given, for ever."""
        followed: frozenset[int] | None = None
        while True:
            given = share.given
            if given is not followed and given:
                await self._let_go()
                self._tenure = Tenure(self._means, share)
                if await self._tenure.begin():
                    followed = given
                continue
            records = await share.heard()
            if self._tenure is not None:
                self._tenure.hear(records)
                if self._tenure.has_failed:
                    await self._let_go()
                elif self._tenure.is_replaced:
                    raise Trouble(
                        "the group went on without us and another process has taken over; "
                        "start again"
                    )

    async def _let_go(self, patience: Patience = GROUP_WAITS) -> None:
        """Return when we own nothing; whoever asks while we are at it waits for the same end."""
        tenure, self._tenure = self._tenure, None
        if tenure is not None:
            self._ending = asyncio.ensure_future(tenure.end(patience))
        if self._ending is not None:
            await asyncio.shield(self._ending)


def _first(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    """Every task fails of the same cause; one of them is enough to say."""
    error: BaseException = failed
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@asynccontextmanager
async def _producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    """Give a started producer; leaving does not wait for a broker that is gone."""
    # One record at a time, in great number: compressing would cost more than it saves.
    producer = kafka.producer(bootstrap, compression=None)
    try:
        await producer.start()
        yield producer
    except KafkaError as error:
        raise Trouble(f"no Kafka answers at {bootstrap}: {error}") from error
    finally:
        with suppress(TimeoutError, KafkaError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await producer.stop()
