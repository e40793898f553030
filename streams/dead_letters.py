"""
What becomes of a record that cannot be handled?

Theirs (malformed, oversized, or our own judgement trips over it): the original
goes to the topic ``dead`` with stage, reason and coordinates, and the next one
is handled. Ours (the broker took no output, memory is out), or too many of theirs:
the process ends at once, and the record in hand is neither buried nor acknowledged.
Faust acknowledges the record of an agent that raises, so nothing but cancellation
leaves the block, and stopping is ``stopping.end_now``: anything gentler acknowledges first.
Not here: whose fault what is (``streams/blame.py``), how many are too many
(``streams/dead_limit.py``), and the way back in (``streams/redriving.py``).
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import structlog

from schemas.dead_letter import (
    Coordinates,
    DeadLetter,
    Headers,
    Said,
    attempts_in,
    coordinates_in,
    own_headers,
)

from .blame import is_ours, reason
from .dead_limit import DeadLimit
from .stopping import end_now

log = structlog.get_logger(__name__)


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


Bury = Callable[[bytes | None, bytes | None, Headers], Awaitable[None]]
"""Sends key, value and headers of a dead letter; returns when the broker has them."""


class DeadLetters:
    """
    The boundary around the handling of each record.

    Args:
        bury: Sends one dead letter.
        limit: Counts, and says when there are too many.
        stop: Ends the process.
    """

    def __init__(self, bury: Bury, limit: DeadLimit, stop: Callable[[], object] = end_now) -> None:
        self._bury = bury
        self._limit = limit
        self._stop = stop

    @asynccontextmanager
    async def catching(self, event: Event, *, stage: str) -> AsyncIterator[None]:
        """Send *event* to the dead letters if the block raises; stop for what is ours."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # nothing may leave, see above
            try:
                await self._answer(event, stage, error)
            except Exception:  # noqa: BLE001  # not even what a log may raise
                self._stop()
        else:
            # Ticks and rules have no key. That they were handled says nothing of news.
            if event.key is not None:
                self._limit.good(stage)

    async def _answer(self, event: Event, stage: str, error: Exception) -> None:
        """Stop, or give the record up."""
        if is_ours(error):
            log.critical("worker.stop", stage=stage, reason=_told(error), exc_info=error)
            self._stop()
            return
        letter = letter_for(event, stage, error, dead_at_ms=int(time.time() * 1000))
        too_many = self._limit.bad(stage)
        if too_many is not None:
            log.critical(
                "worker.stop", stage=stage, reason=too_many, last=letter.id, why=_told(error),
                remedy=f"tocsin dead list --stage {stage}", exc_info=error,
            )  # fmt: skip
            self._stop()
            return
        log.warning(
            "record.dead",
            # A trace only where our own judgement tripped, not where the record said nonsense.
            exc_info=None if isinstance(error, ValueError) else error,
            stage=stage,
            letter=letter.id,
            attempt=letter.attempt,
            reason=_told(error),
        )
        headers = own_headers(said_with(event.message)) + letter.headers()
        try:
            await self._bury(event.key, event.value, headers)
        except Exception as unsent:  # noqa: BLE001  # neither handled nor buried
            told = f"dead letter {letter.id} not sent: {_told(unsent)}"
            log.critical("worker.stop", stage=stage, reason=told)
            self._stop()


def letter_for(event: Event, stage: str, error: Exception, *, dead_at_ms: int) -> DeadLetter:
    """
    Describe why *event* could not be handled.

    A redriven record counts its attempts, and stays the letter that it was: where it lay
    first. That is believed only of a record in the same partition, further on.
    """
    message = event.message
    headers = said_with(message)
    here = Coordinates(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int(message.timestamp * 1000),
    )
    first = coordinates_in(headers)
    attempts = attempts_in(headers)
    is_redriven = (
        first is not None
        and attempts > 0
        and (first.topic, first.partition) == (here.topic, here.partition)
        and first.offset < here.offset
    )
    of = first if is_redriven and first is not None else here
    kind = type(error)
    return DeadLetter(
        topic=of.topic,
        partition=of.partition,
        offset=of.offset,
        timestamp_ms=of.timestamp_ms,
        stage=stage,
        error_class=kind.__name__,
        error_type=f"{kind.__module__}.{kind.__qualname__}",
        error_text="the record has no value" if event.value is None else reason(error),
        attempt=attempts + 1 if is_redriven else 1,
        dead_at_ms=dead_at_ms,
    )


def said_with(message: Message) -> Said:
    """Return the headers of *message*, in whichever form Faust has them."""
    headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None = message.headers
    return list(headers.items()) if isinstance(headers, Mapping) else list(headers or ())


def _told(error: BaseException) -> str:
    """Put an error into one line of a log."""
    return f"{type(error).__name__}: {reason(error)}"
