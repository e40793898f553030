"""
Whose turn is it to ask?

Feeds wait here for their host: a few requests at a time, at the pace that
``hosts.py`` allows, and none while the host rests. Hosts that an operator put on
``poller.allow`` are his own and are asked at once, as are folders: the fast
feeds of a demo or of a house server wait for nobody. Each poller keeps its own
books; feeds of one host that several pollers share are asked by each of them.
Not here: the judgement (``hosts.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from yarl import URL

from schemas.feed import Feed, FetchOutcome
from streams.outward.guard import is_allowed

from .hosts import AT_ONCE, SPACING_SECONDS, Standing, asked, ended, scope_of, started

# Ten thousand feeds are due at once after a pause. Who waits here is not yet on the clock of
# his request; fewer than ``fetch.MOST_CONNECTIONS``, so that nobody waits there.
MOST_AT_ONCE = 600


class Turn:
    """
    One feed's turn.

    Attributes:
        rest: How long its host still rests; zero when it may be asked.
        reason: Why it rests.
    """

    def __init__(self, rest: timedelta = timedelta(0), reason: str = "") -> None:
        self.rest = rest
        self.reason = reason
        self.outcome: FetchOutcome | None = None
        self.retry_after: timedelta | None = None

    def met(self, outcome: FetchOutcome, retry_after: timedelta | None) -> None:
        """Note how the request went."""
        self.outcome = outcome
        self.retry_after = retry_after


class Turns:
    """
    The queues before all hosts; *clock* and *sleep* are of seconds.

    *exempt* hosts are asked at once, all others *at_once* times at the same time and every
    *spacing* seconds.
    """

    def __init__(
        self,
        exempt: frozenset[tuple[str, int]],
        *,
        spacing: float = SPACING_SECONDS,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._exempt = exempt
        self._spacing = spacing
        self._clock = clock
        self._sleep = sleep
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._hosts: defaultdict[str, Standing] = defaultdict(Standing)
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(at_once)
        )

    @asynccontextmanager
    async def turn(self, feed: Feed, address: str) -> AsyncIterator[Turn]:
        """Wait for the turn of *feed* at *address*; the block asks, unless the host rests."""
        host = self._host_of(address)
        if host is None:
            async with self._room:
                yield Turn()
            return
        async with self._slots[host]:
            turn = self._resting(host)
            if not turn.rest:
                # An operator who wants a feed each second is not held to two.
                spacing = feed.interval_seconds or self._spacing
                wait, self._hosts[host] = started(
                    self._hosts[host], now=self._clock(), spacing=spacing, most=self._spacing
                )
                await self._sleep(wait)
                turn = self._resting(host)  # the one before us may have met with trouble
            async with self._room:
                yield turn
            self._note(feed, host, turn)

    def _host_of(self, address: str) -> str | None:
        """Return the host that is to be spared, ``None`` where there is none."""
        url = URL(address)
        return None if is_allowed(url, self._exempt) else url.host

    def _resting(self, host: str) -> Turn:
        """Return a turn that says for how long *host*, or all its domain, rests."""
        for name in (host, scope_of(host, "domain") or host):
            standing = self._hosts.get(name, Standing())
            rest = standing.rests_until - self._clock()
            if rest > 0:
                return Turn(timedelta(seconds=rest), f"{name.lstrip('.')} {standing.reason}")
        return Turn()

    def _note(self, feed: Feed, host: str, turn: Turn) -> None:
        """Learn from a turn that was used."""
        if turn.outcome is None:
            return
        now = self._clock()
        self._hosts[host] = ended(self._hosts[host], turn.outcome, now=now)
        scope = scope_of(host, feed.pause_scope)
        if scope is not None:
            wish = turn.retry_after.total_seconds() if turn.retry_after is not None else None
            self._hosts[scope] = asked(self._hosts[scope], turn.outcome, now=now, retry_after=wish)
