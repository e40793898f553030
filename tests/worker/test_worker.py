"""The small print of a worker's life."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError

from schemas.state import Version
from streams import topology
from streams.app import make_app
from streams.outputs import Outbox
from streams.settings import Settings
from streams.watchlists import WatchlistFile
from streams.worker import spans
from tests.worker.fakes import FakeProducer

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([], "none"), ([4], "4"), ([0, 1, 2], "0-2"), ([0, 1, 3, 5, 6], "0-1, 3, 5-6")],
)
def test_partitions_are_told_the_short_way(numbers: list[int], said: str) -> None:
    """
    A line of a log names runs of partitions, not each of twelve.
    """
    assert spans(numbers) == said


async def test_memory_that_could_not_be_published_crashes_the_worker(tmp_path: Path) -> None:
    """
    What was taken to be published is gone from the lists: no later commit may do without it.
    """
    app = make_app(Settings(), "127.0.0.1:1", datadir=tmp_path)
    producer = FakeProducer()
    rules = cast("WatchlistFile", SimpleNamespace())
    topology.connect(app, Outbox(producer, ""), Settings(), rules, partitions=3)
    versions = cast("Any", app.tables["versions"])
    versions.shelf(0)["a"] = Version(revision=1, fingerprint="f", seen_at=NOON)
    crashes: list[BaseException] = []
    app.when_crashed.append(crashes.append)
    producer.refuse(KafkaConnectionError())
    (publish,) = app.before_commit

    with pytest.raises(KafkaError):
        await publish()

    assert {type(crash) for crash in crashes} == {KafkaConnectionError}
