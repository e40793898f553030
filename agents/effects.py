"""
What does an agent want to have sent?

Judgement returns outputs as values; the shell sends them, waits until the
broker has acknowledged all of them, and only then writes state
(docs/invariants.md).
"""

from __future__ import annotations

from typing import NamedTuple

from schemas.record import Record
from schemas.topics import Topic


class Output(NamedTuple):
    """
    One record for one topic.

    Attributes:
        topic: Where to.
        key: Its key, as text.
        record: What.
    """

    topic: Topic
    key: str
    record: Record
