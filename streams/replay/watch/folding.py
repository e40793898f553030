"""
What of a partition of ``readings`` is followed, and when does it come?

Of the many times that are told between two records only the last counts, and what is not
asked for is only time that passes. Not here: following it (``streams/replay/watch/watching.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from datetime import datetime
from typing import Final, NamedTuple, cast

from schemas.codec import BadRecord, decode
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.reading import Reading
from schemas.watch import Watchlist
from streams.replay.sources import Source

# How every tick ends: thousands stand between two readings, and only the last one counts.
_TICK: Final = b'"record":"tick"}'


class Choice(NamedTuple):
    """
    What is watched.

    Attributes:
        since, until: By the service's own clock; ``None`` for where the topic ends.
        countries: Whose reports are followed; all when empty.
        watchlist: In place of those of the time.
    """

    since: datetime
    until: datetime | None = None
    countries: Collection[str] = frozenset()
    watchlist: Watchlist | None = None


class Next(NamedTuple):
    """
    What a partition holds next.

    Attributes:
        at: Up to when time passes with it.
        tick: The last time told before it.
        record: It; ``None`` at the end.
    """

    at: datetime
    tick: Tick | None
    record: Followed | None


class Coming:
    """
    What comes in one partition.

    Attributes:
        taken: Records read.
        unreadable: Those that are none of ours.
    """

    def __init__(self, source: Source, choice: Choice) -> None:
        self._source = source
        self._choice = choice
        self.taken = 0
        self.unreadable = 0

    async def all(self) -> AsyncGenerator[Next]:
        """Yield what is followed, each with the last tick before it, to the end of the span."""
        clock: datetime | None = None
        tick: Tick | None = None
        async for record in self._records():
            clock = record.at if clock is None else max(clock, record.at)
            if self._choice.until is not None and clock > self._choice.until:
                yield Next(self._choice.until, None, None)
                return
            if isinstance(record, Tick):
                tick = Tick(at=clock)
                continue
            yield Next(clock, tick, record)
            tick = None
        if clock is not None:
            yield Next(clock, tick, None)

    async def _records(self) -> AsyncIterator[Followed]:
        """Yield what this choice follows; of ticks in a row the last, but for the span's bounds."""
        rules = self._choice.watchlist
        async for portion in self._source.portions(self._source.begin):
            self.taken += len(portion.records)
            for place, taken in enumerate(portion.records):
                value = taken.value or b""
                if value.endswith(_TICK) and place + 1 < len(portion.records):
                    after = portion.records[place + 1].value or b""
                    if after.endswith(_TICK):
                        continue
                try:
                    record = decode(cast("type[Followed]", Followed), value)
                except BadRecord:
                    self.unreadable += 1
                    continue
                if rules is not None:
                    yield WatchlistChanged(at=record.at, watchlist=rules)
                    rules = None
                yield self._wanted(record)
            await asyncio.sleep(0)  # Ctrl-C is heard between two portions

    def _wanted(self, record: Followed) -> Followed:
        """Return *record*, or that time passes in place of what is not asked for."""
        countries = self._choice.countries
        if isinstance(record, Reading) and countries and record.country not in countries:
            return Tick(at=record.at)
        if isinstance(record, WatchlistChanged) and self._choice.watchlist is not None:
            return Tick(at=record.at)
        return record
