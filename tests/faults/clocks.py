"""
What if the clock of the machine steps back an hour?

Not here: how it is made to (``tests/faults/stepped.py``).
"""

from __future__ import annotations

import asyncio
import signal
from functools import partial

from .scenario import RECORDS, Bench, Scenario
from .wires import Wires

STEPPED = ("-m", "tests.faults.stepped")
BEFORE = 1_000  # decisions with the clock as it was


async def step_back(bench: Bench) -> None:
    """The clocks of poller and worker step back together, and news goes on."""
    assert isinstance(bench.load, Wires)
    quick = 5 if bench.is_quick else 1
    await bench.watching.progress(BEFORE // quick)
    bench.broke("clock stepped back an hour")
    for one in (bench.worker, bench.load.poller):
        one.signal(signal.SIGUSR1)
    await asyncio.sleep(1)
    await bench.watching.progress(RECORDS // (10 * quick))


SCENARIOS = (
    Scenario(
        "clock",
        "clock stepped back an hour under way",
        step_back,
        load=partial(Wires, program=STEPPED),
        has_own_time=False,
        program=STEPPED,
    ),
)
