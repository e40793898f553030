"""
How does news reach a thousand readers at once?

Each event is written once, as the bytes that go out, and kept for a short while; each reader
has a place in that row and takes what came since. Nothing is queued for anybody, so one that
reads slowly costs no more than one that does not; when the row has moved past it, it is
dropped, and comes back with the cursor of the last event it saw. Not here: the connections
(``streaming.py``), and what came before (``kept.py``, ``deep.py``).
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from .facets import Facets
from .filters import Filter

MOST_FRAMES = 2048
MOST_BYTES = 8 << 20
"""Of the row: half a minute of the worst news; who is further behind reads from Kafka again."""

AT_ONCE_BYTES = 256 << 10
"""Of one write to one reader."""


class Behind(Exception):
    """A reader was too slow: what it should get next is no longer in the row."""


class Frame(NamedTuple):
    """
    One event.

    Attributes:
        topic: Which it came from; ``None`` for what every reader gets.
        facets: What it can be asked for by.
        data: As it goes out.
    """

    topic: str | None
    facets: Facets | None
    data: bytes


class Wanted(NamedTuple):
    """What one reader wants: these topics, and of them what the filter lets pass."""

    topics: frozenset[str]
    filter: Filter

    def lets(self, frame: Frame) -> bool:
        """Tell whether *frame* is for this reader."""
        if frame.topic is None or frame.facets is None:
            return True
        return frame.topic in self.topics and self.filter.lets(frame.facets)


class Hub:
    """
    The row.

    Attributes:
        end: Number of the next event.
        readers: How many there are.
    """

    def __init__(self, *, most: int = MOST_FRAMES, most_bytes: int = MOST_BYTES) -> None:
        self._frames: deque[Frame] = deque()
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._news = asyncio.Event()
        self.end = 0
        self.readers = 0

    def publish(self, frame: Frame) -> None:
        """Put *frame* at the end, and wake the readers."""
        self._frames.append(frame)
        self._bytes += len(frame.data)
        self.end += 1
        while len(self._frames) > self._most or self._bytes > self._most_bytes:
            self._bytes -= len(self._frames.popleft().data)
        # Who waits now is woken; who asks later looks at `end` before it waits.
        self._news.set()
        self._news.clear()

    def since(self, number: int, wanted: Wanted) -> tuple[bytes, int]:
        """
        Return what is for this reader from event *number* on, and the number of the next.

        Raises:
            Behind: That event is gone.
        """
        first = self.end - len(self._frames)
        if number < first:
            raise Behind
        found: list[bytes] = []
        size = 0
        while number < self.end and size < AT_ONCE_BYTES:
            frame = self._frames[number - first]
            number += 1
            if wanted.lets(frame):
                found.append(frame.data)
                size += len(frame.data)
        return b"".join(found), number

    async def news(self, number: int) -> None:
        """Return when event *number* is there."""
        while self.end <= number:
            await self._news.wait()


def framed(event: str, data: bytes, *, cursor: str, retry_ms: int | None = None) -> bytes:
    """
    Write one event as a browser's EventSource reads it.

    *data* is one line: JSON escapes what would end it.
    """
    retry = b"" if retry_ms is None else b"retry: %d\n" % retry_ms
    return b"%bid: %b\nevent: %b\ndata: %b\n\n" % (retry, cursor.encode(), event.encode(), data)
