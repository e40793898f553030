"""
What goes with a record that could not be handled?

A dead letter is the original key and bytes, untouched; who, when, where and
what went wrong stand in its headers, under names that Kafka consoles read.
"""

from __future__ import annotations

from .record import Record

TOPIC = "x-original-topic"
PARTITION = "x-original-partition"
OFFSET = "x-original-offset"
TIMESTAMP = "x-original-timestamp"
STAGE = "x-stage"
ERROR_CLASS = "x-exception-class"
ERROR_TEXT = "x-exception-message"
ATTEMPT = "x-attempt"
WHEN = "x-dead-at"


class DeadLetter(Record, frozen=True, kw_only=True):
    """
    The headers of a dead letter, as one record.

    Attributes:
        topic, partition, offset, timestamp_ms: Where the original lies.
        stage: The agent that gave up ("reading").
        error_class, error_text: Why.
        attempt: 1 for the first time; a redrive counts up.
        dead_at_ms: When, Unix milliseconds.
    """

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    stage: str
    error_class: str
    error_text: str
    attempt: int = 1
    dead_at_ms: int

    def headers(self) -> list[tuple[str, bytes]]:
        """Return them as Kafka headers, values in UTF-8."""
        values: dict[str, str | int] = {
            TOPIC: self.topic,
            PARTITION: self.partition,
            OFFSET: self.offset,
            TIMESTAMP: self.timestamp_ms,
            STAGE: self.stage,
            ERROR_CLASS: self.error_class,
            ERROR_TEXT: self.error_text,
            ATTEMPT: self.attempt,
            WHEN: self.dead_at_ms,
        }
        return [(name, str(value).encode("utf-8", "replace")) for name, value in values.items()]
