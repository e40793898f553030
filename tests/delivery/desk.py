"""What the tests of the delivery role share: subscribers, alerts on the wire, and a role at work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TypeVar

from aiokafka import AIOKafkaProducer

from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.delivery import OVER, Delivery, Position, Row, Standing
from schemas.topics import ALERTS, DELIVERIES
from streams import kafka
from streams.delivery.run import run_delivery
from streams.settings import Settings
from streams.subscriptions_file import load_subscriptions
from tests.notifying.reader import alert

Kind = TypeVar("Kind", Delivery, Standing, Position)

PATIENCE_SECONDS = 60
"""After so long a thing does not come any more, on however busy a machine: no test's claim."""

SECRET = "whsec_" + "c2VjcmV0IG9mIGEgdGVzdCB0aGF0IGlzIGxvbmc="
SECRET_VARIABLE = "DELIVERY_TEST_SECRET"


def hook(name: str, url: str, **more: object) -> str:
    """Return a webhook's entry in ``subscriptions.toml``."""
    said = {"id": name, "channel": "webhook", "target": url, "watches": ["mali"]} | more
    lines = [f"{key} = {_toml(value)}" for key, value in said.items()]
    return "\n".join(["[[subscription]]", f'secrets = ["env:{SECRET_VARIABLE}"]', *lines, ""])


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def news(incident: str, revision: int = 1, **more: object) -> Alert:
    """Return an alert of this moment."""
    return alert(revision, at=datetime.now(UTC), incident_id=incident, **more)


class Wire:
    """Sends alerts, as a worker does."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self._topic = kafka.topic_name(settings, ALERTS)
        self._producer = producer
        self.sent: list[Alert] = []

    async def send(self, *alerts: Alert) -> None:
        """Put *alerts* on the topic; returns when they are there."""
        arrived: list[Awaitable[object]] = [
            await self._producer.send(self._topic, encode(one), one.incident_id.encode())
            for one in alerts
        ]
        await asyncio.gather(*arrived)
        self.sent += alerts


@asynccontextmanager
async def wire(settings: Settings) -> AsyncIterator[Wire]:
    """Give a wire."""
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        yield Wire(settings, producer)


@asynccontextmanager
async def delivering(settings: Settings) -> AsyncIterator[None]:
    """Run the role in this process until the block ends; begins when it looks at alerts."""
    role = asyncio.ensure_future(run_delivery(settings, bootstrap=settings.kafka.bootstrap or ""))
    try:
        await _settled(settings, role)
        yield
        if role.done():
            role.result()
    finally:
        role.cancel()
        with suppress(asyncio.CancelledError):
            await role


async def _settled(settings: Settings, role: asyncio.Future[None]) -> None:
    """
    Wait until every partition has an owner who knows its subscriptions, or the role has failed.

    What is sent before a new subscription has its ``Standing`` is not for it.
    """
    wanted = {
        one.id for one in load_subscriptions(settings.subscriptions, missing_ok=True).subscription
    }
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (
            len(await kept(settings, Position)) < settings.kafka.partitions
            or not wanted <= (await kept(settings, Standing)).keys()
        ):
            if role.done():
                role.result()


async def kept(settings: Settings, kind: type[Kind]) -> dict[str, Kind]:
    """Return the newest rows of the ledger of that *kind*, by key."""
    newest: dict[str, Row | None] = {}
    name = kafka.topic_name(settings, DELIVERIES)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=False)
    async with aclosing(reading) as records:
        async for record in records:
            key = (record.key or b"").decode()
            newest[key] = decode(Row, record.value) if record.value else None  # type: ignore[arg-type]  # a union
    return {key: row for key, row in newest.items() if isinstance(row, kind)}


async def until_over(settings: Settings, keys: Iterable[str]) -> dict[str, Delivery]:
    """Wait until the deliveries under *keys* are over; returns them."""
    wanted = list(keys)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            rows = await kept(settings, Delivery)
            if all(key in rows and rows[key].state in OVER for key in wanted):
                return {key: rows[key] for key in wanted}
