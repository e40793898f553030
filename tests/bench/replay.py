"""
How fast is a replay, is it twice as fast on two cores, and does its memory stay?

One live worker handles a backlog over an embedded Kafka (``tests/bench/worker.py``); then what
it lived through is replayed from ``dispatches``, by one process and by two. For ``readings``
and for memory its readings come again and again, ten weeks later each time, so that incidents
end as others begin, and with ticks between them as in life: four for each reading.

A rate is that of the processes that judge, from the first records handled to the last: their
start is told apart. A core's rate is by their CPU time, because broker and bench share the
machine's cores with them. Not here: whether what comes of it is right (``tests/replay``).
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from itertools import chain, count, islice
from pathlib import Path
from typing import Final, NamedTuple

from schemas.codec import encode
from schemas.control import Tick, WatchlistChanged
from schemas.replay import Checkpoint, Origin, Replay
from schemas.topics import READINGS
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.kafka import partition_of, read, topic_name
from streams.replay.bulk import bulk
from streams.replay.planning import Span, planned
from streams.replay.running import run
from streams.settings import Settings
from streams.watchlists import load_watchlist

from . import worker

SHORT: Final = 100_000
LONG: Final = 1_000_000
TICKS: Final = 4
"""Beside each reading of the stream."""

APART: Final = timedelta(weeks=10)
DATE: Final = re.compile(rb"20\d\d-\d\d-\d\d")
WRITTEN_AT_ONCE: Final = 20_000


class Speed(NamedTuple):
    """
    How a replay went.

    Attributes:
        records: Handled while it was timed.
        seconds: That this took.
        cpu: CPU seconds of the processes meanwhile.
        whole: Seconds from the call to its return.
        peak_mb: Of the process that took most memory.
    """

    records: int
    seconds: float
    cpu: float
    whole: float
    peak_mb: float

    @property
    def per_second(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def a_core(self) -> float:
        """Records a second of CPU."""
        return self.records / self.cpu


class Stopwatch:
    """Is told how far a replay is that begins with *stage*, and looks at its processes."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._taken: dict[str, int] = {}
        self._first: tuple[int, float, float] | None = None
        self._last = (0, 0.0, 0.0)
        self.peak_kb = 0

    def __call__(self, reached: Checkpoint) -> None:
        """Note how far it is."""
        pids = _processes()
        self.peak_kb = max([self.peak_kb, *map(_peak_kb, pids)])
        if reached.stage == self._stage:
            self._taken[reached.key] = reached.taken
        if taken := sum(self._taken.values()):
            now = (taken, time.monotonic(), sum(map(_cpu, pids)))
            self._first, self._last = self._first or now, now

    def speed(self, whole: float) -> Speed:
        """Return what was seen; *whole* seconds from call to return."""
        records, seconds, cpu = (
            last - first for first, last in zip(self._first or self._last, self._last, strict=True)
        )
        return Speed(int(records), seconds, cpu, whole, self.peak_kb / 1024)


