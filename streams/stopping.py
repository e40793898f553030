"""
When does a process that runs for ever end?

When it is told to, by a signal: its work is cancelled once and may clean up, for
eight seconds. After that, or when it is told a second time, it ends at once; what
it had in hand was not acknowledged and comes back. Not here: ending other
processes (``streams/children.py``), and what a role cleans up.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any, NoReturn

import structlog

STOPPERS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

GRACE_SECONDS = 8.0
"""From the wish to stop to a hard end: a container runtime allows 10 s."""

log = structlog.get_logger(__name__)


async def until_told(
    work: Coroutine[Any, Any, None],
    *,
    role: str | None = None,
    in_hand: Callable[[], int] | None = None,
    grace: float = GRACE_SECONDS,
) -> None:
    """
    Do *work*; a signal to stop cancels it once, and waits for it to clean up.

    Args:
        work: What is done until then.
        role: Who says in the log how the end went; without one nothing is said.
        in_hand: Tells how many records are begun and not acknowledged.
        grace: Seconds until a hard end, with exit code 1.
    """
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    told: list[float] = []

    def left() -> dict[str, int]:
        return {} if in_hand is None else {"left": in_hand()}

    def stop() -> None:
        told.append(monotonic())
        if len(told) > 1:
            cut_off("told a second time")
        if role is not None:
            log.info("role.stopping", role=role, **left())
        _end_hard_after(grace, cut_off)
        task.cancel()

    def cut_off(reason: str) -> None:
        if role is not None:
            log.critical("role.cut_off", role=role, reason=reason, **left())
        end_now()

    for wish in STOPPERS:
        loop.add_signal_handler(wish, stop)
    with suppress(asyncio.CancelledError):
        await task
    if told and role is not None:
        seconds = round(monotonic() - told[0], 2)
        log.info("role.stopped", role=role, seconds=seconds, **left())


def end_now() -> NoReturn:
    """End the process with code 1: nothing in hand is acknowledged, all of it comes back."""
    # Whoever reads along may have closed the streams, and a disk may be full: it ends all the same.
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(1)


def _end_hard_after(seconds: float, cut_off: Callable[[str], None]) -> None:
    """Cut the process off *seconds* from now, even if its loop hangs."""
    timer = threading.Timer(seconds, cut_off, [f"not gone after {seconds:g} s"])
    timer.daemon = True
    timer.start()
