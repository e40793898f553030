"""Topics are made as the table says, and differences are told, never mended."""

from __future__ import annotations

import pytest

from schemas.topics import TOPICS
from streams.broker.topics import ensure_topics
from streams.kafka import admin, partition_counts, topic_name
from streams.settings import Settings

pytestmark = pytest.mark.broker


async def test_makes_every_topic(settings: Settings, kafka: str) -> None:
    """
    After the first start the cluster has each topic of the table, under the prefix.
    """
    async with admin(kafka) as client:
        counts = await partition_counts(client)

    assert {topic_name(settings, topic): 3 for topic in TOPICS}.items() <= counts.items()


async def test_finds_nothing_to_say_the_second_time(settings: Settings, kafka: str) -> None:
    """
    Topics that we made are as we want them.
    """
    assert await ensure_topics(kafka, settings) == []
