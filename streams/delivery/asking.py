"""
How is something asked of the delivery role, and what became of it?

A ``Wish`` on the topic ``subscriptions``; whoever owns the subscription grants it, once, and the
ledger shows it. Not here: granting (``streams/delivery``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from datetime import timedelta

from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from schemas.delivery import Row
from schemas.subscription import Asked, Wish
from schemas.topics import DELIVERIES
from streams import kafka
from streams.giving_up import within
from streams.kafka_admin import reachable
from streams.settings import Settings
from streams.trouble import Trouble

from .ledger_rows import row_in
from .subscribed import forget, put

SKEW = timedelta(minutes=1)
"""Clocks of two machines differ by less: what was written before a wish by more is no answer."""


async def ask(settings: Settings, bootstrap: str, records: Iterable[Asked]) -> None:
    """
    Write *records* to ``subscriptions``.

    Raises:
        Trouble: No Kafka answers, or it did not take them.
    """
    await reachable(bootstrap)
    try:
        async with kafka.producer(bootstrap) as producer:
            for record in records:
                await put(producer, settings, record)
    except KafkaError as error:
        raise Trouble(f"the broker does not take it: {error}; try again") from error


async def take_back(settings: Settings, bootstrap: str, key: str) -> None:
    """Take back what lies under *key* of ``subscriptions``; raises as ``ask`` does."""
    await reachable(bootstrap)
    try:
        async with kafka.producer(bootstrap) as producer:
            await forget(producer, settings, key)
    except KafkaError as error:
        raise Trouble(f"the broker does not take it: {error}; try again") from error


async def granted(
    settings: Settings,
    bootstrap: str,
    wish: Wish,
    is_answer: Callable[[Row], bool],
    *,
    seconds: float,
) -> Row | None:
    """
    Wait for the row of the ledger that answers *wish*; ``None`` when none comes in time.

    Args:
        settings: Whose topics.
        bootstrap: ``host:port,…``.
        wish: What was asked.
        is_answer: Tells whether a row answers it.
        seconds: How long to wait.
    """
    rows = kafka.read(
        bootstrap, kafka.topic_name(settings, DELIVERIES),
        start=wish.at - SKEW, follow=True, keys=[wish.subscription_id],
    )  # fmt: skip
    try:
        return await within(seconds, _first(rows, is_answer))
    except TimeoutError:
        return None


async def _first(
    rows: AsyncGenerator[ConsumerRecord, None], is_answer: Callable[[Row], bool]
) -> Row | None:
    async with aclosing(rows) as records:
        async for record in records:
            row = row_in(record)
            if row is not None and is_answer(row):
                return row
    return None
