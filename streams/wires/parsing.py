"""
How is a document parsed without hurting the rest?

In a process of its own, one document at a time: ten feeds of a hundred items
parsed in the event loop stop it for 640 ms, in a process for 4. A document that
takes too long, or kills the process, costs itself and nothing else. Not here:
what is in it (``formats``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, suppress
from multiprocessing import connection, get_context, parent_process

from schemas.feed import Format

from .formats import NotADispatch, Origin, Parsed, parse

# feedparser takes 2 to 8 s for a megabyte of the worst markup known; a real wire
# document of hundreds of items some 100 ms, on a busy machine a few times that.
LIMIT_SECONDS = 20.0


class Parser:
    """One parsing process, started when first needed and anew when it died."""

    def __init__(self, limit_seconds: float = LIMIT_SECONDS) -> None:
        self._limit = limit_seconds
        self._one_at_a_time = asyncio.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._pid = 0

    async def parse(self, data: bytes, origin: Origin, format_: Format = "auto") -> Parsed:
        """
        Parse a document, as ``formats.parse`` does.

        Raises:
            NotADispatch: It is none, or it could not be parsed within the limit.
        """
        async with self._one_at_a_time:
            pool = await self._started()
            work = asyncio.get_running_loop().run_in_executor(pool, parse, data, origin, format_)
            try:
                return await asyncio.wait_for(work, self._limit)
            except TimeoutError as error:
                self.end()
                raise NotADispatch(f"parsing took more than {self._limit:g} s") from error
            except BrokenProcessPool as error:
                self.end()
                raise NotADispatch("the parser died of it") from error
            except NotADispatch:
                raise
            except Exception as error:
                # A fault of ours, met by one document: the other feeds go on.
                raise NotADispatch(f"the parser failed: {type(error).__name__}: {error}") from error

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        if self._pool is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None

    async def _started(self) -> ProcessPoolExecutor:
        """Return the process, started."""
        if self._pool is None:
            # Not forked: a fork would copy our event loop and its open connections.
            pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare)
            self._pid = await asyncio.get_running_loop().run_in_executor(pool, os.getpid)
            self._pool = pool
        return self._pool


@asynccontextmanager
async def parser() -> AsyncIterator[Parser]:
    """Give a parser whose process ends with the block."""
    made = Parser()
    try:
        yield made
    finally:
        made.end()


def _prepare() -> None:
    """Make the parsing process leave when we do, by whatever way."""
    # Ctrl-C reaches every process of a terminal; ours ends this one in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End when the poller is gone: after kill -9 nobody tells us."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(0)
