"""
How is a document parsed without hurting the rest?

In a process of its own, with limits on time and memory: ten feeds of a hundred
items parsed in the event loop stop it for 640 ms, in a process for 4. A
document that takes too much, or kills its process, costs itself and nothing
else; while it is being dealt with, a second process reads the other feeds. Not
here: what goes on in the process (``confined.py``), and what is in a document
(``formats``).

Not with ``ProcessPoolExecutor``: when its process is killed before it has read a
document of megabytes, a thread of the pool goes on writing it for ever, and our own
process never ends (CPython 3.11.2 of Debian 12; gh-94777, mended in 3.11.5).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from schemas.feed import Format
from streams.aside import aside

from .confined import Answer, Limits, Question, answer_all
from .formats import NotADispatch, Origin, Parsed

# Two, so that one hostile document does not hold up everybody; each takes some 50 MB.
PROCESSES = 2

# A process that keeps more than this after a document gives it back by ending.
ROOMY_BYTES = 120 << 20


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
            return await process.parse(Question(data, origin, format_))
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
        self._limits = limits
        self._running: tuple[SpawnProcess, Connection] | None = None

    @property
    def pid(self) -> int:
        """Its process id; 0 while there is none."""
        return (self._running[0].pid or 0) if self._running else 0

    async def parse(self, question: Question) -> Parsed:
        """Parse a document; whatever becomes of it, the next one finds a sound process."""
        limits = self._limits
        try:
            async with asyncio.timeout(limits.seconds):
                # A thread, as it may take long until a document of megabytes is taken; it
                # ends with the process, whose end of the pipe then closes.
                answer = await aside(partial(_ask, self._wire(), question))
        except NotADispatch:
            raise
        except TimeoutError as error:
            self.end()
            raise NotADispatch(f"parsing took more than {limits.seconds:g} s") from error
        except MemoryError as error:
            self.end()
            most = limits.memory_bytes >> 20
            raise NotADispatch(f"parsing needs more than {most} MB of memory") from error
        except EOFError as error:
            self.end()
            why = f"a crash, or more than {limits.cpu_seconds} s of computing"
            raise NotADispatch(f"the parser died of it ({why})") from error
        except Exception as error:
            # A fault of ours, met by one document: the other feeds go on.
            self.end()
            raise NotADispatch(f"the parser failed: {type(error).__name__}: {error}") from error
        except BaseException:  # cancelled: it must not go on with what nobody waits for
            self.end()
            raise
        if answer.kept_bytes > ROOMY_BYTES:
            self.end()
        return answer.parsed

    def end(self) -> None:
        """End the process at once; its remains are cleared away when the next one starts."""
        running, self._running = self._running, None
        if running is not None:
            running[0].kill()

    def _wire(self) -> Connection:
        """Return our end of the pipe to the process, which is started if need be."""
        if self._running is None:
            # Not forked: a fork would copy our event loop and its open connections.
            context = get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=answer_all, args=(theirs, self._limits), daemon=True)
            process.start()
            theirs.close()  # else theirs would not be closed when they end
            self._running = (process, ours)
        return self._running[1]


def _ask(wire: Connection, question: Question) -> Answer:
    """Have a process answer; raises what it raised, and ``EOFError`` when it is no more."""
    try:
        wire.send(question)
        answer: Answer | Exception = wire.recv()
    except OSError as error:  # it ended in the middle of a message
        raise EOFError("the parsing process has ended") from error
    if isinstance(answer, Exception):
        raise answer
    return answer


@asynccontextmanager
async def parser() -> AsyncIterator[Parser]:
    """Give a parser whose processes end with the block."""
    made = Parser()
    try:
        yield made
    finally:
        made.end()
