"""
Which watchlist was in force where a replay begins?

The last one that was told before, looked for backwards: a live service tells it at each
start and after each change, so that it may lie far back. Not here: what it does.
"""

from __future__ import annotations

from typing import Final, cast

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.codec import BadRecord, decode
from schemas.control import Followed, WatchlistChanged
from streams.trouble import Trouble

from .sources import Partition, beginning

STEP: Final = 20_000
"""Records looked through at once, on the way back."""

MARK: Final = b'"record":"watchlist_changed"'


async def rules_before(
    consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int
) -> WatchlistChanged | None:
    """
    Return the rules in force at *offset* of a partition of ``readings``; ``None`` at its birth.

    Raises:
        Trouble: They were told before what is still kept.
    """
    begin = await beginning(consumer, partition)
    upper = offset
    while upper > begin:
        lower = max(begin, upper - STEP)
        found = None
        source = Partition(consumer, partition, first=lower, begin=lower, end=upper)
        async for portion in source.portions(lower):
            for record in portion.records:
                found = _rules(record.value) or found
        if found is not None:
            return found
        upper = lower
    if begin == 0:
        return None
    raise Trouble(
        f"the watchlist in force at offset {offset} of partition {partition.partition} of "
        f"{partition.topic} was told before {begin}, where the topic begins today: say which one "
        "is meant with --watchlist"
    )


def _rules(value: bytes | None) -> WatchlistChanged | None:
    """Read a record that may be the rules."""
    if value is None or MARK not in value:
        return None
    try:
        said = decode(cast("type[Followed]", Followed), value)
    except BadRecord:
        return None
    return said if isinstance(said, WatchlistChanged) else None
