"""
What if a broker of three dies, freezes, is cut off, or all are restarted in turn?

Every record has three copies, two of which must be written; two workers share the work. Not
here: how a broker is hurt (``tests/cluster.py``), and a broker that is alone (``brokers.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from streams.app import GROUP
from streams.settings import Kafka
from tests.cluster import Cluster
from tests.engine import KAFKA_IMAGE, PYTHON_IMAGE, lacking
from tests.three_brokers import three_brokers

from .scenario import Bench, Scenario

AWAY_SECONDS = 10.0

# Longer than any time-out of ours at a broker that says nothing; stock Faust lost records then.
SILENT_SECONDS = 75.0

# Longer than the session of a worker (30 s) and two of its requests (25 s each).
CUT_OFF_SECONDS = 80.0

# Ten seconds of the load before the first fault, until both workers are at work, and between two.
BETWEEN = 1_600


@asynccontextmanager
async def three(_: Path) -> AsyncIterator[Cluster]:
    """Give three brokers, which live in containers."""
    with ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, three_brokers())


async def kill_leaders(bench: Bench) -> None:
    """The broker that leads most partitions is killed and comes back; so is the next one."""
    await bench.watching.progress(BETWEEN)
    for number in bench.times(3, quick=1):
        leader = await bench.broker.broker_leading_most()
        bench.broke(f"broker {leader} killed, number {number + 1}")
        await bench.broker.kill(leader)
        await asyncio.sleep(AWAY_SECONDS)
        await bench.broker.start(leader)
        await _well_again(bench)


async def pause_leader(bench: Bench) -> None:
    """The broker that leads most partitions stands still, its connections stay open."""
    await bench.watching.progress(BETWEEN)
    leader = await bench.broker.broker_leading_most()
    bench.broke(f"broker {leader} frozen")
    await bench.broker.pause(leader)
    await asyncio.sleep(SILENT_SECONDS)
    await bench.broker.unpause(leader)
    await _well_again(bench)


async def cut_coordinator(bench: Bench) -> None:
    """The broker that keeps the group of the workers is cut off: packets are lost in silence."""
    await bench.watching.progress(BETWEEN)
    coordinator = await bench.broker.coordinator_of(bench.settings.kafka.prefix + GROUP)
    bench.broke(f"broker {coordinator} cut off")
    await bench.broker.cut_off(coordinator)
    await asyncio.sleep(CUT_OFF_SECONDS)
    await bench.broker.reconnect(coordinator)
    await _well_again(bench)


async def roll(bench: Bench) -> None:
    """Each broker is restarted in order, once the copies of the one before are in step."""
    await bench.watching.progress(BETWEEN)
    bench.broke("rolling restart")
    await bench.broker.restart_all()
    await _well_again(bench)


async def _well_again(bench: Bench) -> None:
    bench.say("all brokers are up")
    await bench.broker.in_step()
    await bench.watching.progress(BETWEEN)


_scenario = partial(
    Scenario,
    workers=2,
    broker=three,
    kafka=Kafka(replication=3),
    needs=lambda: lacking(KAFKA_IMAGE, PYTHON_IMAGE),
)

SCENARIOS = (
    _scenario("leaders", "of 3 brokers the leader of most killed -9, 3 times", kill_leaders),
    _scenario(
        "pause", f"of 3 brokers the leader of most frozen {SILENT_SECONDS:.0f} s", pause_leader
    ),
    _scenario(
        "cut", f"of 3 brokers the coordinator cut off {CUT_OFF_SECONDS:.0f} s", cut_coordinator
    ),
    _scenario("roll", "3 brokers restarted one after the other", roll),
)
