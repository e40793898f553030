"""
How fast is one worker, end to end over a real Kafka?

Throughput: a backlog is waiting, one worker process handles it; the time from the
first decision to the last. Latency: twenty dispatches a second, from the record in
``dispatches`` to the record in ``alerts``, by Kafka's own timestamps.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from aiokafka import AIOKafkaProducer

from agents.effects import Output
from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.dispatch import Dispatch
from schemas.topics import ALERTS, DECISIONS, DISPATCHES
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.kafka import producer, read
from streams.outputs import Outbox
from streams.settings import Kafka, Settings

from .corpus import WARS, stream

ROOT = Path(__file__).parents[2]
BACKLOG = 12_000
PACE = 20  # dispatches a second
PACED = 600
WARM = 40  # of the paced ones: the worker's first records meet cold code


def settings_for(folder: Path, prefix: str) -> Settings:
    """Write a watchlist over all places of the corpus and return the settings that name it."""
    watchlist = folder / f"{prefix}watchlist.toml"
    watchlist.write_text(
        "\n".join(
            f'[[watch]]\nid = "{c.lower()}"\ncountry = "{c}"\nbatch_seconds = 0\ncooldown_seconds = 0\n'
            for c in WARS
        )
    )
    return Settings(
        state=folder / f"{prefix}state", watchlist=watchlist, kafka=Kafka(prefix=prefix)
    )


@contextlib.contextmanager
def worker(
    settings: Settings, bootstrap: str, variables: Mapping[str, str] = MappingProxyType({})
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process with *settings*, and *variables* for what they do not pass on."""
    environment = {
        **os.environ,
        **variables,
        "TOCSIN_KAFKA__BOOTSTRAP": bootstrap,
        "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix,
        "TOCSIN_STATE": str(settings.state),
        "TOCSIN_WATCHLIST": str(settings.watchlist),
    }
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "run", "worker"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(15)


async def throughput(folder: Path, bootstrap: str) -> dict[str, float]:
    """Return dispatches per second of one worker over a backlog, and its CPU µs for each."""
    settings = settings_for(folder, "load-")
    await ensure_topics(bootstrap, settings)
    start = datetime.now(UTC) - timedelta(seconds=BACKLOG / PACE)
    async with _producing(bootstrap) as sender:
        batch: list[Output] = []
        for one in stream(BACKLOG, start):
            batch.append(Output(DISPATCHES, one.key, one))
            if len(batch) == 500:
                await Outbox(sender, settings.kafka.prefix).send(*batch)
                batch.clear()
        await Outbox(sender, settings.kafka.prefix).send(*batch)
    with worker(settings, bootstrap) as process:
        seen: set[bytes] = set()
        first = last = 0.0
        cpu = 0.0
        async with contextlib.aclosing(
            read(bootstrap, settings.kafka.prefix + DECISIONS.name, follow=True)
        ) as records:
            async for record in records:
                key = record.key  # a decision is keyed by its dispatch
                if not seen:
                    first, cpu = record.timestamp, _cpu(process.pid)
                seen.add(key)
                last = record.timestamp
                if len(seen) >= BACKLOG:
                    break
        cpu = _cpu(process.pid) - cpu
    seconds = (last - first) / 1000
    return {"per_second": BACKLOG / seconds, "cpu_us": cpu * 1e6 / BACKLOG}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


async def latency(folder: Path, bootstrap: str) -> dict[str, float]:
    """Return record-to-record and received-to-shown milliseconds at a steady pace."""
    settings = settings_for(folder, "pace-")
    await ensure_topics(bootstrap, settings)
    sent: dict[str, int] = {}
    received: dict[str, float] = {}
    shown: dict[str, float] = {}
    with worker(settings, bootstrap):
        async with _producing(bootstrap) as sender:
            screen = asyncio.create_task(_show(bootstrap, settings, shown))
            for i, one in enumerate(stream(PACED, datetime.now(UTC))):
                began = time.perf_counter()
                received[one.key] = time.time()
                sent[one.key] = await _send(sender, settings, one)
                if i == 0:
                    await _decided(bootstrap, settings, 1)  # the worker is ready
                await asyncio.sleep(max(0.0, 1 / PACE - (time.perf_counter() - began)))
            # The alarms of a dispatch are at the broker before its decisions are.
            await _decided(bootstrap, settings, PACED)
            screen.cancel()
    rung = await _rung(bootstrap, settings)
    warm = [key for key in list(sent)[WARM:] if key in rung]
    late = sorted(rung[key] - sent[key] for key in warm)
    seen = sorted((shown[key] - received[key]) * 1000 for key in warm if key in shown)
    return {
        "alarms": float(len(late)),
        "p50_ms": float(late[len(late) // 2]),
        "p99_ms": float(late[int(len(late) * 0.99)]),
        "shown_p99_ms": seen[int(len(seen) * 0.99)],
    }


async def _send(sender: AIOKafkaProducer, settings: Settings, one: Dispatch) -> int:
    done = await sender.send_and_wait(
        settings.kafka.prefix + DISPATCHES.name, encode(one), one.key.encode()
    )
    stamped: int = done.timestamp
    return stamped


async def _show(bootstrap: str, settings: Settings, shown: dict[str, float]) -> None:
    """Note when each dispatch's first alarm reaches a reader, as a screen would show it."""
    async for record in read(bootstrap, settings.kafka.prefix + ALERTS.name, follow=True):
        cause = decode(Alert, record.value).caused_by
        if cause is not None:
            shown.setdefault(cause.key, time.time())


async def _rung(bootstrap: str, settings: Settings) -> dict[str, int]:
    """Return the stamp of each dispatch's first alarm."""
    rung: dict[str, int] = {}
    async for record in read(bootstrap, settings.kafka.prefix + ALERTS.name, follow=False):
        cause = decode(Alert, record.value).caused_by
        if cause is not None:
            rung[cause.key] = min(record.timestamp, rung.get(cause.key, record.timestamp))
    return rung


async def _decided(bootstrap: str, settings: Settings, count: int) -> None:
    """Return when *count* dispatches have their decision."""
    seen: set[bytes] = set()
    async with contextlib.aclosing(
        read(bootstrap, settings.kafka.prefix + DECISIONS.name, follow=True)
    ) as records:
        async for record in records:
            seen.add(record.key)
            if len(seen) >= count:
                return


@contextlib.asynccontextmanager
async def _producing(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    sender = producer(bootstrap)
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


def measure() -> tuple[dict[str, float], dict[str, float]]:
    """Return throughput and latency of one worker on an embedded Kafka of its own."""

    async def both(folder: Path, bootstrap: str) -> tuple[dict[str, float], dict[str, float]]:
        return await throughput(folder, bootstrap), await latency(folder, bootstrap)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmbeddedKafka(folder / "kafka") as kafka:
            return asyncio.run(both(folder, kafka.bootstrap))
