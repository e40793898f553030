"""
How does it go, while things break?

Follows ``decisions`` as they come and notes when each dispatch was decided on for the first
time: that is progress, and each partition makes its own. Says how long the longest silence of
a partition was after each fault, and waits for the scenarios until there is progress again.
Not here: whether it is all there
(``tests/faults/accounts.py`` reads the topics once more when all is over).
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from itertools import pairwise

from aiokafka.errors import KafkaError

from schemas.topics import DECISIONS
from streams import kafka
from streams.settings import Settings
from streams.trouble import Trouble


class Watching:
    """
    The watcher.

    Attributes:
        decided: Keys of the dispatches decided on.
        moments: When each was, on the monotonic clock, by partition of ``dispatches``.
        faults: When something was broken, likewise.
    """

    def __init__(self, settings: Settings) -> None:
        self.decided: set[bytes] = set()
        self.moments: dict[int, list[float]] = {}
        self.faults: list[float] = []
        self._settings = settings
        self._more = asyncio.Event()

    async def run(self) -> None:
        """Watch for ever; a broker that is away is waited for."""
        while True:
            try:
                await self._follow()
            except (KafkaError, OSError, Trouble):
                await asyncio.sleep(0.5)

    async def _follow(self) -> None:
        topic = kafka.topic_name(self._settings, DECISIONS)
        reading = kafka.read(self._settings.kafka.bootstrap or "", topic, follow=True)
        async with aclosing(reading) as records:
            async for record in records:
                if record.key not in self.decided:
                    self.decided.add(record.key or b"")
                    self._note((record.key or b"").decode())

    def _note(self, key: str) -> None:
        partition = kafka.partition_of(key, self._settings.kafka.partitions)
        self.moments.setdefault(partition, []).append(time.monotonic())
        self._more.set()

    def broke(self) -> None:
        """Note that something was broken just now."""
        self.faults.append(time.monotonic())

    async def progress(self, records: int = 1, *, within: float = 120) -> None:
        """Return after *records* more dispatches were decided on; raises ``TimeoutError``."""
        wanted = len(self.decided) + records
        async with asyncio.timeout(within):
            while len(self.decided) < wanted:
                self._more.clear()
                await self._more.wait()


def stalls(
    moments: Mapping[int, Sequence[float]], faults: Sequence[float], until: float
) -> list[float]:
    """
    Return the longest silence of any partition after each fault, in seconds.

    Args:
        moments: When there was progress in each partition, in order.
        faults: When something was broken, in order.
        until: When the load ended: silence after that is peace.
    """
    ends = [*faults[1:], until]
    return [
        max((_silence(each, fault, end) for each in moments.values()), default=end - fault)
        for fault, end in zip(faults, ends, strict=True)
    ]


def _silence(moments: Sequence[float], fault: float, end: float) -> float:
    """Return the longest gap of *moments* that overlaps the time from *fault* to *end*, whole."""
    first = max(0, bisect_right(moments, fault) - 1)
    last = bisect_right(moments, end) + 1
    around = list(moments[first:last])
    if last > len(moments):
        around.append(end)
    return max((later - earlier for earlier, later in pairwise(around)), default=0.0)


def share(values: Sequence[float], part: float) -> float:
    """Return the value that *part* of *values* do not exceed; 0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
