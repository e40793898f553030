"""
What if there is a great deal to remember?

Not here: how tables are restored (``streams/recovery.py``).
"""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime

from schemas.codec import encode
from schemas.state import Version
from streams import kafka
from streams.app import GROUP

from .processes import GRACE_SECONDS
from .scenario import Bench, Scenario

MANY, FEW = 1_000_000, 20_000
AT_ONCE = 2_000
# Reading back a million versions takes minutes on a slow machine.
RESTORED_WITHIN = 600.0


async def a_million(bench: Bench) -> None:
    """A worker that remembers a million dispatches is stopped, and then killed."""
    # Beside the worker, so that the time it takes is not counted as silence.
    bench.say("writing a million versions")
    await remember(bench, FEW if bench.is_quick else MANY)
    bench.broke("stopped and started, with a million versions to restore")
    await bench.worker.stop()
    bench.worker.start()
    await bench.watching.progress(within=RESTORED_WITHIN)
    await bench.watching.progress(BETWEEN, within=RESTORED_WITHIN)
    bench.broke("killed with a million versions to restore")
    bench.worker.signal(signal.SIGKILL)
    await bench.worker.ended(within=GRACE_SECONDS)
    await bench.watching.progress(BETWEEN, within=RESTORED_WITHIN)


# Ten seconds of the load.
BETWEEN = 1_600


async def remember(bench: Bench, count: int) -> None:
    """Write *count* versions to the changelog, as if the worker had."""
    partitions = bench.settings.kafka.partitions
    topic = f"{bench.settings.kafka.prefix}{GROUP}-versions-changelog"
    known = encode(Version(revision=1, fingerprint="0" * 32, seen_at=datetime.now(UTC)))
    async with kafka.producer(bench.settings.kafka.bootstrap or "", compression=None) as producer:
        for first in range(0, count, AT_ONCE):
            keys = [f"old:{number}" for number in range(first, min(first + AT_ONCE, count))]
            sent = [
                await producer.send(
                    topic, known, key.encode(), partition=kafka.partition_of(key, partitions)
                )
                for key in keys
            ]
            await asyncio.gather(*sent)


SCENARIOS = (Scenario("million", "a million keys to restore, then killed", a_million),)
