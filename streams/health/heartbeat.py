"""
What does a process say of itself, and how often?

A record each half minute while it lives and at once when it becomes ready, or no
longer is; one more when it ends in order. It is sent beside the work, never
before it: see ``line.py``. Not here: what is in one
(``schemas/heartbeat.py``).
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from schemas.heartbeat import Heartbeat
from streams.release import release

from .line import Line
from .readiness import Report
from .signs import Signs

# How soon a change is told.
LOOK_SECONDS = 1.0


class Who(NamedTuple):
    """
    Which process this is.

    Attributes:
        role: "worker", "poller".
        started: When it began.
        every_seconds: How often it says so.
        pages: Where its pages are, if it has any.
        instance: Machine and process.
        version: Of tocsin.
    """

    role: str
    started: datetime
    every_seconds: float
    pages: str | None
    instance: str
    version: str


def this_process(role: str, *, started: datetime, every_seconds: float, pages: str | None) -> Who:
    """Describe the process that calls."""
    return Who(
        role=role,
        started=started,
        every_seconds=every_seconds,
        pages=pages,
        instance=f"{socket.gethostname()}-{os.getpid()}",
        version=release(),
    )


def heartbeat(who: Who, signs: Signs, report: Report, *, at: datetime) -> Heartbeat:
    """Put together what is said *at* a moment."""
    return Heartbeat(
        **who._asdict(),
        at=at,
        phase=signs.phase,
        ready=report.good,
        reasons=report.reasons,
        partitions=signs.partitions,
        feeds=signs.feeds,
        lag=signs.lag(),
        handled=signs.handled,
        watermark=signs.watermark,
    )


async def keep_beating(line: Line, said: Callable[[], Heartbeat], every: float) -> None:
    """Send what *said* returns each *every* seconds, and when it tells of a change; for ever."""
    told: tuple[bool, str] | None = None
    sent_at = 0.0
    while True:
        saying = said()
        if (saying.ready, saying.phase) != told or time.monotonic() - sent_at >= every:
            told, sent_at = (saying.ready, saying.phase), time.monotonic()
            await line.send(saying)
        await asyncio.sleep(min(LOOK_SECONDS, every))
