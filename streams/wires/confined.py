"""
What goes on in a parsing process, and what may it take?

It is asked one document after the other through a pipe, answers each with what the
document holds or with what is wrong with it, and leaves when who asked has gone.
Its memory, its time and its files are bounded by the system, so that whatever a
document makes of the parsers ends here. Not here: who starts it, and who ends it
when it does not answer (``parsing.py``).
"""

from __future__ import annotations

import os
import resource
import signal
import threading
from contextlib import suppress
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import NamedTuple

from schemas.feed import Format

from .formats import Fault, NotADispatch, Origin, Parsed, parse


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


class Question(NamedTuple):
    """One document, as ``formats.parse`` takes it."""

    data: bytes
    origin: Origin
    format: Format


class Answer(NamedTuple):
    """
    What a document holds.

    Attributes:
        parsed: Its dispatches and faults.
        kept_bytes: The memory that the process has kept of it, and all it had before.
    """

    parsed: Parsed
    kept_bytes: int


def answer_all(wire: connection.Connection, limits: Limits) -> None:
    """Answer every ``Question`` on *wire* with an ``Answer`` or an exception, until it ends."""
    # Ctrl-C reaches every process of a terminal; ours ends this one in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _limit(resource.RLIMIT_DATA, limits.memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)  # it has nothing to write, whatever a document makes it do
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(EOFError, ConnectionError):  # they are gone, or wait for it no more
        while True:
            _answer_one(wire, limits)


def _answer_one(wire: connection.Connection, limits: Limits) -> None:
    """Wait for one question and answer it; nothing of an answer is sent before it is whole."""
    try:
        question = wire.recv()
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)
        wire.send(_answer(question, limits))
    except NotADispatch as error:
        wire.send(error)
    except MemoryError:
        # Saying so takes memory too.
        _limit(resource.RLIMIT_DATA, resource.getrlimit(resource.RLIMIT_DATA)[1])
        wire.send(MemoryError())


def _answer(question: Question, limits: Limits) -> Answer:
    """Parse a document."""
    try:
        parsed = parse(*question)
    except (NotADispatch, MemoryError):
        raise
    except Exception as error:
        # Whatever it is, it must be able to cross to the other process.
        raise NotADispatch(f"the parser failed: {type(error).__name__}: {error}") from error
    return Answer(_cut(parsed, limits.items), _resident_bytes())


def _cut(parsed: Parsed, most: int) -> Parsed:
    """Take no more dispatches than are wanted, and say so; likewise for faults."""
    errors = parsed.errors[:most]
    if len(parsed.dispatches) > most:
        many = f"{len(parsed.dispatches)} items; took the first {most}"
        errors = (Fault("document", many), *errors)
    return parsed._replace(dispatches=parsed.dispatches[:most], errors=errors)


def _limit(what: int, most: int) -> None:
    """Set the limit *what*, its hard one left alone."""
    hard = resource.getrlimit(what)[1]
    with suppress(ValueError, OSError):  # macOS has some limits in name only
        resource.setrlimit(what, (most, hard))


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
