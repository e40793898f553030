"""
Since when does a topic still hold everything?

Kafka drops the oldest records of each partition; one that begins with its first record has
lost none. Not here: how long topics keep (``schemas/topics.py``).
"""

from __future__ import annotations

from datetime import UTC, datetime

from aiokafka import TopicPartition

from schemas.topics import Topic

from .kafka_admin import admin, partition_counts
from .replay.sources import reading
from .trouble import Trouble
from .wording import clock_time


async def kept_since(bootstrap: str, topic_name: str) -> datetime | None:
    """
    Return when the oldest record was written before which any partition has dropped some.

    Returns:
        ``None`` when nothing was dropped, and when there is no such topic.

    Raises:
        Trouble: No Kafka answers.
    """
    async with admin(bootstrap) as client:
        count = (await partition_counts(client)).get(topic_name, 0)
    partitions = [TopicPartition(topic_name, number) for number in range(count)]
    if not partitions:
        return None
    async with reading(bootstrap, *partitions) as consumer:
        begins = await consumer.beginning_offsets(partitions)
        cut = [tp for tp, begin in begins.items() if begin > 0]
        oldest = await consumer.offsets_for_times(dict.fromkeys(cut, 0)) if cut else {}
    written = [one.timestamp for one in oldest.values() if one is not None]
    return datetime.fromtimestamp(max(written) / 1000, UTC) if written else None


def require_kept(topic: Topic, at: datetime, since: datetime | None) -> None:
    """Raise ``Trouble`` when *topic*, which is whole *since* then, cannot tell of *at*."""
    if since is not None and at < since:
        raise Trouble(
            f"what was there at {clock_time(at)} is no longer kept: "
            f"`{topic.name}` goes back to {clock_time(since)}"
        )
