"""
Can one machine poll ten thousand feeds on time?

A poller process that has been at it for a while (every feed contacted, twice its twenty
items remembered), a server with a feed for each path, an embedded Kafka. Thirty feeds fall due each
second; half of them answer 304, half bring one new item of twenty. The server is on
``poller.allow``, so limits for each host play no part. Measured: how long after its time
a request arrives, how long the poller's loop stands still, what its processes take.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from schemas.codec import encode
from schemas.feed import Feed, FeedRecord, FeedState, Seen
from schemas.record import identity
from schemas.topics import FEEDS
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.kafka import producer, topic_name
from streams.settings import Kafka, Poller, Settings
from streams.wires.formats import Origin, parse
from streams.wires.seen import SHORTEST_MEMORY, content_of
from tests.bench.wires_server import document, guid

ROOT = Path(__file__).parents[2]
FEED_COUNT = 10_000
INTERVAL = FEED_COUNT / 30  # seconds: thirty are due in each
START = 30.0  # seconds until the poller is ready: it reads what it knows of all feeds
SECONDS = 60.0  # measured


def feed(number: int, port: int) -> Feed:
    """Return the feed of that number."""
    url = f"http://127.0.0.1:{port}/{number}"
    return Feed(id=f"feed-{number}", url=url, interval_seconds=INTERVAL)


def due(number: int, begin: float) -> float:
    """Return when a feed is due, in seconds since 1970: one after the other."""
    return begin + (number * 7919 % FEED_COUNT) / FEED_COUNT * INTERVAL


def state(number: int, begin: float, contents: dict[str, str]) -> FeedState:
    """Return what is remembered of a feed: its items, and as many older ones."""
    at = datetime.fromtimestamp(due(number, begin), UTC)
    shown = [guid(number, age) for age in range(1, 21)]
    older = [f"old-{age}" for age in range(SHORTEST_MEMORY - len(shown))]
    seen = tuple(
        Seen(
            key=identity(f"feed-{number}", "id", name),
            content=contents.get(name.rpartition("-")[2], identity(name)),
        )
        for name in (*older, *reversed(shown))
    )
    return FeedState(
        feed_id=f"feed-{number}",
        etag='"same"' if number % 2 else None,
        contacted=True,
        seen=seen,
        outcome="ok_new",
        last_attempt=at - timedelta(seconds=INTERVAL),
        last_success=at - timedelta(seconds=INTERVAL),
        next_due=at,
    )


def contents_by_age() -> dict[str, str]:
    """Return the hash of the words of each item, by its age; they are the same in all feeds."""
    parsed = parse(document(0, newest=1), Origin(feed="feed-0"))
    found = {str(age): content_of(d) for age, d in enumerate(parsed.dispatches, 1)}

    assert parsed.dispatches[0].key == identity("feed-0", "id", guid(0, 1))
    return found


async def remember(settings: Settings, bootstrap: str, port: int, begin: float) -> None:
    """Write the state of all feeds, as a poller would have."""
    await ensure_topics(bootstrap, settings)
    contents = contents_by_age()
    sender = producer(bootstrap)
    await sender.start()
    try:
        name = topic_name(settings, FEEDS)
        for number in range(FEED_COUNT):
            known = FeedRecord(feed=feed(number, port), state=state(number, begin, contents))
            await sender.send(name, encode(known), known.feed.id.encode())
        await sender.flush()
    finally:
        await sender.stop()


@contextmanager
def running(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module until the block ends; it is told by the end of its standard input."""
    with log.open("wb") as kept:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=ROOT, stderr=kept,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(15)


def measure() -> dict[str, float]:
    """Run it all, for about two minutes; returns the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            EmbeddedKafka(folder / "kafka") as kafka,
            running("tests.bench.wires_server", log=folder / "server.log") as server,
        ):
            assert server.stdout
            port = int(server.stdout.readline())
            return _measured(folder, kafka.bootstrap, server, port)


def _measured(
    folder: Path, bootstrap: str, server: subprocess.Popen[bytes], port: int
) -> dict[str, float]:
    feeds = folder / "feeds.toml"
    feeds.write_text(
        "\n".join(
            f'[[feed]]\nid = "{one.id}"\nurl = "{one.url}"\ninterval_seconds = {INTERVAL:.3f}\n'
            for one in (feed(number, port) for number in range(FEED_COUNT))
        )
    )
    settings = Settings(
        feeds=feeds, state=folder, kafka=Kafka(prefix="many-"),
        poller=Poller(allow=(f"127.0.0.1:{port}",)),
    )  # fmt: skip
    # Writing all that takes a while, too; the first feed is due when the poller is ready.
    began = time.time()
    begin = began + 2 * START
    asyncio.run(remember(settings, bootstrap, port, begin))
    wrote = time.time() - began
    time.sleep(max(0.0, begin - START - time.time()))
    with running(
        "tests.bench.wires_poller", settings.model_dump_json(), bootstrap,
        str(begin), str(begin + SECONDS), log=folder / "poller.log",
    ) as poller:  # fmt: skip
        said, _ = poller.communicate(timeout=START + SECONDS + 60)
    if not said:
        raise RuntimeError((folder / "poller.log").read_text()[-2000:])
    figures: dict[str, float] = json.loads(said.splitlines()[-1])
    answered, _ = server.communicate()
    arrived: dict[str, Any] = json.loads(answered.splitlines()[-1])
    return figures | {"wrote_s": wrote} | _delays(arrived, begin)


def _delays(arrived: dict[str, Any], begin: float) -> dict[str, float]:
    """Compare when requests came with when they were due."""
    wanted = [n for n in range(FEED_COUNT) if due(n, begin) < begin + SECONDS - 5]
    late = sorted(arrived[str(n)] - due(n, begin) for n in wanted if str(n) in arrived)
    return {
        "due": len(wanted),
        "polled": len(late),
        "delay_p50_ms": late[len(late) // 2] * 1000,
        "delay_p95_ms": late[int(len(late) * 0.95)] * 1000,
        "delay_max_ms": late[-1] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1), file=sys.stdout)
