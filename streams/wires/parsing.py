"""
How is a document parsed without hurting the rest?

In a process of its own, with limits on time and memory: ten feeds of a hundred
items parsed in the event loop stop it for 640 ms, in a process for 4. A
document that takes too much, or kills its process, costs itself and nothing
else; while it is being dealt with, a second process reads the other feeds. Not
here: what is in a document (``formats``).
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, suppress
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import NamedTuple

from schemas.feed import Format

from .formats import Fault, NotADispatch, Origin, Parsed, parse

# Two, so that one hostile document does not hold up everybody; each takes some 50 MB.
PROCESSES = 2

# A process that keeps more than this after a document gives it back by ending.
ROOMY_BYTES = 120 << 20


class Limits(NamedTuple):
    """
    What one document may cost.

    Attributes:
        seconds: By the clock on the wall; the machine may be busy with other things.
        cpu_seconds: Of the processor. feedparser takes some 100 ms for a real wire document
            of hundreds of items, and 9 s for 8 MB of 120,000 items, the worst that is honest.
        memory_bytes: Of the parsing process in all; the same 8 MB need 230 MB.
        items: Dispatches that are taken of it; handing over 2,000 holds the loop for 7 ms.
    """

    seconds: float = 20.0
    cpu_seconds: int = 10
    memory_bytes: int = 320 << 20
    items: int = 2_000


class Parser:
    """Some parsing processes, each started when first needed and anew when it died."""

    def __init__(self, limits: Limits | None = None, *, processes: int = PROCESSES) -> None:
        self._processes = tuple(_Process(limits or Limits()) for _ in range(processes))
        # The one used last comes first, so that the second starts only when it is needed.
        self._idle: asyncio.LifoQueue[_Process] = asyncio.LifoQueue()
        for process in self._processes:
            self._idle.put_nowait(process)

    async def parse(self, data: bytes, origin: Origin, format_: Format = "auto") -> Parsed:
        """
        Parse a document, as ``formats.parse`` does.

        Raises:
            NotADispatch: It is none, or it could not be parsed within the limits.
        """
        process = await self._idle.get()
        try:
            return await process.parse(data, origin, format_)
        finally:
            self._idle.put_nowait(process)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are running."""
        return tuple(process.pid for process in self._processes if process.pid)

    def end(self) -> None:
        """End all processes at once, whatever they are doing."""
        for process in self._processes:
            process.end()


class _Process:
    """One parsing process; parses one document at a time."""

    def __init__(self, limits: Limits) -> None:
        self.pid = 0
        self._limits = limits
        self._pool: ProcessPoolExecutor | None = None

    async def parse(self, data: bytes, origin: Origin, format_: Format) -> Parsed:
        """Parse a document; whatever becomes of it, the next one finds a sound process."""
        limits = self._limits
        try:
            async with asyncio.timeout(limits.seconds):
                parsed, kept_bytes = await self._work(data, origin, format_)
        except NotADispatch:
            raise
        except TimeoutError as error:
            self.end()
            raise NotADispatch(f"parsing took more than {limits.seconds:g} s") from error
        except MemoryError as error:
            self.end()
            most = limits.memory_bytes >> 20
            raise NotADispatch(f"parsing needs more than {most} MB of memory") from error
        except BrokenProcessPool as error:
            self.end()
            why = f"a crash, or more than {limits.cpu_seconds} s of computing"
            raise NotADispatch(f"the parser died of it ({why})") from error
        except Exception as error:
            # A fault of ours, met by one document: the other feeds go on.
            raise NotADispatch(f"the parser failed: {type(error).__name__}: {error}") from error
        except BaseException:  # cancelled: it must not go on with what nobody waits for
            self.end()
            raise
        if kept_bytes > ROOMY_BYTES:
            self.end()
        return parsed

    def end(self) -> None:
        """End the process at once."""
        pool, self._pool = self._pool, None
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self.pid = 0
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    async def _work(self, data: bytes, origin: Origin, format_: Format) -> tuple[Parsed, int]:
        """Have the process parse, started if need be."""
        loop = asyncio.get_running_loop()
        if self._pool is None:
            # Not forked: a fork would copy our event loop and its open connections.
            self._pool = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(self._limits,)
            )
            self.pid = await loop.run_in_executor(self._pool, os.getpid)
        return await loop.run_in_executor(self._pool, _parse, data, origin, format_, self._limits)


@asynccontextmanager
async def parser() -> AsyncIterator[Parser]:
    """Give a parser whose processes end with the block."""
    made = Parser()
    try:
        yield made
    finally:
        made.end()


def _prepare(limits: Limits) -> None:
    """Bound the parsing process, and make it leave when we do, by whatever way."""
    # Ctrl-C reaches every process of a terminal; ours ends this one in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _limit(resource.RLIMIT_DATA, limits.memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)  # it has nothing to write, whatever a document makes it do
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    """Set the limit *what*, its hard one left alone."""
    hard = resource.getrlimit(what)[1]
    with suppress(ValueError, OSError):  # macOS has some limits in name only
        resource.setrlimit(what, (most, hard))


def _parse(data: bytes, origin: Origin, format_: Format, limits: Limits) -> tuple[Parsed, int]:
    """Parse in the process; returns what it holds, and how many bytes the process then keeps."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)
    try:
        return _cut(parse(data, origin, format_), limits.items), _resident_bytes()
    except MemoryError:
        # Saying so takes memory too.
        _limit(resource.RLIMIT_DATA, resource.getrlimit(resource.RLIMIT_DATA)[1])
        raise


def _cut(parsed: Parsed, most: int) -> Parsed:
    """Take no more dispatches than are wanted, and say so; likewise for faults."""
    errors = parsed.errors[:most]
    if len(parsed.dispatches) > most:
        many = f"{len(parsed.dispatches)} items; took the first {most}"
        errors = (Fault("document", many), *errors)
    return parsed._replace(dispatches=parsed.dispatches[:most], errors=errors)


def _resident_bytes() -> int:
    """Return the memory of this process; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _leave_with_parent() -> None:
    """End when the poller is gone: after kill -9 nobody tells us."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(0)
