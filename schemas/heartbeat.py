"""
Is a role alive, and how far has it got?

Each process of tocsin writes one of these every half minute, so that silence
can be told from breakage, by whoever reads Kafka and nothing else: no alarm and
a fresh watermark is a quiet region, no heartbeat is nobody listening. Not here:
when one is sent (``streams/health/heartbeat.py``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .dispatch import AwareTime
from .record import Record

Phase = Literal["starting", "joining", "rebalancing", "recovering", "working", "stopping"]
"""``joining``: not in the group yet; ``rebalancing``: the group shares out anew; ``recovering``:
tables are read back."""


class Heartbeat(Record, frozen=True, kw_only=True):
    """
    How one process is.

    Attributes:
        role: "worker", "poller"; "doctor" is somebody who looked at the clock.
        instance: Machine and process: "host-4711".
        version: The release it runs.
        started: When it began.
        at: When this was written, by its own clock; the record's timestamp is the broker's.
        every_seconds: When to expect the next; three times as long means that it is missing.
        phase: What it is doing.
        ready: Whether it does its work; else *reasons* say why not.
        reasons: For people.
        partitions: How many it was given.
        feeds: How many it follows; of pollers only.
        lag: Records still to be handled, by topic without its prefix; empty when there are none.
        handled: Records or documents since it began, each counted once it was safe.
        watermark: Everything up to here has been judged, in all of its partitions; of workers
            only, and only when they are at work.
        pages: Where ``/healthz`` and ``/readyz`` are, as it sees itself.
    """

    role: str
    instance: str
    version: str
    started: AwareTime
    at: AwareTime
    every_seconds: float
    phase: Phase
    ready: bool
    reasons: tuple[str, ...] = ()
    partitions: int = 0
    feeds: int | None = None
    lag: dict[str, int] = msgspec.field(default_factory=dict)
    handled: int = 0
    watermark: AwareTime | None = None
    pages: str | None = None

    @property
    def key(self) -> str:
        """What the record is kept under: the newest of each process stays."""
        return f"{self.role}/{self.instance}"
