"""
What happened on a past day, in the order in which the service lived it?

Follows each partition of ``readings`` from its beginning: silently up to the span, since
what was known decides what rings, then one thing after another over all partitions, by the
service's own clock. What falls due happens at its due time, however seldom the topic told
the time. Nothing is sent. Not here: waiting for it (``streams/replay/watch/pacing.py``), and
showing it (``streams/cli/replay_watch.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from agents.following import follow
from agents.linking.world import World
from schemas.alert import Alert
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.reading import Reading
from schemas.state import Dossier, Held
from streams.packed import Packed
from streams.replay.sources import Source

from .folding import Choice, Coming, Next

_MOMENT: Final = timedelta(microseconds=1)

Progress = Callable[[datetime], None]
"""Takes up to which time was followed."""


class Happened(NamedTuple):
    """
    One thing that happened.

    Attributes:
        at: By the service's clock.
        reading: The report; ``None`` when something fell due, or the rules changed.
        alerts: What rang.
    """

    at: datetime
    reading: Reading | None
    alerts: tuple[Alert, ...] = ()


class Lane:
    """One partition, followed."""

    def __init__(self, source: Source, choice: Choice) -> None:
        self._choice = choice
        self._world = World(Packed(Dossier), {}, Packed(Held))
        self._source = Coming(source, choice)
        self._coming = self._source.all()
        self._next: Next | None = None
        self._failed = 0

    @property
    def taken(self) -> int:
        """How many records were read."""
        return self._source.taken

    @property
    def unreadable(self) -> int:
        """How many records could not be followed; in life they are dead letters."""
        return self._source.unreadable + self._failed

    def begin_with(self, rules: WatchlistChanged) -> None:
        """Follow *rules* that were in force before the first record."""
        self._follow(rules)

    async def warm_up(self, progress: Progress) -> None:
        """Follow in silence what came before the span."""
        since = self._choice.since
        async for coming in self._coming:
            if coming.at >= since:
                self._next = coming
                if self._world.now is not None:
                    # What fell due in the silence before it is no part of the span either.
                    self._follow(Tick(at=since - _MOMENT))
                return
            self._take(coming)
            progress(coming.at)

    @property
    def next_at(self) -> datetime | None:
        """When the next thing happens here, ``None`` when nothing does any more."""
        if self._next is None:
            return None
        due = self._due()
        return due if due is not None else self._next.at if self._next.record else None

    async def step(self) -> Happened:
        """Let the next thing happen; there must be one."""
        coming = self._next
        assert coming is not None  # noqa: S101 -- ``next_at`` said when
        due = self._due()
        if due is not None:
            return Happened(due, None, self._follow(Tick(at=due)))
        alerts = self._take(coming)
        record = coming.record
        self._next = await anext(self._coming, None)
        return Happened(coming.at, record if isinstance(record, Reading) else None, alerts)

    async def close(self) -> None:
        """Read no more."""
        await self._coming.aclose()

    def _due(self) -> datetime | None:
        """Return when the first thing falls due before what comes next."""
        if self._next is None:
            return None
        until, now = self._next.at, self._world.now
        waiting = (*self._world.due_until(until), *self._world.held_until(until))
        if not waiting:
            return None
        first = min(at for at, _ in waiting)
        return first if now is None else max(first, now)

    def _take(self, coming: Next) -> tuple[Alert, ...]:
        alerts = self._follow(coming.tick) if coming.tick else ()
        return alerts + (self._follow(coming.record) if coming.record else ())

    def _follow(self, record: Followed) -> tuple[Alert, ...]:
        """Follow one record; one that fails leaves everything as it was, as in life."""
        try:
            outcome = follow(self._world, record)
        except Exception:
            if not isinstance(record, Reading):
                raise
            self._failed += 1  # in life it would be a dead letter
            return ()
        self._world.apply(outcome.changes)
        said = (output.record for output in outcome.outputs)
        return tuple(one for one in said if isinstance(one, Alert))


async def happenings(lanes: Sequence[Lane]) -> AsyncGenerator[Happened]:
    """Yield what happens in *lanes*, warmed up, by time and then by partition."""
    while True:
        waiting = [(at, number) for number, lane in enumerate(lanes) if (at := lane.next_at)]
        if not waiting:
            return
        _, number = min(waiting)
        yield await lanes[number].step()
