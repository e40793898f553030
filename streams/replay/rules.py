"""
Which watchlist was in force where a replay begins?

The last one that was told before, looked for backwards: a live service tells it at each
start and after each change, so that it may lie far back. Not here: what it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.codec import BadRecord, decode
from schemas.control import Followed, WatchlistChanged
from schemas.replay import Range, Replay
from schemas.topics import READINGS
from streams.kafka import topic_name
from streams.settings import Settings
from streams.trouble import Trouble

from .sources import Partition, beginning, reading

STEP: Final = 20_000
"""Records looked through at once, on the way back."""

MARK: Final = b'"record":"watchlist_changed"'


async def rules_before(
    consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int, *, first: int
) -> WatchlistChanged | None:
    """
    Return the rules in force at *offset* of a partition of ``readings``.

    Args:
        consumer: Assigned to *partition*.
        partition: Of ``readings``.
        offset: Where reading begins.
        first: From here on it counts.

    Returns:
        ``None`` at the partition's birth, and where they are not kept but others were told before
        *first*: until then nothing is said, and what was known before is not known anyway.

    Raises:
        Trouble: Which rules were in force at *first* is no longer kept.
    """
    begin = await beginning(consumer, partition)
    found = await _last(consumer, partition, begin, offset)
    if found is not None or begin == 0:
        return found
    if await _last(consumer, partition, offset, first) is not None:
        return None
    raise Trouble(
        f"the watchlist in force at offset {first} of partition {partition.partition} of "
        f"{partition.topic} was told before {begin}, where the topic begins today: begin later with "
        "--from, or say which one is meant with --watchlist"
    )


async def rules_at_begins(
    bootstrap: str, settings: Settings, replay: Replay
) -> dict[int, WatchlistChanged | None]:
    """Return the rules in force where each range of *replay* begins, unless it brings its own."""
    if replay.watchlist is not None:
        return {}
    found = {}
    for one in replay.ranges:
        tp = TopicPartition(topic_name(settings, READINGS), one.partition)
        async with reading(bootstrap, tp) as consumer:
            found[one.partition] = await rules_before(consumer, tp, one.begin, first=one.first)
    return found


async def entries_known(
    bootstrap: str, settings: Settings, ranges: Sequence[Range]
) -> frozenset[str]:
    """Return the ids of the watchlists in force where *ranges* of ``readings`` begin and end."""
    # Each partition is told the same rules; which of them is asked makes no difference.
    one = max(ranges, key=lambda one: one.end - one.first)
    tp = TopicPartition(topic_name(settings, READINGS), one.partition)
    async with reading(bootstrap, tp) as consumer:
        begin = await beginning(consumer, tp)
        told = [await _last(consumer, tp, begin, end) for end in (one.first, one.end)]
    return frozenset(entry.id for rules in told if rules for entry in rules.watchlist.watch)


async def _last(
    consumer: AIOKafkaConsumer, partition: TopicPartition, begin: int, end: int
) -> WatchlistChanged | None:
    """Return the last rules between *begin* and *end*, looked for backwards."""
    upper = end
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
    return None


def _rules(value: bytes | None) -> WatchlistChanged | None:
    """Read a record that may be the rules."""
    if value is None or MARK not in value:
        return None
    try:
        said = decode(cast("type[Followed]", Followed), value)
    except BadRecord:
        return None
    return said if isinstance(said, WatchlistChanged) else None
