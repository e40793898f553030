"""
What goes with a record that could not be handled, and what became of it?

A dead letter is the original key, bytes and headers, untouched; who, when, where
and what went wrong stand in further headers, under the names that Kafka consoles
and binders read (Spring Cloud Stream's ``x-original-*`` and ``x-exception-*``;
kafbat/kafka-ui #1920). Kafka deletes no single record, so what was done with a
letter is a record as well: a *fate*, beside it, with its coordinates and no value.

A record that is sent back carries the coordinates it had first: should it fail
again, it is the same letter, tried once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from .record import Record

TOPIC = "x-original-topic"
PARTITION = "x-original-partition"
OFFSET = "x-original-offset"
TIMESTAMP = "x-original-timestamp"
STAGE = "x-stage"
ERROR_TYPE = "x-exception-fqcn"
ERROR_CLASS = "x-exception-class"
ERROR_TEXT = "x-exception-message"
ATTEMPT = "x-attempt"
WHEN = "x-dead-at"
DONE = "x-done"
DONE_AT = "x-done-at"
DONE_WHY = "x-done-why"

NAMES = frozenset(
    {TOPIC, PARTITION, OFFSET, TIMESTAMP, STAGE, ERROR_TYPE, ERROR_CLASS, ERROR_TEXT, ATTEMPT, WHEN}
    | {DONE, DONE_AT, DONE_WHY}
)
"""Headers that are ours; all others came with the record."""

LONGEST_NUMBER = 18
"""Digits of a number in a header: enough for any offset, and always an int64."""

Headers = list[tuple[str, bytes]]
Said = Iterable[tuple[str, bytes | None]]
"""Headers as a client hands them over: Kafka allows one without a value, and one name twice."""


class Coordinates(Record, frozen=True, kw_only=True):
    """
    Where a record lies, or lay first.

    Attributes:
        topic: With its prefix.
        partition, offset: Of it.
        timestamp_ms: When it was written, Unix milliseconds.
    """

    topic: str
    partition: int
    offset: int
    timestamp_ms: int = 0

    @property
    def id(self) -> str:
        """The short id of the letter made of it: ``dispatches-3-1042``."""
        return f"{self.topic}-{self.partition}-{self.offset}"

    def headers(self) -> Headers:
        """Return them as Kafka headers."""
        place = {PARTITION: self.partition, OFFSET: self.offset, TIMESTAMP: self.timestamp_ms}
        return _written({TOPIC: self.topic, **place})


class DeadLetter(Coordinates, frozen=True, kw_only=True):
    """
    The headers of a dead letter, as one record.

    Attributes:
        stage: The agent that gave up ("reading").
        error_class, error_type, error_text: Why; the type with its module.
        attempt: 1 for the first time; a redrive counts up.
        dead_at_ms: When, Unix milliseconds.
    """

    stage: str
    error_class: str
    error_text: str
    error_type: str = ""
    attempt: int = 1
    dead_at_ms: int

    def headers(self) -> Headers:
        """Return them as Kafka headers, values in UTF-8."""
        return super().headers() + _written(
            {STAGE: self.stage, ERROR_TYPE: self.error_type or self.error_class}
            | {ERROR_CLASS: self.error_class, ERROR_TEXT: self.error_text}
            | {ATTEMPT: self.attempt, WHEN: self.dead_at_ms}
        )


class Fate(Record, frozen=True, kw_only=True):
    """
    What was done with a dead letter; the headers of a record without value beside it.

    Attributes:
        of: The letter's coordinates.
        attempt: Which of its attempts: one more failure opens it again.
        done: What.
        at_ms: When, Unix milliseconds.
        why: In the operator's words, or what came of it.
    """

    of: Coordinates
    attempt: int
    done: Literal["redriven", "dropped"]
    at_ms: int
    why: str = ""

    def headers(self) -> Headers:
        """Return them as Kafka headers, values in UTF-8."""
        return self.of.headers() + _written(
            {ATTEMPT: self.attempt, DONE: self.done, DONE_AT: self.at_ms, DONE_WHY: self.why}
        )


def coordinates_in(headers: Said) -> Coordinates | None:
    """Return which record *headers* speak of, ``None`` when they do not say it whole."""
    said = _by_name(headers)
    topic, partition, offset = _text(said, TOPIC), _number(said, PARTITION), _number(said, OFFSET)
    if not topic or partition is None or offset is None:
        return None
    at = _number(said, TIMESTAMP) or 0
    return Coordinates(topic=topic, partition=partition, offset=offset, timestamp_ms=at)


def attempts_in(headers: Said) -> int:
    """Return how often the record with these *headers* was given up; 0 when they do not say."""
    return _number(_by_name(headers), ATTEMPT) or 0


def letter_in(headers: Said) -> DeadLetter | Fate | None:
    """
    Read a record of the topic ``dead`` by its *headers*.

    Returns:
        A letter, or the fate of one; ``None`` for what says not even where it comes from.
        What else is missing or unreadable is left empty: a letter that can be shown and sent
        back is worth more than its headers. Never raises.
    """
    headers = list(headers)
    of = coordinates_in(headers)
    if of is None:
        return None
    said = _by_name(headers)
    attempt = max(1, _number(said, ATTEMPT) or 1)
    match _text(said, DONE):
        case "redriven" | "dropped" as done:
            at_ms, why = _number(said, DONE_AT) or 0, _text(said, DONE_WHY)
            return Fate(of=of, attempt=attempt, done=done, at_ms=at_ms, why=why)
    return DeadLetter(
        **msgspec.structs.asdict(of),
        stage=_text(said, STAGE),
        error_class=_text(said, ERROR_CLASS),
        error_text=_text(said, ERROR_TEXT),
        error_type=_text(said, ERROR_TYPE),
        attempt=attempt,
        dead_at_ms=_number(said, WHEN) or 0,
    )


def own_headers(headers: Said) -> Headers:
    """Return what a record came with, without what we have put there."""
    return [(name, value or b"") for name, value in headers if name not in NAMES]


def _written(values: Mapping[str, str | int]) -> Headers:
    return [(name, str(value).encode("utf-8", "replace")) for name, value in values.items()]


def _by_name(headers: Said) -> dict[str, bytes]:
    """Return the last value under each name, as Kafka's own clients do."""
    return {name: value or b"" for name, value in headers}


def _text(said: dict[str, bytes], name: str) -> str:
    return said.get(name, b"").decode("utf-8", "replace")


def _number(said: dict[str, bytes], name: str) -> int | None:
    """Return a number that Kafka could mean, else ``None``; no length of digits is an error."""
    digits = said.get(name, b"")
    return int(digits) if digits.isdigit() and len(digits) <= LONGEST_NUMBER else None
