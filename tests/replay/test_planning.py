"""Which records does a plan read, and what is said of what cannot be read?"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition

from schemas.codec import encode
from schemas.control import Tick
from schemas.replay import Range
from schemas.topics import DISPATCHES, READINGS
from streams import kafka
from streams.kafka_admin import admin, partition_counts
from streams.replay.planning import Span, planned
from streams.settings import Settings
from streams.trouble import Trouble
from tests.keeping import keep_for_ever

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def minutes(number: float) -> datetime:
    """So many minutes past noon."""
    return NOON + timedelta(minutes=number)


async def told(settings: Settings, count: int = 10, *, partition: int = 0) -> None:
    """Tell *partition* the time, a record a minute from noon on."""
    name = kafka.topic_name(settings, READINGS)
    await keep_for_ever(settings, READINGS)
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for number in range(count):
            at = minutes(number)
            await producer.send_and_wait(
                name, encode(Tick(at=at)), partition=partition,
                timestamp_ms=int(at.timestamp() * 1000),
            )  # fmt: skip


async def forgotten(settings: Settings, before: int, *, partition: int = 0) -> None:
    """Delete the records of *partition* before an offset, as its retention would."""
    tp = TopicPartition(kafka.topic_name(settings, READINGS), partition)
    async with admin(settings.kafka.bootstrap or "") as client:
        await client.delete_records({tp: RecordsToDelete(before_offset=before)})


async def ranges(settings: Settings, span: Span) -> tuple[Range, ...]:
    """Return what a replay of ``readings`` would read."""
    found, guide = await planned(settings.kafka.bootstrap or "", settings, "readings", span)
    assert guide == ()
    return found


async def refusal(plan: Awaitable[object]) -> str:
    """Return in which words *plan* is refused: one line."""
    with pytest.raises(Trouble) as refused:
        await plan
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_all_that_is_kept(settings: Settings) -> None:
    """Without a span every partition is read from its beginning to where it ends now."""
    await told(settings)

    found = await ranges(settings, Span())

    assert found[0] == Range(partition=0, begin=0, first=0, end=10)
    assert [one.end for one in found] == [10, 0, 0]


async def test_a_span_of_time(settings: Settings) -> None:
    """What was written between counts; what came before is read to know what was known."""
    await told(settings)

    found = await ranges(settings, Span(since=minutes(3), until=minutes(7)))

    assert found[0] == Range(partition=0, begin=0, first=3, end=7)


async def test_a_later_start_of_what_was_known(settings: Settings) -> None:
    """A warm-up begins later than the topic."""
    await told(settings)

    found = await ranges(settings, Span(since=minutes(3), warm_up=minutes(1)))

    assert found[0] == Range(partition=0, begin=1, first=3, end=10)


async def test_offsets_of_some_partitions(settings: Settings) -> None:
    """Partitions that are not named are left out; without an end it is where it ends now."""
    await told(settings)

    found = await ranges(settings, Span(offsets={0: (4, None)}))

    assert found == (Range(partition=0, begin=0, first=4, end=10),)


async def test_a_span_that_ends_before_it_begins(settings: Settings) -> None:
    """It is said which."""
    said = await refusal(ranges(settings, Span(since=minutes(7), until=minutes(3))))

    assert "ends before it begins: from 2026-03-04T12:07:00Z to 2026-03-04T12:03:00Z" in said


async def test_a_warm_up_after_the_start(settings: Settings) -> None:
    """It would leave a hole."""
    said = await refusal(ranges(settings, Span(since=minutes(3), warm_up=minutes(5))))

    assert "--warm-up" in said
    assert "is later than --from" in said


async def test_a_span_without_records(settings: Settings) -> None:
    """Nothing is no replay."""
    await told(settings)

    said = await refusal(ranges(settings, Span(since=minutes(60))))

    assert said == "nothing to replay: readings has no records from 2026-03-04T13:00:00Z on"


@pytest.mark.parametrize(
    ("offsets", "words"),
    [
        ({7: (0, None)}, "has no partition 7: they are 0 to 2"),
        ({0: (0, 11)}, "holds offsets 0 to 10: 0 to 11 is not in it"),
        ({0: (6, 5)}, "holds offsets 0 to 10: 6 to 5 is not in it"),
        ({0: (12, None)}, "holds offsets 0 to 10: 12 to 10 is not in it"),
    ],
)
async def test_offsets_that_are_not_there(
    settings: Settings, offsets: dict[int, tuple[int, int | None]], words: str
) -> None:
    """Which partitions and offsets there are is said."""
    await told(settings)

    assert words in await refusal(ranges(settings, Span(offsets=offsets)))


async def test_what_retention_took(settings: Settings) -> None:
    """A span that begins before what is kept is refused, and one that does not is read."""
    await told(settings)
    await forgotten(settings, 5)

    said = await refusal(ranges(settings, Span(since=minutes(3))))
    kept = await ranges(settings, Span(since=minutes(6)))

    assert "is kept since 2026-03-04T12:05:00Z" in said
    assert "what was there on 2026-03-04T12:03:00Z is deleted" in said
    assert kept[0] == Range(partition=0, begin=5, first=6, end=10)


async def test_offsets_that_retention_took(settings: Settings) -> None:
    """What is left is said."""
    await told(settings)
    await forgotten(settings, 5)

    said = await refusal(ranges(settings, Span(offsets={0: (3, 8)})))

    assert "holds offsets 5 to 10: 3 to 8 is not in it" in said


async def test_a_topic_that_is_not_there(settings: Settings) -> None:
    """Its name is said, and what makes it."""
    name = kafka.topic_name(settings, DISPATCHES)
    async with admin(settings.kafka.bootstrap or "") as client:
        await client.delete_topics([name])
        while name in await partition_counts(client):
            pass  # each look is a question to the broker
    plan = planned(settings.kafka.bootstrap or "", settings, "dispatches", Span())

    said = await refusal(plan)

    assert f"there is no topic {name} at" in said


async def test_no_kafka(settings: Settings) -> None:
    """Nobody answers: that is said within seconds."""
    said = await refusal(planned("127.0.0.1:9", settings, "readings", Span()))

    assert said.startswith("no Kafka answers at 127.0.0.1:9")
