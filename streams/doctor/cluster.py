"""
What does the cluster look like?

One conversation that changes nothing: brokers, topics with their settings, the
groups of ours and how far they are. Facts only; they are judged in
``topics.py`` and ``groups.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import TOPICS
from streams.kafka import topic_name
from streams.settings import Settings

FETCH = 1
"""Kafka's number for the request that reads records."""

ASKED = (
    "cleanup.policy", "retention.ms", "retention.bytes", "max.message.bytes",
    "message.timestamp.type", "min.insync.replicas",
)  # fmt: skip


class TopicFacts(NamedTuple):
    """
    One topic as it is.

    Attributes:
        partitions: How many.
        copies: Of the partition that has fewest.
        leaderless: Partitions that nobody can read or write.
        behind: Partitions of which a copy is missing or has fallen back.
        settings: In force, by name; empty when we may not see them.
    """

    partitions: int
    copies: int = 1
    leaderless: int = 0
    behind: int = 0
    settings: Mapping[str, str] = {}


class Cluster(NamedTuple):
    """
    All of it.

    Attributes:
        brokers: How many.
        oldest_fetch: The oldest form of reading that the broker still takes; ``None``: unknown.
        topics: Ours and our changelogs, by full name; those that are there.
    """

    brokers: int
    oldest_fetch: int | None
    topics: Mapping[str, TopicFacts]


async def cluster(client: AIOKafkaAdminClient, settings: Settings, changelogs: str) -> Cluster:
    """
    Ask.

    Args:
        client: Started.
        settings: Ours.
        changelogs: What the names of our changelogs begin with.
    """
    described = await client.describe_cluster()
    ours = {topic_name(settings, topic) for topic in TOPICS}
    rows = {
        row["topic"]: row["partitions"]
        for row in await client.describe_topics()
        if row["topic"] in ours or is_changelog(row["topic"], changelogs)
    }
    in_force = await _settings(client, rows)
    return Cluster(
        brokers=len(described["brokers"]),
        oldest_fetch=_oldest_fetch(client),
        topics={name: _facts(parts, in_force.get(name, {})) for name, parts in rows.items()},
    )


def is_changelog(name: str, begins: str) -> bool:
    """Tell whether a topic is the changelog of a table of ours."""
    return name.startswith(begins) and name.endswith("-changelog")


def _facts(partitions: list[dict[str, Any]], settings: Mapping[str, str]) -> TopicFacts:
    """Put together what is known of one topic."""
    return TopicFacts(
        partitions=len(partitions),
        copies=min((len(one["replicas"]) for one in partitions), default=0),
        leaderless=sum(one["leader"] < 0 for one in partitions),
        behind=sum(len(one["isr"]) < len(one["replicas"]) for one in partitions),
        settings=settings,
    )


async def _settings(client: AIOKafkaAdminClient, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the settings in force of each topic that tells them."""
    wanted = [
        ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(ASKED, "")) for name in names
    ]
    if not wanted:
        return {}
    return {
        name: {entry[0]: entry[1] for entry in entries if entry[1] is not None}
        for answer in await client.describe_configs(wanted)
        for code, _, _, name, entries in answer.resources
        if code == 0
    }


def _oldest_fetch(client: AIOKafkaAdminClient) -> int | None:
    """Return what the connection learned when it was made."""
    connections: Any = client._client._conns  # noqa: SLF001  # nothing public tells
    for connection in connections.values():
        found = connection._versions.get(FETCH)  # noqa: SLF001  # nor this
        if found is not None:
            return int(found[0])
    return None
