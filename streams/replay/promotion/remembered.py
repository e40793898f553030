"""
What does a changelog come to?

The newest entry of each key, packed as a worker keeps it. Not here: what entries mean
(``schemas/state.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from aiokafka import TopicPartition

from agents.linking.world import CLOCK, RULES
from agents.telling.watchlist import Rules
from schemas.codec import decode
from schemas.state import Clock
from schemas.watch import Watchlist
from streams.packed import packed, plain
from streams.replay.sources import whole


async def table_of(bootstrap: str, topic: str, partition: int) -> dict[str, bytes]:
    """Return what one partition of a changelog comes to, packed."""
    entries: dict[str, bytes] = {}
    async with whole(bootstrap, TopicPartition(topic, partition)) as source:
        async for portion in source.portions(source.begin):
            for record in portion.records:
                key = (record.key or b"").decode()
                if record.value is None:
                    entries.pop(key, None)
                else:
                    entries[key] = packed(record.value)
    return entries


def rules_and_time(clocks: Mapping[str, bytes]) -> tuple[Rules, datetime]:
    """Return the rules in force in life, and how far its clock is."""
    rules = decode(Clock, plain(clocks[RULES])).watchlist if RULES in clocks else Watchlist()
    known = decode(Clock, plain(clocks[CLOCK])).now if CLOCK in clocks else None
    return Rules(rules), known or datetime.min.replace(tzinfo=UTC)
