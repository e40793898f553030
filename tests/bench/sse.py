"""
Does one process tell a thousand readers at once?

An API process over an embedded Kafka, and a thousand streams from here; two alerts a second.
Measured: from handing an alert to the producer to its line in each reader's socket, and the
server's memory. Readers are bare sockets, and share the machine with the server.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop

from schemas.codec import encode
from schemas.topics import ALERTS
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.kafka import producer, topic_name
from streams.settings import Kafka, Settings
from tests.api.desk import alert

ROOT = Path(__file__).parents[2]
READERS = 1000
ALERTS_SENT = 60
APART_SECONDS = 0.5
PATIENCE_SECONDS = 60


class Reader:
    """One stream, as it is read."""

    def __init__(self, reader: asyncio.StreamReader, sent: dict[bytes, float]) -> None:
        self._reader = reader
        self._sent = sent
        self.delays: list[float] = []

    async def until_open(self) -> None:
        """Wait for the first event."""
        await self._reader.readuntil(b"event: freshness")

    async def read(self) -> None:
        """Note when each alert comes, until all have come."""
        while len(self.delays) < ALERTS_SENT:
            line = await self._reader.readline()
            if line.startswith(b"data: ") and (at := line.find(b'"alert_id":"')) > 0:
                number = line[at + 12 : at + 17]
                self.delays.append(time.monotonic() - self._sent[number])


def measure() -> dict[str, float]:
    """Run it all, for a minute; returns the figures."""
    with tempfile.TemporaryDirectory() as name, EmbeddedKafka(Path(name) / "kafka") as kafka:
        settings = Settings(state=Path(name), kafka=Kafka(prefix="sse-"))
        limits = {"port": 0, "streams_each": 2 * READERS, "burst": 10_000}
        settings = settings.model_copy(update={"api": settings.api.model_copy(update=limits)})
        asyncio.run(ensure_topics(kafka.bootstrap, settings))
        with (Path(name) / "api.log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.sse_server",
                 settings.model_dump_json(), kafka.bootstrap],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        try:
            assert server.stdout
            port = next(int(line) for line in server.stdout if line.strip().isdigit())
            return uvloop.run(_measured(settings, kafka.bootstrap, port, server.pid))
        finally:
            server.terminate()
            server.wait(15)


async def _measured(settings: Settings, bootstrap: str, port: int, pid: int) -> dict[str, float]:
    sent: dict[bytes, float] = {}
    async with _reading(port, sent) as readers:
        told = asyncio.gather(*(one.read() for one in readers))
        async with asyncio.timeout(PATIENCE_SECONDS), producer(bootstrap) as writing:
            for number in range(ALERTS_SENT):
                one = alert(number)
                sent[one.alert_id.encode()] = time.monotonic()
                name = topic_name(settings, ALERTS)
                await writing.send_and_wait(name, encode(one), one.incident_id.encode())
                await asyncio.sleep(APART_SECONDS)
            await told
        delays = sorted(delay for one in readers for delay in one.delays)
        return {
            "readers": len(readers),
            "told": len(delays),
            "p50_ms": delays[len(delays) // 2] * 1000,
            "p99_ms": delays[int(len(delays) * 0.99)] * 1000,
            "max_ms": delays[-1] * 1000,
            "server_mb": _peak_mb(pid),
        }


@asynccontextmanager
async def _reading(port: int, sent: dict[bytes, float]) -> AsyncIterator[list[Reader]]:
    """Hold so many streams open until the block ends; it begins when all of them are."""
    readers, writers = [], []
    for _ in range(READERS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        readers.append(Reader(reader, sent))
        writers.append(writer)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(one.until_open() for one in readers))
        yield readers
    finally:
        for writer in writers:
            writer.close()


def _peak_mb(pid: int) -> float:
    """Return the most that a process has held resident."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(one.split()[1]) / 1024 for one in lines if one.startswith("VmHWM"))


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