def _processes() -> list[int]:
    """Return the processes of ours that replay."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [
        int(pid)
        for pid in mine
        if b"streams.replay.process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def _peak_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(
        (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0
    )


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def timed(
    settings: Settings, bootstrap: str, name: str, origin: Origin, *, processes: int
) -> Speed:
    """Replay all that is there by so many *processes*, and time it: what it reads, all stages."""
    ranges, guide = await planned(bootstrap, settings, origin, Span())
    replay = Replay(
        replay_id=name, origin=origin, created_at=datetime.now(UTC), ranges=ranges, guide=guide
    )
    watch = Stopwatch("read" if origin == "dispatches" else "follow")
    began = time.monotonic()
    await run(bootstrap, settings, replay, processes=processes, show=watch)
    return watch.speed(time.monotonic() - began)


async def again_and_again(
    lived: Settings, bootstrap: str, settings: Settings, records: int, *, ticks: int
) -> None:
    """Fill ``readings`` of *settings* with *records* made of those that were *lived*."""
    await ensure_topics(bootstrap, settings)
    readings = await _readings(lived, bootstrap)
    partitions = settings.kafka.partitions
    name = topic_name(settings, READINGS)
    rules = load_watchlist(settings.watchlist)
    changed = encode(WatchlistChanged(at=readings[0][2] - timedelta(hours=1), watchlist=rules))
    first = ((b"", changed, partition) for partition in range(partitions))
    made = chain(first, islice(_told(readings, partitions, ticks=ticks), records))
    async with bulk(bootstrap, f"{name}.bench", partitions=partitions) as out:
        at = int(time.time() * 1000)
        for number, (key, value, partition) in enumerate(made, 1):
            out.add(name, key, value, timestamp_ms=at, partition=partition)
            if number % WRITTEN_AT_ONCE == 0:
                await out.commit()
        await out.commit()


async def _readings(lived: Settings, bootstrap: str) -> list[tuple[bytes, bytes, datetime]]:
    """Return the readings that were lived, with their times, in the order in which they came."""
    found = []
    async with aclosing(read(bootstrap, topic_name(lived, READINGS), follow=False)) as records:
        async for record in records:
            value = record.value or b""
            if b'"received_at":"' in value and record.key:
                said = value.split(b'"received_at":"', 1)[1].split(b'"', 1)[0].decode()
                found.append((record.key, value, datetime.fromisoformat(said)))
    return sorted(found, key=lambda one: one[2])


def _told(
    readings: list[tuple[bytes, bytes, datetime]], partitions: int, *, ticks: int
) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield key, value and partition of *readings* for ever, each time ten weeks later."""
    for chapter in count():
        shift = chapter * APART
        known: dict[bytes, bytes] = {}

        def later(
            found: re.Match[bytes], shift: timedelta = shift, known: dict[bytes, bytes] = known
        ) -> bytes:
            day = found[0]
            if day not in known:
                known[day] = (date.fromisoformat(day.decode()) + shift).isoformat().encode()
            return known[day]

        mark = b'"bench%d:' % chapter
        for number, (key, value, at) in enumerate(readings):
            yield (
                key,
                DATE.sub(later, value.replace(b'"bench:', mark)),
                partition_of(key.decode(), partitions),
            )
            for tick in range(ticks):
                told = encode(Tick(at=at + shift + timedelta(microseconds=1 + tick)))
                yield b"", told, (number * ticks + tick) % partitions
        # Time goes on before the next chapter, in every partition.
        for partition in range(partitions):
            yield b"", encode(Tick(at=readings[-1][2] + shift + APART / 2)), partition


async def _all(folder: Path, bootstrap: str) -> dict[str, float]:
    lived = worker.settings_for(folder, "load-")
    live = await worker.throughput(folder, bootstrap)
    anew = [
        await timed(lived, bootstrap, f"d{number}", "dispatches", processes=number)
        for number in (1, 2)
    ]
    found = {
        "live": live["per_second"],
        "live_core": 1e6 / live["cpu_us"],
        "dispatches_core": anew[0].a_core,
        "dispatches": anew[0].per_second,
        "dispatches_ratio": anew[1].per_second / anew[0].per_second,
        "dispatches_cpu_ratio": anew[1].a_core / anew[0].a_core,
    }
    pure = worker.settings_for(folder, "pure-")
    await again_and_again(lived, bootstrap, pure, 60_000, ticks=0)
    one, two = [
        await timed(pure, bootstrap, f"r{number}", "readings", processes=number)
        for number in (1, 2)
    ]
    found |= {
        "readings_core": one.a_core,
        "readings": one.per_second,
        "readings_ratio": two.per_second / one.per_second,
        "readings_cpu_ratio": two.a_core / one.a_core,
    }
    for name, records in (("short", SHORT), ("long", LONG)):
        mixed = worker.settings_for(folder, f"{name}-")
        await again_and_again(lived, bootstrap, mixed, records, ticks=TICKS)
        speed = await timed(mixed, bootstrap, name, "readings", processes=1)
        found |= {f"{name}_mb": speed.peak_mb, f"{name}_seconds": speed.whole}
    return found


def measure() -> dict[str, float]:
    """Return rates in records a second, their ratios, and memory in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmbeddedKafka(folder / "kafka") as kafka:
            return asyncio.run(_all(folder, kafka.bootstrap))
