"""
What becomes of a record that cannot be handled?

Theirs (malformed, oversized, or our own judgement trips over it): the original
goes to the topic ``dead`` with stage, reason and coordinates, and the next one
is handled. Ours (the broker took no output, memory is out): the process ends at
once. Faust acknowledges the record of an agent that raises, so nothing but
cancellation leaves the block, and stopping is ``os._exit``: anything gentler
acknowledges first. Not here: the way back in (``tocsin dead``).
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import structlog
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from faust.exceptions import FaustError

from schemas.dead_letter import ATTEMPT, DeadLetter

log = structlog.get_logger(__name__)

OURS = (KafkaError, FaustError, OSError, MemoryError)
"""Trouble with what we stand on. An oversized output is not: its record made it so."""

REASON_LENGTH = 1000
"""Characters of the reason that are kept: a header is read by people."""


class Message(Protocol):
    """Where a record lies; timestamp in seconds since 1970, as Faust has it."""

    topic: str
    partition: int
    offset: int
    timestamp: float
    headers: Any


class Event(Protocol):
    """A record as agents see it."""

    key: bytes | None
    value: bytes
    message: Message


Bury = Callable[[bytes | None, bytes | None, DeadLetter], Awaitable[None]]
"""Sends key, value and reason of a dead letter; returns when the broker has them."""


def stop() -> None:
    """End the process now: whatever is in hand stays unacknowledged and comes back."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


class DeadLetters:
    """
    The boundary around the handling of each record.

    Args:
        bury: Sends one dead letter.
        limit: So many in a row at one stage are our fault, not theirs.
        stop: Ends the process.
    """

    def __init__(self, bury: Bury, limit: int, stop: Callable[[], object] = stop) -> None:
        self._bury = bury
        self._limit = limit
        self._stop = stop
        self._run: Counter[str] = Counter()

    @asynccontextmanager
    async def catching(self, event: Event, *, stage: str) -> AsyncIterator[None]:
        """Send *event* to the dead letters if the block raises; stop for what is ours."""
        try:
            yield
        except Exception as error:  # nothing may leave, see above
            if isinstance(error, OURS) and not isinstance(error, MessageSizeTooLargeError):
                log.critical("worker.stop", stage=stage, reason=_reason(error), exc_info=error)
                self._stop()
                return
            await self._give_up(event, stage, error)
        else:
            self._run[stage] = 0

    async def _give_up(self, event: Event, stage: str, error: Exception) -> None:
        """Send the dead letter, and count it."""
        letter = letter_for(event, stage, error, dead_at_ms=int(time.time() * 1000))
        log.warning(
            "record.dead",
            # A trace only where our own judgement tripped, not where the record said nonsense.
            exc_info=None if isinstance(error, ValueError) else error,
            stage=stage,
            topic=letter.topic,
            partition=letter.partition,
            offset=letter.offset,
            reason=_reason(error),
        )
        try:
            await self._bury(event.key, event.value, letter)
        except Exception as unsent:  # noqa: BLE001  # nothing may leave, see above
            log.critical("worker.stop", stage=stage, reason=f"dead letter not sent: {unsent!r}")
            self._stop()
        self._run[stage] += 1
        if self._run[stage] >= self._limit:
            log.critical("worker.stop", stage=stage, reason=f"{self._limit} bad records in a row")
            self._stop()


def letter_for(event: Event, stage: str, error: Exception, *, dead_at_ms: int) -> DeadLetter:
    """Describe why *event* could not be handled; a redriven record counts its attempts."""
    message = event.message
    return DeadLetter(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int(message.timestamp * 1000),
        stage=stage,
        error_class=type(error).__name__,
        error_text=str(error)[:REASON_LENGTH],
        attempt=_attempts(message.headers) + 1,
        dead_at_ms=dead_at_ms,
    )


def _attempts(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> int:
    """Read how often a record was given up before."""
    said = dict(headers or ()).get(ATTEMPT, b"0")
    return int(said) if said.isdigit() else 0


def _reason(error: Exception) -> str:
    """Put an error into one line of a log."""
    return f"{type(error).__name__}: {error}"[:REASON_LENGTH]
