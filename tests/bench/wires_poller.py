"""
The poller of the benchmark, with a watch on its loop and its memory.

``python -m tests.bench.wires_poller SETTINGS BOOTSTRAP FROM UNTIL``: settings as JSON, times
in seconds since 1970. Prints its figures as JSON when the time is up.

Like the console script, it loads nothing before it runs: a parsing process loads the main
module of its parent again, and would take 30 MB more than the service's.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from tests.wires.strain import Strain, memory_of, peak_of, strained


async def main() -> None:
    """Poll, watch, and tell."""
    from streams import logs
    from streams.settings import Settings
    from streams.wires.poller import run_poller

    logs.configure("poller")
    settings = Settings.model_validate_json(sys.argv[1])
    begin, end = float(sys.argv[3]), float(sys.argv[4])
    poller = asyncio.create_task(run_poller(settings, bootstrap=sys.argv[2]))
    async with strained() as start:
        await _until(begin, poller)
    peak = peak_of(os.getpid())
    async with strained() as strain:
        used = time.process_time()
        await _until(end, poller)
        used = time.process_time() - used
    figures = _figures(start, strain) | {"cpu_share": used / (end - begin)}
    figures["poller_peak_mb"] = max(peak, peak_of(os.getpid()))
    print(json.dumps(figures), flush=True)
    poller.cancel()
    await asyncio.gather(poller, return_exceptions=True)


async def _until(end: float, poller: asyncio.Task[None]) -> None:
    """Wait; a poller that ends by itself ends us."""
    await asyncio.wait({poller}, timeout=end - time.time())
    if poller.done():
        await poller


def _figures(start: Strain, strain: Strain) -> dict[str, float]:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return {
        "start_stall_ms": max(start.stalls, default=0.0) * 1000,
        "stall_p99_ms": strain.stall(0.99) * 1000,
        "stall_max_ms": max(strain.stalls, default=0.0) * 1000,
        "poller_mb": memory_of(os.getpid()),
        "parsers_mb": sum(memory_of(int(child)) for child in children),
    }


if __name__ == "__main__":
    asyncio.run(main())
