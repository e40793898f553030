"""
Who is in a consumer group, and how far has it got?

Not here: what that means for those who run it (``streams/doctor/groups.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code
from aiokafka.structs import TopicPartition

PATIENCE_SECONDS: Final = 15.0
LOOK_AGAIN_SECONDS: Final = 0.1


class Group(NamedTuple):
    """
    One consumer group.

    Attributes:
        state: As Kafka calls it: "Stable", "Empty", "PreparingRebalance", "Dead" …
        members: How many.
        committed: How far it has got.
    """

    state: str
    members: int
    committed: Mapping[TopicPartition, int]


async def group_named(client: AIOKafkaAdminClient, name: str) -> Group:
    """
    Ask about the group *name*; one that never was has no members.

    The first question about any group makes a new Kafka's topic of groups: it takes a moment.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                return await _group(client, name)
            except KafkaError as error:
                if not error.retriable:
                    raise
                await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _group(client: AIOKafkaAdminClient, name: str) -> Group:
    [answer] = await client.describe_consumer_groups([name])
    described: Any = answer.groups[0]
    if described[0]:
        raise for_code(described[0])(f"group {name}")
    committed = await client.list_consumer_group_offsets(name)
    return Group(
        state=described[2] or "Dead",
        members=len(described[5]),
        committed={tp: found.offset for tp, found in committed.items() if found.offset >= 0},
    )
