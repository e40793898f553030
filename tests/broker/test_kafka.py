"""What is written is read back: from the beginning, the end, a time, and as it comes."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from agents.effects import Output
from schemas.control import Tick
from schemas.topics import DISPATCHES, DOCUMENTS, READINGS, Topic
from streams import kafka_admin
from streams.kafka import Start, producer, read, topic_name
from streams.kafka_admin import reachable
from streams.outputs import Outbox
from streams.settings import Settings
from streams.trouble import Trouble

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


async def written(
    settings: Settings, *stamps: datetime, size: int = 1, topic: Topic = DOCUMENTS
) -> str:
    """Write a record for each stamp, over all partitions; return the topic's name."""
    name = topic_name(settings, topic)
    async with producer(settings.kafka.bootstrap or "") as sender:
        for number, stamp in enumerate(stamps):
            at = int(stamp.timestamp() * 1000)
            await sender.send_and_wait(
                name, bytes([number]) * size, b"feed", partition=number % 3, timestamp_ms=at
            )
    return name


async def values(settings: Settings, name: str, start: Start) -> list[bytes]:
    """Read *name* to its end."""
    bootstrap = settings.kafka.bootstrap or ""
    records = [
        record.value or b"" async for record in read(bootstrap, name, start=start, follow=False)
    ]
    return sorted(records)


@pytest.mark.broker
async def test_reads_from_the_beginning_to_the_end(settings: Settings) -> None:
    """
    Without following, reading ends where the topic ended when it began.
    """
    name = await written(settings, *[NOON] * 5)

    assert await values(settings, name, "beginning") == [b"\0", b"\1", b"\2", b"\3", b"\4"]


@pytest.mark.broker
async def test_reads_from_a_time_on(settings: Settings) -> None:
    """
    A start in time skips what was stamped before, in every partition.
    """
    # On a topic that keeps the sender's stamps, and stamps that no retention takes.
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    stamps = [began + timedelta(hours=hour) for hour in range(6)]
    name = await written(settings, *stamps, topic=DISPATCHES)

    assert await values(settings, name, stamps[4]) == [b"\4", b"\5"]
    assert await values(settings, name, began + timedelta(hours=9)) == []


@pytest.mark.broker
@pytest.mark.parametrize("start", ["beginning", "end", NOON])
async def test_an_empty_topic_ends_at_once(settings: Settings, start: Start) -> None:
    """
    Nothing to read is an end, not a wait.
    """
    assert await values(settings, topic_name(settings, DOCUMENTS), start) == []


@pytest.mark.broker
async def test_follows_what_comes_after_the_end(settings: Settings) -> None:
    """
    Following from the end shows what is written later, and only that.
    """
    name = await written(settings, NOON)
    bootstrap = settings.kafka.bootstrap or ""
    async with aclosing(read(bootstrap, name, start="end", follow=True)) as records:
        first = asyncio.ensure_future(anext(records))
        # Nothing tells from outside when a reader stands at the end: write until it sees one.
        while not first.done():
            await written(settings, NOON, NOON)
            await asyncio.wait([first], timeout=0.1)

        assert (await first).offset > 0 or (await first).partition > 0


@pytest.mark.broker
async def test_carries_the_largest_document(settings: Settings) -> None:
    """
    A document at the limit travels, and is read back whole.
    """
    size = DOCUMENTS.max_message_bytes - 1024
    name = await written(settings, NOON, size=size)

    assert [len(value) for value in await values(settings, name, "beginning")] == [size]


@pytest.mark.broker
async def test_publishes_outputs_under_their_keys(settings: Settings) -> None:
    """
    An output goes to its topic, with its key, as the codec writes it.
    """
    async with producer(settings.kafka.bootstrap or "") as sender:
        await Outbox(sender, settings.kafka.prefix).send(
            *(Output(READINGS, key, Tick(at=NOON)) for key in ("ML", "NE"))
        )
    name = topic_name(settings, READINGS)
    records = [r async for r in read(settings.kafka.bootstrap or "", name, follow=False)]

    assert {record.key for record in records} == {b"ML", b"NE"}
    assert all(b"2024-07-28T12:00:00Z" in (record.value or b"") for record in records)


@pytest.mark.broker
async def test_names_a_topic_that_is_not_there(kafka: str, prefix: str) -> None:
    """
    A missing topic is said at once, not waited for.
    """
    with pytest.raises(Trouble, match=f"there is no topic {prefix}alerts"):
        await anext(read(kafka, f"{prefix}alerts", follow=True))


async def test_says_that_no_kafka_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An address where nobody listens is one line, after a few seconds.
    """
    monkeypatch.setattr(kafka_admin, "PATIENCE_SECONDS", 0.2)

    with pytest.raises(Trouble, match=r"no Kafka answers at 127\.0\.0\.1:1; "):
        await reachable("127.0.0.1:1")
