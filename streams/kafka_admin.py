"""
Does a Kafka answer, and what has it?

The admin client, with one clear line when nobody answers. Not here: reading and
writing records (``streams/kafka.py``), and making topics
(``streams/broker/topics.py``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from streams.brokers import client_options
from streams.shut_out import require_entrance
from streams.trouble import Trouble

# A broker that is just starting takes about two; a wrong address stays silent for ever.
PATIENCE_SECONDS = 5.0


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """
    Give a started admin client.

    Raises:
        Trouble: Nothing answers at *bootstrap* within a few seconds, or it does not let us in.
    """
    quiet()
    client = AIOKafkaAdminClient(**client_options(bootstrap))
    try:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await _connect(client, bootstrap)
        except (TimeoutError, KafkaConnectionError, ValueError) as error:
            raise Trouble(
                f"no Kafka answers at {bootstrap}; is it running, and is kafka.bootstrap right?"
            ) from error
        yield client
    finally:
        await client.close()


async def _connect(client: AIOKafkaAdminClient, bootstrap: str) -> None:
    """Start *client*, again and again while nobody answers; give up where waiting is no use."""
    while True:
        try:
            await client.start()
        except KafkaConnectionError:
            pass
        else:
            # Another name than the one we called may be what the cluster gives its brokers.
            inner = client._client  # noqa: SLF001  # nothing public connects without asking
            for broker in inner.cluster.brokers():
                if await inner.ready(broker.nodeId):
                    return
        await require_entrance(bootstrap)
        await asyncio.sleep(0.2)


async def reachable(bootstrap: str) -> None:
    """Return when a Kafka answers at *bootstrap*; raises ``Trouble`` when none does."""
    async with admin(bootstrap):
        pass


async def partition_counts(client: AIOKafkaAdminClient) -> dict[str, int]:
    """Return how many partitions each topic of the cluster has."""
    return {row["topic"]: len(row["partitions"]) for row in await client.describe_topics()}


async def told_by_each(client: AIOKafkaAdminClient, topics: list[str]) -> list[dict[str, Any]]:
    """
    Describe *topics* as each broker that answers knows them: one learns of a change before another.

    ``describe_topics`` asks any one of them, and the next question goes to another.
    """
    rows: list[dict[str, Any]] = []
    for broker in (await client.describe_cluster())["brokers"]:
        with suppress(KafkaError):
            answer = await client._client.send(broker["node_id"], MetadataRequest(topics))  # noqa: SLF001  # there is no public way to one broker
            rows += answer.to_object()["topics"]
    return rows


def quiet() -> None:
    """
    Keep aiokafka from writing to the terminal.

    It logs each of the many attempts to reach a broker that is away. What matters
    reaches us as an exception, and is said once.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
