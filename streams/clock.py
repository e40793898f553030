"""
How do time and rules get into the readings?

As records, in every partition of ``readings``: no judgement reads a clock or a
file. While the worker runs, its leader tells the time, and the watchlist whenever
its file has changed; before it runs, the watchlist is sent, so that the rules
stand before the readings that they judge.
Not here: what time and rules do (``agents/following.py``).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog

from schemas.control import Tick, WatchlistChanged
from schemas.topics import READINGS
from schemas.watch import Watchlist

from . import kafka
from .outputs import Outbox
from .settings import Settings
from .trouble import Trouble
from .watchlists import WatchlistFile

log = structlog.get_logger(__name__)


def now() -> datetime:
    """Return the time; nothing else in the worker asks for it."""
    return datetime.now(UTC)


async def tick(outbox: Outbox, partitions: int, *, at: datetime) -> None:
    """Tell every partition of ``readings`` that it is *at*; returns when all of them have it."""
    await outbox.tell(READINGS.name, range(partitions), Tick(at=at))


async def tell_of_changes(rules: WatchlistFile, outbox: Outbox, partitions: int) -> None:
    """Send the watchlist again when its file has changed; what cannot be read changes nothing."""
    try:
        watchlist = await asyncio.to_thread(rules.reread)
    except Trouble as trouble:
        log.warning("watchlist.unreadable", reason=str(trouble), advice="rules stay as they were")
        return
    if watchlist is not None:
        changed = WatchlistChanged(at=now(), watchlist=watchlist)
        await outbox.tell(READINGS.name, range(partitions), changed)
        log.info("watchlist.changed", entries=len(watchlist.watch), version=watchlist.version)


async def publish_watchlist(
    bootstrap: str, settings: Settings, watchlist: Watchlist, at: datetime
) -> None:
    """Send *watchlist* to every partition of ``readings``: the rules from here on."""
    async with kafka.producer(bootstrap) as producer:
        partitions = await producer.partitions_for(kafka.topic_name(settings, READINGS))
        outbox = Outbox(producer, settings.kafka.prefix)
        rules = WatchlistChanged(at=at, watchlist=watchlist)
        await outbox.tell(READINGS.name, sorted(partitions), rules)
