"""
How is something that may hang done beside the loop, without the end waiting for it?

asyncio's own threads are few, and the process does not end before all of them
have: a silent name server or repository would hold up everything else, and
Ctrl-C. Work that is given up here is left to itself, and dies with the process.
Not here: work that must be finished (``asyncio.to_thread``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """Do *work* in a thread of its own; returns what it returns, raises what it raises."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[T] = loop.create_future()

    def done(found: T) -> None:
        if not answered.done():  # else nobody waits any more
            answered.set_result(found)

    def failed(error: Exception) -> None:
        if not answered.done():
            answered.set_exception(error)

    def run() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            try:
                found = work()
            except Exception as error:  # noqa: BLE001 -- whoever waits hears it
                loop.call_soon_threadsafe(failed, error)
            else:
                loop.call_soon_threadsafe(done, found)

    Thread(target=run, daemon=True).start()
    return await answered
