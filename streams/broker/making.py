"""
How are topics made, and when is one there?

When every broker that answers knows it: the next question may go to any of them. The
same for the topics of the table and for those of a replay. Not here: which topics there
are, and how those that were there before differ (``streams/broker/topics.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from schemas.topics import PARTITIONS, Topic
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts, told_by_each
from streams.settings import Settings
from streams.trouble import Trouble

# Kafka's code for "somebody else was quicker": two roles may start at once.
ALREADY_EXISTS = 36

# Brokers learn of a new topic some milliseconds after the controller has made it.
KNOWN_EVERYWHERE_SECONDS = 15.0
LOOK_AGAIN_SECONDS = 0.02

NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})


async def make_topics(
    bootstrap: str,
    settings: Settings,
    topics: Iterable[Topic],
    *,
    partitions: int,
    more: Mapping[str, str] = NOTHING_MORE,
) -> None:
    """
    Make those of *topics* that are missing, each with so many *partitions*.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        topics: Which.
        partitions: Of each.
        more: Broker settings besides those of each topic.

    Raises:
        Trouble: No Kafka answers, refuses, or has fewer brokers than there are to be copies.
    """
    ours = {topic_name(settings, topic): topic for topic in topics}
    async with admin(bootstrap) as client:
        before = await partition_counts(client)
        missing = {name: (one, partitions) for name, one in ours.items() if name not in before}
        if missing:
            await make(client, settings, missing, more)
        await known_everywhere(client, ours, new=missing)


async def make(
    client: AIOKafkaAdminClient,
    settings: Settings,
    missing: Mapping[str, tuple[Topic, int]],
    more: Mapping[str, str] = NOTHING_MORE,
) -> None:
    """Make topics, by name with their partitions; that somebody else was quicker is no trouble."""
    # Not asked of topics that are there: a broker that is away must keep nobody from starting.
    await _require_brokers(client, settings)
    answer = await client.create_topics(
        [
            NewTopic(
                name,
                num_partitions=partitions,
                replication_factor=settings.kafka.replication,
                topic_configs={**settings_of(settings, topic), **more},
            )
            for name, (topic, partitions) in missing.items()
        ]
    )
    for name, code, reason in answer.topic_errors:
        if code not in {0, ALREADY_EXISTS}:
            raise Trouble(f"Kafka would not make topic {name}: {reason or for_code(code).__name__}")


def partitions_of(settings: Settings, topic: Topic) -> int:
    """Return how many partitions *topic* is made with."""
    return settings.kafka.partitions if topic.partitions == PARTITIONS else topic.partitions


def settings_of(settings: Settings, topic: Topic) -> dict[str, str]:
    """Return the broker settings that *topic* is made with."""
    return topic.settings() | safe_copies(settings)


def safe_copies(settings: Settings) -> dict[str, str]:
    """Return what every topic of ours is made with, so that what is acknowledged stays."""
    return {"min.insync.replicas": str(settings.kafka.copies_that_count)}


async def _require_brokers(client: AIOKafkaAdminClient, settings: Settings) -> None:
    """Raise Trouble when the cluster cannot keep as many copies as are wanted."""
    brokers = (await client.describe_cluster())["brokers"]
    wanted = settings.kafka.replication
    if len(brokers) < wanted:
        raise Trouble(
            f"kafka.replication is {wanted}, and {len(brokers)} of the cluster's brokers are up: "
            f"start the others, or set kafka.replication to {len(brokers)}"
        )


async def known_everywhere(
    client: AIOKafkaAdminClient, ours: Collection[str], *, new: Collection[str]
) -> None:
    """Wait until every broker that answers knows *ours*, and leaders of those that are *new*."""
    try:
        async with asyncio.timeout(KNOWN_EVERYWHERE_SECONDS):
            while not _known(await told_by_each(client, list(ours)), new):  # noqa: ASYNC110  # Kafka has to be asked
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
    except TimeoutError as error:
        raise Trouble(
            f"after {KNOWN_EVERYWHERE_SECONDS:.0f} s not every broker of Kafka knows our topics, and "
            f"a leader for each partition of the {len(new)} new ones; are all of its brokers up?"
        ) from error


def _known(rows: Iterable[dict[str, Any]], new: Collection[str]) -> bool:
    """Tell whether the described topics are there, and every partition of *new* ones has a leader."""
    return all(
        row["error_code"] == 0
        and row["partitions"]
        and (row["topic"] not in new or all(each["leader"] >= 0 for each in row["partitions"]))
        for row in rows
    )
