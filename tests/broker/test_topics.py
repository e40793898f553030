"""Topics are made as the table says; what differs is told, and never mended."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.admin import NewTopic

from schemas.topics import ALERTS, DISPATCHES, READINGS, TOPICS, Topic
from streams.broker.topics import MEANING, ensure_topics
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Kafka, Settings
from streams.trouble import Trouble

pytestmark = pytest.mark.broker


def wanting(kafka: str, prefix: str, *, partitions: int = 3, replication: int = 1) -> Settings:
    """Settings that ask for so many partitions and copies."""
    return Settings(
        kafka=Kafka(bootstrap=kafka, prefix=prefix, partitions=partitions, replication=replication)
    )


async def made(kafka: str, prefix: str, topic: Topic, partitions: int, **config: str) -> None:
    """Make *topic* as somebody else would have."""
    async with admin(kafka) as client:
        settings = topic.settings() | {
            key.replace("_", "."): value for key, value in config.items()
        }
        await client.create_topics(
            [NewTopic(prefix + topic.name, partitions, 1, topic_configs=settings)]
        )
        while prefix + topic.name not in await partition_counts(client):  # noqa: ASYNC110  # Kafka has to be asked
            await asyncio.sleep(0)


async def counts(kafka: str, prefix: str) -> dict[str, int]:
    """How many partitions the topics with *prefix* have."""
    async with admin(kafka) as client:
        there = await partition_counts(client)
    return {name: count for name, count in there.items() if name.startswith(prefix)}


async def test_makes_every_topic(settings: Settings, kafka: str, prefix: str) -> None:
    """
    After the first start the cluster has each topic of the table, under the prefix.
    """
    assert await counts(kafka, prefix) == {topic_name(settings, topic): 3 for topic in TOPICS}


async def test_has_nothing_to_say_the_second_time(settings: Settings, kafka: str) -> None:
    """
    Topics that we made are as we want them.
    """
    assert await ensure_topics(kafka, settings) == []


async def test_tells_another_number_of_partitions(
    settings: Settings, kafka: str, prefix: str
) -> None:
    """
    A number that differs is told for each topic, and stays as it is.
    """
    lines = await ensure_topics(kafka, wanting(kafka, prefix, partitions=4))

    assert len(lines) == len(TOPICS)
    assert lines[0].startswith(f"topic {prefix}documents has 3 partitions, expected 4: at most 3")
    assert set((await counts(kafka, prefix)).values()) == {settings.kafka.partitions}


async def test_tells_another_retention(kafka: str, prefix: str) -> None:
    """
    A topic that forgets sooner than the table says is told in days.
    """
    await made(kafka, prefix, ALERTS, 3, retention_ms="86400000")
    lines = await ensure_topics(kafka, wanting(kafka, prefix))

    assert lines == [
        f"topic {prefix}alerts has retention.ms = 1 days, expected 400 days: {MEANING['retention.ms']}"
    ]


async def test_refuses_to_make_readings_unlike_dispatches(kafka: str, prefix: str) -> None:
    """
    When one of the two is there, the other is not made with another number of partitions.
    """
    await made(kafka, prefix, DISPATCHES, 2)

    with pytest.raises(Trouble, match=r"must have the same number; set kafka\.partitions to 2$"):
        await ensure_topics(kafka, wanting(kafka, prefix))
    assert await counts(kafka, prefix) == {f"{prefix}dispatches": 2}


async def test_refuses_dispatches_and_readings_that_differ(kafka: str, prefix: str) -> None:
    """
    Two topics that cannot share tables are refused, whatever the settings say.
    """
    await made(kafka, prefix, DISPATCHES, 2)
    await made(kafka, prefix, READINGS, 3)

    with pytest.raises(Trouble, match=r"has 2 partitions and .*readings has 3: .* another kafka"):
        await ensure_topics(kafka, wanting(kafka, prefix))


async def test_says_that_a_cluster_is_too_small(kafka: str, prefix: str) -> None:
    """
    Three copies on one broker are refused before anything is made.
    """
    with pytest.raises(Trouble, match=r"kafka\.replication is 3, and 1 of the cluster's brokers"):
        await ensure_topics(kafka, wanting(kafka, prefix, replication=3))
    assert await counts(kafka, prefix) == {}


async def test_tells_another_number_of_copies_that_count(kafka: str, prefix: str) -> None:
    """
    A topic that waits for more copies than we ask for, or for fewer, is told.
    """
    await made(kafka, prefix, ALERTS, 3, min_insync_replicas="2")
    lines = await ensure_topics(kafka, wanting(kafka, prefix))

    assert lines == [
        (
            f"topic {prefix}alerts has min.insync.replicas = 2, expected 1: "
            f"{MEANING['min.insync.replicas']}"
        )
    ]


async def test_compares_changelogs_too(settings: Settings, kafka: str, prefix: str) -> None:
    """
    A table whose changelog counts a record as stored too soon could lose what it remembers.
    """
    name = f"{prefix}tocsin-versions-changelog"
    async with admin(kafka) as client:
        configs = {"cleanup.policy": "compact", "min.insync.replicas": "2"}
        await client.create_topics([NewTopic(name, 3, 1, topic_configs=configs)])
        while name not in await partition_counts(client):  # noqa: ASYNC110  # Kafka has to be asked
            await asyncio.sleep(0)

    [line] = await ensure_topics(kafka, settings)

    assert line.startswith(f"topic {name} has min.insync.replicas = 2, expected 1")
