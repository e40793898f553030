"""A worker that is killed has published all that it remembers by then, or nothing."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

import pytest
from aiokafka.admin import NewTopic

from streams.kafka import read
from streams.kafka_admin import admin
from tests.worker.publisher import PARTITIONS, TABLES, changes
from tests.worker.workshop import ROOT

pytestmark = pytest.mark.broker


async def test_all_tables_are_published_together(kafka: str, prefix: str) -> None:
    """
    Half of it would say that an event is gone without saying why: delivered again, its report
    would ring once more.
    """
    topics = [f"{prefix}{table}-changelog" for table in TABLES]
    async with admin(kafka) as client:
        await client.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in topics])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.worker.publisher", kafka, prefix,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    found = [
        (record.topic, record.partition, record.key, record.offset)
        for topic in topics
        async for record in read(kafka, topic, follow=False)
    ]

    assert Counter(one[:3] for one in found) == Counter(one[:3] for one in changes(prefix))
    offsets = {one[:3]: one[3] for one in found}
    assert [int(one) for one in said.split()] == [offsets[one[:3]] for one in changes(prefix)]
