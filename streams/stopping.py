"""
When does a process that runs for ever end?

When it is told to, by a signal: its work is cancelled once and may clean up.
Not here: ending other processes (``streams/children.py``).
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

STOPPERS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def until_told(work: Coroutine[Any, Any, None]) -> None:
    """Do *work*; a signal to stop cancels it once, and waits for it to clean up."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    told = asyncio.Event()

    def stop() -> None:
        if not told.is_set():
            told.set()
            task.cancel()

    for wish in STOPPERS:
        loop.add_signal_handler(wish, stop)
    with suppress(asyncio.CancelledError):
        await task
