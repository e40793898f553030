"""How much do a block of code and its helpers take, in memory, and in the loop's time?"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

TICK = 0.002


class Strain:
    """
    What the block took.

    Attributes:
        stalls: Seconds by which each tick of the loop came late.
        busy: The same, as far as this process was computing: another that has the machine
            is no fault of ours.
        megabytes: By which the process's memory grew at its peak; 0 where the system does
            not tell.
    """

    def __init__(self) -> None:
        self.stalls: list[float] = []
        self.busy: list[float] = []
        self.megabytes = 0.0

    @property
    def worst_stall(self) -> float:
        """The longest time for which we kept the loop standing, in seconds."""
        return max(self.busy, default=0.0)

    def stall(self, share: float) -> float:
        """Return the delay that the *share* of all ticks stays below, in seconds."""
        return sorted(self.stalls)[int(share * (len(self.stalls) - 1))] if self.stalls else 0.0


@asynccontextmanager
async def strained() -> AsyncIterator[Strain]:
    """Watch the loop and the process until the block ends."""
    strain = Strain()
    # What a whole test session has loaded is no poller's: collecting it would stand in our way.
    gc.collect()
    gc.freeze()
    before = restart_peak(os.getpid())
    ticking = asyncio.create_task(_tick(strain))
    try:
        yield strain
        await asyncio.sleep(2 * TICK)  # a stall at the very end shows in the next tick
    finally:
        ticking.cancel()
        gc.unfreeze()
        strain.megabytes = peak_of(os.getpid()) - before if before else 0.0


async def _tick(strain: Strain) -> None:
    last, worked = time.perf_counter(), time.process_time()
    while True:
        await asyncio.sleep(TICK)
        now, work = time.perf_counter(), time.process_time()
        late = max(0.0, now - last - TICK)
        strain.stalls.append(late)
        strain.busy.append(min(late, work - worked))
        last, worked = now, work


def peak_of(pid: int) -> float:
    """Return the greatest memory that a process had since its peak was restarted, in MB."""
    return _memory(pid, "VmHWM")


def restart_peak(pid: int) -> float:
    """Set the peak to what the process has now, and return that in MB."""
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    except OSError:
        return 0.0
    return _memory(pid, "VmRSS")


def memory_of(pid: int) -> float:
    """Return the memory that a process has now, in MB; 0 where the system does not tell."""
    return _memory(pid, "VmRSS")


def _memory(pid: int, name: str) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
