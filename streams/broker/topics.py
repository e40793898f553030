"""
Does this Kafka have our topics, and as we need them?

Missing topics are made; what differs is told in words; nothing is ever changed
or deleted: a topic may hold a year of news, and its owner decides. The same
code serves the embedded broker and any cluster. Not here: how topics are made
(``streams/broker/making.py``). Tables' changelogs are made by Faust, and compared here in what decides whether a lost broker loses records.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import DISPATCHES, READINGS, TOPICS, Topic
from streams.kafka import GROUP, topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Settings
from streams.trouble import Trouble

from .making import known_everywhere, make, partitions_of, safe_copies, settings_of

# What it means when a topic's setting is not ours.
MEANING = {
    "cleanup.policy": "records are forgotten by other rules than tocsin counts on",
    "retention.ms": "records are kept for another time than tocsin counts on",
    "max.message.bytes": "records of another size are refused",
    "min.insync.replicas": "a record counts as stored with another number of copies",
    "message.timestamp.type": "records are stamped by another clock than tocsin counts on",
}


async def ensure_topics(bootstrap: str, settings: Settings) -> list[str]:
    """
    Make the topics that are missing, and compare the others with ``schemas/topics.py``.

    Returns:
        One line for each difference: what, what was expected, what it means. Work can go on.

    Raises:
        Trouble: No Kafka answers, it refuses to make a topic, or has fewer brokers than a new
            one is to have copies, or ``dispatches`` and ``readings`` have (or would get)
            different numbers of partitions.
    """
    ours = {topic_name(settings, topic): topic for topic in TOPICS}
    async with admin(bootstrap) as client:
        before = await partition_counts(client)
        _require_equal_partitions(settings, before)
        missing = {name: topic for name, topic in ours.items() if name not in before}
        if missing:
            await make(
                client,
                settings,
                {name: (topic, partitions_of(settings, topic)) for name, topic in missing.items()},
            )
        await known_everywhere(client, ours, new=missing)
        if missing:
            # Somebody else may have been quicker, with other settings: look at all of them.
            _require_equal_partitions(settings, await partition_counts(client))
        return await _differences(client, settings, ours)


def _require_equal_partitions(settings: Settings, counts: dict[str, int]) -> None:
    """Raise Trouble when dispatches and readings differ, or would once they are made."""
    names = [topic_name(settings, topic) for topic in (DISPATCHES, READINGS)]
    dispatches, readings = (counts.get(name, settings.kafka.partitions) for name in names)
    if dispatches == readings:
        return
    absent = [name for name in names if name not in counts]
    remedy = (
        f"set kafka.partitions to {dispatches if absent == [names[1]] else readings}"
        if absent
        else "set another kafka.prefix and start with new topics"
    )
    raise Trouble(
        f"topic {names[0]} has {dispatches} partitions and {names[1]} "
        f"{'would get' if absent else 'has'} {readings}: they must have the same number; {remedy}"
    )


async def _differences(
    client: AIOKafkaAdminClient, settings: Settings, ours: dict[str, Topic]
) -> list[str]:
    """Say where topics are not as we would make them."""
    rows = {row["topic"]: row["partitions"] for row in await client.describe_topics()}
    wanted = {name: settings_of(settings, topic) for name, topic in ours.items()}
    changelogs = settings.kafka.prefix + GROUP + "-"
    wanted |= {
        name: safe_copies(settings)
        for name in sorted(rows)
        if name.startswith(changelogs) and name.endswith("-changelog")
    }
    broker_says = await _settings_of(client, wanted)
    lines: list[str] = []
    for name, said in wanted.items():
        if name in ours:
            lines += _partition_differences(name, rows[name], settings, ours[name])
        lines += _copy_differences(name, rows[name], settings)
        lines += [
            f"topic {name} has {setting} = {_readable(setting, found)}, "
            f"expected {_readable(setting, value)}: {MEANING[setting]}"
            for setting, value in said.items()
            if (found := broker_says[name].get(setting)) != value
        ]
    return lines


def _partition_differences(
    name: str, partitions: list[dict[str, Any]], settings: Settings, topic: Topic
) -> list[str]:
    """Say how the number of partitions differs."""
    count, wanted = len(partitions), partitions_of(settings, topic)
    if count == wanted:
        return []
    return [
        (
            f"topic {name} has {count} partitions, expected {wanted}: at most {count} workers "
            f"share it; set kafka.partitions to {count} if that is meant"
        )
    ]


def _copy_differences(name: str, partitions: list[dict[str, Any]], settings: Settings) -> list[str]:
    """Say how the number of copies differs."""
    copies = min(len(partition["replicas"]) for partition in partitions)
    if copies >= settings.kafka.replication:
        return []
    return [
        (
            f"topic {name} has {copies} copies, expected {settings.kafka.replication}: "
            "losing that many brokers loses records"
        )
    ]


async def _settings_of(
    client: AIOKafkaAdminClient, names: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return the settings in force for each topic."""
    asked = [
        ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(MEANING, "")) for name in names
    ]
    found: dict[str, dict[str, str]] = {}
    for answer in await client.describe_configs(asked):
        for code, reason, _, name, entries in answer.resources:
            if code:
                raise Trouble(f"Kafka would not tell the settings of topic {name}: {reason}")
            found[name] = {entry[0]: entry[1] for entry in entries}
    return found


def _readable(setting: str, value: str | None) -> str:
    """Write a setting's value for people: durations in days."""
    if setting == "retention.ms" and value is not None and int(value) > 0:
        return f"{timedelta(milliseconds=int(value)) / timedelta(days=1):g} days"
    return str(value)
