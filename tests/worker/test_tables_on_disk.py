"""A worker whose tables lie on disk: killed at any moment, it goes on from what its changelogs say."""

from __future__ import annotations

import re
from contextlib import aclosing
from itertools import count
from random import Random

import pytest

from schemas.state import Dossier, Version
from streams import kafka
from streams.cupboard import Cupboard
from streams.kafka_admin import admin
from streams.settings import Settings
from streams.shelf import Shelf
from tests.worker.workshop import dispatch, handled, until_all_committed, wire, working

pytest.importorskip("rocksdict", reason="tables on disk need the extra `rocksdb`")
pytestmark = pytest.mark.broker

KILLS = 4
LOAD = 90


@pytest.fixture
def on_disk(settings: Settings) -> Settings:
    """Settings of a worker whose tables lie on disk."""
    worker = settings.worker.model_copy(update={"store": "rocksdb"})
    return settings.model_copy(update={"worker": worker})


async def test_killed_at_any_moment_it_loses_nothing(on_disk: Settings) -> None:
    """
    Every dispatch is handled, and what lies on disk is, byte for byte, what memory would hold.
    """
    chance, numbers = Random(7), count()  # noqa: S311  # chance, the same each time
    wired: list[int] = []
    async with handled(on_disk) as heard:
        for _ in range(KILLS):
            load = [next(numbers) for _ in range(LOAD)]
            wired += load
            await wire(on_disk, load)
            async with working(on_disk) as worker:
                await heard.all_of(load[: chance.randrange(LOAD)])
                worker.process.kill()
                await worker.process.wait()
        async with working(on_disk) as worker:
            await heard.all_of(wired)
            # Heard in an earlier life, perhaps, of which no changelog knows: done again now.
            await until_all_committed(on_disk)
            await worker.stop()
    async with admin(on_disk.kafka.bootstrap or "") as client:
        cluster = (await client.describe_cluster())["cluster_id"]
    cupboard = Cupboard(on_disk.state, cluster=cluster, prefix=on_disk.kafka.prefix)
    told = {name: await changelog(on_disk, name) for name in ("versions", "incidents")}
    versions = {key for entries in told["versions"].values() for key in entries}

    assert versions == {dispatch(number).key for number in wired}
    for name, kind in (("versions", Version), ("incidents", Dossier)):
        assert told[name]
        for partition, entries in told[name].items():
            shelf = Shelf(kind, cupboard.entries(name, partition))
            assert {key: shelf.data(key) for key in shelf} == entries


async def test_a_second_start_reads_only_what_is_new(on_disk: Settings) -> None:
    """
    What was on disk when the worker ended need not be read again.
    """
    async with handled(on_disk) as heard:
        await wire(on_disk, range(300))
        async with working(on_disk) as worker:
            await heard.all_of(range(300))
            await worker.stop()
        async with working(on_disk) as worker:
            [line] = [line for line in worker.said if "worker.recovered" in line]
            await worker.stop()
    read = re.search(r"read\W+(\d+)", re.sub(r"\x1b\[[0-9;]*m", "", line))
    entries = sum(len(one) for one in (await changelog(on_disk, "versions")).values())

    assert entries == 300
    assert read is not None, line
    assert int(read[1]) < entries


async def changelog(settings: Settings, name: str) -> dict[int, dict[str, bytes]]:
    """What a table's changelog comes to, by partition."""
    topic = f"{settings.kafka.prefix}{kafka.GROUP}-{name}-changelog"
    found: dict[int, dict[str, bytes]] = {}
    reading = kafka.read(settings.kafka.bootstrap or "", topic, follow=False)
    async with aclosing(reading) as records:
        async for record in records:
            entries = found.setdefault(record.partition, {})
            if record.value is None:
                entries.pop(record.key.decode(), None)
            else:
                entries[record.key.decode()] = record.value
    return found
