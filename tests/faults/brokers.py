"""
What if the one broker stands still, goes away or dies?

Not here: clusters (``tests/faults/cluster.py``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

from streams.broker.embedded import HERE, EmbeddedKafka

from .scenario import Bench, Scenario

FREEZE_SECONDS = 30.0
AWAY_SECONDS = 5.0


def steady(folder: Path) -> EmbeddedKafka:
    """Make a broker that listens where it listened before when it is started again."""
    return EmbeddedKafka(folder, port=port_for())


def port_for() -> int:
    """Return a port that is free, to be used again and again."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
    return port


async def freeze(bench: Bench) -> None:
    """The broker's process stands still, its connections stay open."""
    bench.broke("broker frozen")
    os.kill(bench.broker.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(FREEZE_SECONDS)
    finally:
        os.kill(bench.broker.pid, signal.SIGCONT)
    bench.say("broker goes on")
    await bench.watching.progress()


async def bounce(bench: Bench) -> None:
    """Stopped as an operator does, and started again."""
    for number in bench.times(3, quick=1):
        bench.broke(f"broker stopped, number {number + 1}")
        await asyncio.to_thread(bench.broker.stop)
        await _back(bench)


async def crash(bench: Bench) -> None:
    """Killed, and started again on what it left."""
    for number in bench.times(3, quick=1):
        bench.broke(f"broker killed, number {number + 1}")
        os.kill(bench.broker.pid, signal.SIGKILL)
        await asyncio.to_thread(bench.broker.stop)
        await _back(bench)


async def _back(bench: Bench) -> None:
    await asyncio.sleep(AWAY_SECONDS)
    await bench.broker.__aenter__()
    bench.say("broker is back")
    await bench.watching.progress(BETWEEN)


# Ten seconds of the load between two restarts.
BETWEEN = 1_600

SCENARIOS = (
    Scenario("freeze", "broker frozen 30 s", freeze, broker=steady),
    Scenario("bounce", "broker stopped and started, 3 times", bounce, broker=steady),
    Scenario("crash", "broker killed -9 and started, 3 times", crash, broker=steady),
)
