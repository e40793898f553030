"""
How long does a worker take to remember a million things?

Their changelogs are filled through our own producer: 990,000 versions of dispatches,
of which one in five reached a country, and 10,000 open incidents. Then a worker is
started on them: with its tables in memory, on disk for the first time, and on disk
again. The seconds are the worker's own, from its first question to the last entry;
its memory is what it holds when it is ready. Not here: whether all of it comes back
(``tests/worker/test_shelf.py``, ``test_tables_on_disk.py``).
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, cast

from aiokafka.admin import NewTopic

from agents.following import follow
from agents.linking.world import World
from schemas.codec import encode, plain
from schemas.state import Version
from schemas.topics import LARGEST_RECORD
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.kafka import GROUP, partition_of, producer
from streams.kafka_admin import admin
from streams.outputs import all_of
from streams.settings import Settings, Worker

from .following import opening
from .worker import settings_for, worker

KEYS = 1_000_000
INCIDENTS = 10_000
START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5_000
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 600.0

Entry = tuple[str, str, bytes, int]
"""Table, key, value and partition."""


class Start(NamedTuple):
    """One start: seconds of restoring, entries read, resident MB when ready."""

    seconds: float
    read: int
    resident_mb: float


def measure(keys: int = KEYS) -> dict[str, Start]:
    """Return what each kind of start took, over one embedded Kafka with *keys* entries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmbeddedKafka(folder / "kafka") as kafka:
            settings = settings_for(folder, "recovery-")
            asyncio.run(fill(kafka.bootstrap, settings, keys))
            on_disk = settings.model_copy(update={"worker": Worker(store="rocksdb")})
            return {
                "memory": started(settings, kafka.bootstrap),
                "disk, first": started(on_disk, kafka.bootstrap),
                "disk, again": started(on_disk, kafka.bootstrap),
            }


async def fill(bootstrap: str, settings: Settings, keys: int) -> None:
    """Make the changelogs and fill them with *keys* entries, incidents among them."""
    await ensure_topics(bootstrap, settings)
    partitions = settings.kafka.partitions
    names = {one: f"{settings.kafka.prefix}{GROUP}-{one}-changelog" for one in TABLES}
    made = {"cleanup.policy": "compact", "max.message.bytes": str(LARGEST_RECORD)}
    async with admin(bootstrap) as client:
        await client.create_topics(
            [NewTopic(name, partitions, 1, topic_configs=made) for name in names.values()]
        )
    async with producer(bootstrap, compression=None) as sender:
        sent = []
        for table, key, value, partition in entries(keys, partitions):
            sent.append(await sender.send(names[table], value, key.encode(), partition=partition))
            if len(sent) == BATCH:
                await all_of(sent)
                sent.clear()
        await all_of(sent)


TABLES = ("versions", "incidents")


def entries(keys: int, partitions: int) -> Iterator[Entry]:
    """Yield *keys* entries as the agents would write them."""
    incidents = min(INCIDENTS, keys // 10)
    dossiers: dict[str, object] = {}
    world = World(cast("dict", dossiers), {}, {})
    for record in opening(incidents):
        world.apply(follow(world, record).changes)
    for dossier in world.dossiers():
        incident = dossier.incident
        place = partition_of(incident.country, partitions)
        yield "incidents", incident.incident_id, encode(dossier), place
    for number in range(keys - incidents):
        key = f"wire:urn:newsml:wire.example:{20260101 + number % 28}:{number:08d}"
        seen = START + timedelta(seconds=number)
        version = Version(
            revision=1 + number % 3,
            fingerprint=blake2b(key.encode(), digest_size=16).hexdigest(),
            countries=("ML",) if number % 5 == 0 else (),
            published_at=seen - timedelta(seconds=40),
            seen_at=seen,
        )
        yield "versions", key, encode(version), partition_of(key, partitions)


def started(settings: Settings, bootstrap: str) -> Start:
    """Start a worker with *settings* and end it once it is ready."""
    variables = {"TOCSIN_WORKER__STORE": settings.worker.store}
    with worker(settings, bootstrap, variables) as process:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not (said := _said(settings, "worker.ready")):
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"no worker: {(settings.state / 'worker.log').read_text()}")
            time.sleep(LOOK_SECONDS)
        resident = _resident_mb(process.pid)
        [said] = _said(settings, "worker.recovered")
    return Start(float(said["seconds"]), int(said["read"]), resident)


def _said(settings: Settings, event: str) -> list[dict]:
    """Return the lines of the worker's log about *event*."""
    lines = (settings.state / "worker.log").read_bytes().splitlines()
    told = [plain(line) for line in lines if line.startswith(b"{") and line.endswith(b"}")]
    return [line for line in told if line.get("event") == event]


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(one.split()[1]) / 1024 for one in lines if one.startswith("VmRSS"))
