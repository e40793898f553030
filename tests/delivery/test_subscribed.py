"""The file and the topic together say who is told, and both may change while we run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas.subscription import Made, Silence, Subscription, Wish
from schemas.topics import SUBSCRIPTIONS
from streams import kafka
from streams.delivery.subscribed import forget, key_of, put, subscribed, wanted_now
from streams.settings import Settings
from streams.trouble import Trouble

pytestmark = pytest.mark.broker

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
PATIENCE_SECONDS = 60
OF_FILE = '[[subscription]]\nid = "ours"\nchannel = "webhook"\ntarget = "https://file.example"\n'
SILENCE = Silence(
    id="s1",
    watch_id="kidal",
    starts=NOON,
    ends=NOON + timedelta(hours=2),
    reason="drill",
    author="me",
)
WISH = Wish(id="w1", do="test", subscription_id="ours", at=NOON)


def made(name: str, target: str = "https://api.example") -> Made:
    """A subscription that came over the API."""
    return Made(subscription=Subscription(id=name, channel="webhook", target=target), at=NOON)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a file of one subscription."""
    path = tmp_path / "s.toml"
    path.write_text(OF_FILE)
    return settings.model_copy(update={"subscriptions": path})


@pytest.fixture
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that is at work."""
    async with kafka.producer(settings.kafka.bootstrap or "") as started:
        yield started


async def test_file_and_topic_are_one(settings: Settings, producer: AIOKafkaProducer) -> None:
    """
    What a command wrote stands beside what people wrote; a tombstone takes it back.
    """
    for record in (made("theirs"), made("gone"), SILENCE, WISH):
        await put(producer, settings, record)
    await forget(producer, settings, "subscription/gone")

    found = await wanted_now(settings, settings.kafka.bootstrap or "")

    assert sorted(found.subscriptions) == ["ours", "theirs"]
    assert found.silences == {"s1": SILENCE}
    assert found.wishes == {"w1": WISH}
    assert found.of_file == {"ours"}


async def test_an_id_of_the_file_is_the_files(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    Nobody takes a reader's messages by making a subscription of the same name.
    """
    await put(producer, settings, made("ours", "https://thief.example"))

    found = await wanted_now(settings, settings.kafka.bootstrap or "")

    assert found.subscriptions["ours"].target == "https://file.example"


async def test_foreign_record_is_passed_over(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    Whoever may write to the topic cannot end the role by it.
    """
    name = kafka.topic_name(settings, SUBSCRIPTIONS)
    await producer.send_and_wait(name, b'{"record":"nonsense"}', b"subscription/x")
    await producer.send_and_wait(name, b"\xff", b"\xff")

    found = await wanted_now(settings, settings.kafka.bootstrap or "")

    assert sorted(found.subscriptions) == ["ours"]


async def test_change_of_either_counts_while_we_run(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    Nothing is started again for a new reader.
    """
    changed = asyncio.Event()
    async with subscribed(settings, settings.kafka.bootstrap or "") as found:
        keeping = asyncio.ensure_future(found.keep_up(changed.set))
        await put(producer, settings, made("theirs"))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while "theirs" not in found.wanted.subscriptions:
                changed.clear()
                await changed.wait()
            settings.subscriptions.write_text(OF_FILE.replace("ours", "new-ours"))
            while "new-ours" not in found.wanted.subscriptions:
                changed.clear()
                await changed.wait()
        keeping.cancel()

        assert sorted(found.wanted.subscriptions) == ["new-ours", "theirs"]


async def test_topic_that_is_missing_is_said(settings: Settings) -> None:
    """
    A cluster that `tocsin run` has never seen has none.
    """
    elsewhere = settings.model_copy(
        update={"kafka": settings.kafka.model_copy(update={"prefix": "nobody."})}
    )

    with pytest.raises(Trouble, match=r"no topic nobody\.subscriptions"):
        await wanted_now(elsewhere, settings.kafka.bootstrap or "")


def test_keys_tell_kinds_apart() -> None:
    """
    A silence and a subscription may bear one name.
    """
    assert [key_of(one) for one in (made("x"), SILENCE, WISH)] == [
        "subscription/x",
        "silence/s1",
        "wish/w1",
    ]
