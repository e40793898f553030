"""
What if a worker ends, in whatever way?

Not here: what starts it again (``tests/faults/processes.py``).
"""

from __future__ import annotations

import asyncio
import signal

from .scenario import Bench, Scenario

# A worker is at work some five seconds after its start; most kills hit it within the two
# after that, and some while it restores its tables or joins the group.
AT_WORK_SECONDS = 2.0
ANY_MOMENT_SECONDS = 8.0


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


SCENARIOS = (Scenario("kill", "kill -9 of the worker at random moments, 50 times", kill),)
