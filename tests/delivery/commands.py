"""How do tests call commands against topics of their own, and fill a ledger?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.structs import ConsumerRecord
from typer.testing import CliRunner

from schemas.codec import encode, plain
from schemas.delivery import Delivery, Standing
from schemas.topics import DELIVERIES, Topic
from streams import kafka
from streams.cli.main import app
from streams.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)


TWO = """[[subscription]]
id = "hook"
channel = "webhook"
target = "https://a.example"
secrets = ["env:HOOK_KEY"]

[[subscription]]
id = "mail"
channel = "email"
target = "me@desk.example"
enabled = false
"""


def furnished(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of ``TWO`` subscriptions in *folder*, which commands in this process have, too."""
    (folder / "subscriptions.toml").write_text(TWO)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TOCSIN_KAFKA__BOOTSTRAP", settings.kafka.bootstrap or "")
    monkeypatch.setenv("TOCSIN_KAFKA__PREFIX", settings.kafka.prefix)
    monkeypatch.setenv("COLUMNS", "200")
    return settings.model_copy(update={"subscriptions": folder / "subscriptions.toml"})


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """What it printed as JSON."""
        return [plain(line.encode()) for line in self.out.splitlines()]


Tocsin = Callable[..., Awaitable[Done]]


async def call(*arguments: str) -> Done:
    """Run a command in a thread of this process: it has a loop of its own."""
    done = await asyncio.to_thread(CliRunner().invoke, app, arguments, catch_exceptions=False)
    return Done(done.exit_code, done.stdout, done.stderr)


def row(subscription: str, alert: str, **changed: Any) -> Delivery:
    """A delivery that has arrived."""
    said: dict[str, Any] = {
        "subscription_id": subscription, "alert_id": alert, "incident_id": "i1",
        "incident_revision": 1, "kind": "ONSET", "watch_id": "kidal",
        "idempotency_key": f"msg_{alert}", "state": "delivered", "source": (0, 1),
        "seen_at": NOW, "expires": NOW + timedelta(days=1), "updated_at": NOW, **changed,
    }  # fmt: skip
    return Delivery(**said)


async def keep(producer: AIOKafkaProducer, settings: Settings, *rows: Delivery | Standing) -> None:
    """Write *rows* into the ledger, where the subscription's lie."""
    name = kafka.topic_name(settings, DELIVERIES)
    count = len(await producer.partitions_for(name))
    for one in rows:
        key = one.key if isinstance(one, Delivery) else one.subscription_id
        partition = kafka.partition_of(one.subscription_id, count)
        await producer.send_and_wait(name, encode(one), key.encode(), partition=partition)


async def on(settings: Settings, topic: Topic) -> list[ConsumerRecord]:
    """All records of a topic."""
    reading = kafka.read(
        settings.kafka.bootstrap or "", kafka.topic_name(settings, topic), follow=False
    )
    async with aclosing(reading) as records:
        return [record async for record in records]
