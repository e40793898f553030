"""
What if a worker ends, in whatever way?

Not here: what starts it again (``tests/faults/processes.py``).
"""

from __future__ import annotations

import asyncio
import signal

from .processes import GRACE_SECONDS
from .scenario import Bench, Scenario

# A worker is at work some five seconds after its start; most kills hit it within the two
# after that, and some while it restores its tables or joins the group.
AT_WORK_SECONDS = 2.0
ANY_MOMENT_SECONDS = 8.0

# For so long a worker still works off what came while it was away.
TAIL_SECONDS = 1.0
BACKLOG = 320

# Twice the session time-out of a group on one broker, and some.
PAUSE_SECONDS = 15.0


async def kill(bench: Bench) -> None:
    """kill -9 at random moments: four of five while it works, the fifth at any moment."""
    for number in bench.times(50, quick=3):
        if bench.chance.random() < 0.8:
            await bench.watching.progress()
            await asyncio.sleep(bench.chance.uniform(0, AT_WORK_SECONDS))
        else:
            await asyncio.sleep(bench.chance.uniform(0, ANY_MOMENT_SECONDS))
        bench.broke(f"kill -9, number {number + 1}")
        bench.worker.signal(signal.SIGKILL)
    await bench.watching.progress()


async def terminate(bench: Bench) -> None:
    """SIGTERM while a worker works off what gathered during its last restart."""
    for number in bench.times(20):
        await bench.watching.progress()
        await asyncio.sleep(bench.chance.uniform(0, TAIL_SECONDS))
        bench.broke(f"SIGTERM, number {number + 1}")
        bench.worker.signal(signal.SIGTERM)
        code = await bench.worker.ended(within=GRACE_SECONDS)
        if code != 0:
            bench.remarks.append(f"SIGTERM number {number + 1} ended with code {code}")
    await bench.watching.progress()


async def restart(bench: Bench) -> None:
    """Stop it, let a backlog gather, start it again."""
    for number in bench.times(20):
        bench.broke(f"stopped, number {number + 1}")
        await bench.worker.stop()
        await bench.load.reached(len(bench.load.acknowledged) + BACKLOG)
        bench.worker.start()
        await bench.watching.progress(BACKLOG)


async def join_and_leave(bench: Bench) -> None:
    """The second worker leaves and joins, every other time without a word."""
    other = bench.workers[1]
    for number in bench.times(10):
        bench.broke(f"the second worker leaves, number {number + 1}")
        if number % 2:
            other.signal(signal.SIGKILL)
        await other.stop()
        await bench.watching.progress(BACKLOG)
        bench.broke("the second worker joins")
        other.start()
        await bench.watching.progress(BACKLOG)


async def put_to_sleep(bench: Bench) -> None:
    """A worker that stands still is replaced by the other, and then wakes up."""
    for number in bench.times(5, quick=1):
        one = bench.workers[number % 2]
        bench.broke(f"worker paused, number {number + 1}")
        one.signal(signal.SIGSTOP)
        await asyncio.sleep(PAUSE_SECONDS)
        await bench.watching.progress()
        bench.say("and woken")
        one.signal(signal.SIGCONT)
        await bench.watching.progress(BACKLOG)


SCENARIOS = (
    Scenario("kill", "kill -9 of the worker at random moments, 50 times", kill),
    Scenario("term", "SIGTERM to the worker in mid-record, 20 times", terminate),
    Scenario("restart", "20 restarts with a backlog", restart),
    Scenario(
        "join", "two workers, one of them leaving and joining, 10 times", join_and_leave, workers=2
    ),
    Scenario("sleeper", "worker paused 15 s, replaced, woken, 5 times", put_to_sleep, workers=2),
)
