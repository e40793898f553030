"""
Where does the watching of a partition begin, and by which rules?

At its beginning, which is exact, or at a later time, by the rules that were in force then.
Not here: what happens from there on (``streams/replay/watch/watching.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from aiokafka import TopicPartition

from streams.replay.planning import first_at
from streams.replay.rules import rules_before
from streams.replay.sources import Partition, beginning, reading

from .folding import Choice
from .watching import Lane


@asynccontextmanager
async def opened(
    bootstrap: str, partition: TopicPartition, choice: Choice, *, warm_up: datetime | None
) -> AsyncGenerator[Lane]:
    """
    Give what goes on in *partition* of ``readings``.

    Args:
        bootstrap: ``host:port,…``.
        partition: Which.
        choice: What is watched.
        warm_up: What was written before is not read; ``None``: all is.

    Raises:
        Trouble: Which rules were in force then is no longer kept.
    """
    async with reading(bootstrap, partition) as consumer:
        begin = await beginning(consumer, partition)
        end = (await consumer.end_offsets([partition]))[partition]
        rules = None
        if warm_up is not None:
            begin = await first_at(consumer, partition, warm_up, otherwise=end)
            rules = await rules_before(consumer, partition, begin, first=begin)
        lane = Lane(Partition(consumer, partition, begin=begin, first=begin, end=end), choice)
        if rules is not None and choice.watchlist is None:
            lane.begin_with(rules)
        try:
            yield lane
        finally:
            await lane.close()
