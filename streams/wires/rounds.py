"""
How is one feed followed?

Wait until it is due, wait for its host, poll it, write down where it stands,
acknowledge, and again, until somebody else takes it over. One feed's trouble is
its own. Not here: which feeds are ours (``streams/sharing.py``), how a feed is read
(``sources.py``), when it is due (``schedule.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from msgspec.structs import replace

from schemas.feed import Feed, FeedRecord, FeedState
from streams.trouble import Trouble

from .moving import address_of
from .publishing import Desk
from .schedule import first_due
from .sources import Polled, Source
from .standing import GOOD, concluded, is_worth_writing, notices, resumed
from .turns import Turns

# Where more is waiting (a file half written, a portion left) the next look comes this soon.
SOON = timedelta(seconds=1)

# Ten thousand rounds begun in one go stop the event loop for 650 ms, these for a few.
PORTION = 50

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Round:
    """
    One feed, followed for ever by ``follow``.

    Attributes:
        feed: As it is configured.
    """

    def __init__(
        self, feed: Feed, state: FeedState, source: Source, desk: Desk, turns: Turns
    ) -> None:
        self.feed = feed
        self._state = state
        self._source = source
        self._desk = desk
        self._turns = turns
        self._written_at: datetime | None = None
        self._poked = asyncio.Event()

    def poke(self, at: datetime) -> None:
        """Have the feed polled now, unless that was asked before."""
        if self._state.poked_at is None or at > self._state.poked_at:
            self._state = replace(self._state, poked_at=at)
            self._poked.set()

    async def follow(self) -> None:
        """Poll the feed for ever; raises ``Trouble`` when the broker is gone."""
        now = datetime.now(UTC)
        rest = first_due(self.feed, self._state, now=now) - now
        while True:
            await self._sleep(rest.total_seconds())
            rest = await self._look()

    async def _sleep(self, seconds: float) -> None:
        """Sleep so long, or until somebody pokes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._poked.wait()
        self._poked.clear()

    async def _look(self) -> timedelta:
        """Poll once and write down how that went; returns how long to rest."""
        feed, turns = self.feed, self._turns
        before = self._state
        async with turns.turn(feed, address_of(feed, before)) as turn:
            now, started = datetime.now(UTC), time.monotonic()
            if turn.rest:
                polled = Polled("circuit_open", turn.reason, before, retry_after=turn.rest)
            else:
                polled = await self._poll(before)
                turn.met(polled.outcome, polled.retry_after)
        after = concluded(
            feed,
            replace(polled.state, poked_at=self._state.poked_at),  # one may have come meanwhile
            outcome=polled.outcome,
            detail=polled.detail,
            now=now,
            items=polled.items,
            new=polled.new,
            retry_after=polled.retry_after,
            fresh_for=polled.fresh_for,
        )
        self._state = after
        if is_worth_writing(before, after, written_at=self._written_at):
            await self._desk.remember(feed, after)
            self._written_at = now
        left = await self._source.acknowledge()
        _say(feed, polled, left, seconds=time.monotonic() - started)
        for notice in notices(feed, before, after):
            log.warning("feed.notice", feed=feed.id, notice=notice)
        rest = (after.next_due or now) - now
        # Not by the clock: set back an hour while we polled, it would let the feed rest for two.
        spent = timedelta(seconds=time.monotonic() - started)
        return (min(rest, SOON) if polled.has_more else rest) - spent

    async def _poll(self, state: FeedState) -> Polled:
        """Poll; a fault of ours that only this feed meets costs only this feed an attempt."""
        try:
            return await self._source.poll(state)
        except Trouble:
            raise
        except Exception as error:
            log.exception("feed.failed", feed=self.feed.id)
            return Polled("unreadable", f"{type(error).__name__}: {error}"[:200], state)


class Rounds:
    """The feeds that this poller follows at the moment, a task for each in *group*."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        desk: Desk,
        turns: Turns,
        opened: Callable[[Feed], Source],
    ) -> None:
        self._group = group
        self._desk = desk
        self._turns = turns
        self._opened = opened
        self._rounds: dict[str, Round] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._early: dict[str, datetime] = {}  # pokes of feeds whose round is still to start
        self._starting: asyncio.Task[None] | None = None
        self._ending = asyncio.Lock()  # an edit and a change in the group may come together

    def begin(self, feeds: Iterable[Feed], records: Mapping[str, FeedRecord]) -> None:
        """Follow *feeds* too, from where *records* say that they stand; ``end`` comes before."""
        self._starting = self._group.create_task(self._start(feeds, records))

    async def _start(self, feeds: Iterable[Feed], records: Mapping[str, FeedRecord]) -> None:
        """Start the rounds of *feeds*, some at a time: all at once would stop the loop."""
        for number, feed in enumerate(feeds):
            if number % PORTION == 0:
                await asyncio.sleep(0)
            state = resumed(feed, records.get(feed.id))
            followed = Round(feed, state, self._opened(feed), self._desk, self._turns)
            self._rounds[feed.id] = followed
            if feed.id in self._early:
                followed.poke(self._early.pop(feed.id))
            self._tasks[feed.id] = self._group.create_task(followed.follow(), name=feed.id)

    def __len__(self) -> int:
        """Count the feeds that are followed here."""
        return len(self._rounds)

    def is_following(self, feed_id: str) -> bool:
        """Tell whether a feed is followed here; one whose round is still to start is not yet."""
        return feed_id in self._rounds

    def poke(self, feed_id: str, at: datetime) -> None:
        """Have a feed polled now, if it is followed here, or as soon as it is."""
        if feed_id in self._rounds:
            self._rounds[feed_id].poke(at)
        else:
            self._early[feed_id] = at

    async def end(self, *, but: Collection[Feed] = ()) -> None:
        """Follow nothing any more *but* these feeds, as far as they stand in this very form."""
        going_on = {feed.id: feed for feed in but}
        async with self._ending:
            over = [name for name, one in self._rounds.items() if one.feed != going_on.get(name)]
            ending = [self._tasks[name] for name in over]
            if self._starting is not None:
                ending.append(self._starting)
            for task in ending:
                task.cancel()
            if ending:
                await asyncio.wait(ending)
            for name in over:
                del self._rounds[name], self._tasks[name]
            self._starting = None
            self._early.clear()


def _say(feed: Feed, polled: Polled, left: str, *, seconds: float) -> None:
    """Log one line for one poll."""
    said: dict[str, Any] = {
        "feed": feed.id,
        "outcome": polled.outcome,
        "items": polled.items,
        "new": polled.new,
        "ms": round(seconds * 1000),
    }
    detail = "; ".join(part for part in (polled.detail, left) if part)
    if detail:
        said["detail"] = detail
    tell = log.info if polled.outcome in GOOD and not detail else log.warning
    tell("feed.polled", **said)
