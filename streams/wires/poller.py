"""
Who reads the feeds, and how often?

One task for each feed: wait until it is due, poll it, write down where it
stands, acknowledge, wait again. One feed's trouble is its own; a broker that is
gone is everybody's and stops the process. Not here: how a feed is read
(``sources.py``), when it is due (``schedule.py``), what is new (``seen.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.codec import BadRecord, decode
from schemas.feed import Feed, FeedList, FeedRecord, FeedState
from schemas.topics import FEEDS
from streams import kafka
from streams.config_files import load
from streams.settings import Settings
from streams.trouble import Trouble

from .fetch import fetcher
from .parsing import parser
from .publishing import Desk
from .schedule import first_due
from .sources import FolderSource, HttpSource, Polled, Source
from .standing import GOOD, concluded, is_worth_writing, resumed

# What still has to leave at the end has 2 s: a role ends within 10 s of SIGTERM.
GOODBYE_SECONDS = 2.0

# Where more is waiting (a file half written, a portion left) the next look comes this soon.
SOON = timedelta(seconds=1)

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def run_poller(settings: Settings, *, bootstrap: str) -> None:
    """
    Poll every enabled feed of ``feeds.toml`` until cancelled.

    Raises:
        Trouble: ``feeds.toml`` is wrong, or the broker is not there, or no longer.
    """
    feeds = [feed for feed in load(settings.feeds, FeedList).feed if feed.enabled]
    if not feeds:
        raise Trouble(f"{settings.feeds}: no feed is enabled; there is nothing to poll")
    records = await remembered(settings, bootstrap=bootstrap)
    async with (
        _producer(bootstrap) as producer,
        fetcher(settings.poller) as fetching,
        parser() as parsing,
    ):
        desk = Desk(settings, producer, parsing)
        try:
            async with asyncio.TaskGroup() as group:
                for feed in feeds:
                    source: Source = (
                        HttpSource(feed, fetching, desk)
                        if feed.url
                        else FolderSource(feed, desk, max_bytes=settings.poller.max_bytes)
                    )
                    state = resumed(feed, records.get(feed.id))
                    group.create_task(_follow(feed, state, source, desk), name=feed.id)
        except ExceptionGroup as failed:
            # Every task fails of the same cause; one of them is enough to say.
            raise failed.exceptions[0] from failed


async def remembered(settings: Settings, *, bootstrap: str) -> Mapping[str, FeedRecord]:
    """
    Return the newest record of each feed, from the ``feeds`` topic.

    Raises:
        Trouble: The topic cannot be read, or holds something else.
    """
    found: dict[str, FeedRecord] = {}
    name = kafka.topic_name(settings, FEEDS)
    async with aclosing(kafka.read(bootstrap, name, start="beginning", follow=False)) as records:
        async for record in records:
            if record.value is None:
                continue
            try:
                known = decode(FeedRecord, record.value)
            except BadRecord as error:
                where = f"topic {name}, partition {record.partition}, offset {record.offset}"
                raise Trouble(f"{where}: no state of a feed: {error}") from error
            found[known.feed.id] = known
    return found


async def _follow(feed: Feed, state: FeedState, source: Source, desk: Desk) -> None:
    """Poll one feed for ever."""
    due = first_due(feed, state, now=datetime.now(UTC))
    written_at: datetime | None = None
    while True:
        await asyncio.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
        started, now = time.monotonic(), datetime.now(UTC)
        polled = await _poll(source, state)
        after = concluded(
            feed,
            polled.state,
            outcome=polled.outcome,
            detail=polled.detail,
            now=now,
            retry_after=polled.retry_after,
        )
        if is_worth_writing(state, after, written_at=written_at):
            await desk.remember(feed, after)
            written_at = now
        left = await source.acknowledge()
        _say(feed, polled, left, seconds=time.monotonic() - started)
        state = after
        due = state.next_due or now
        if polled.has_more:
            due = min(due, now + SOON)


async def _poll(source: Source, state: FeedState) -> Polled:
    """Poll; a fault of ours that only this feed meets costs only this feed an attempt."""
    try:
        return await source.poll(state)
    except Trouble:
        raise
    except Exception as error:
        log.exception("feed.failed", feed=state.feed_id)
        return Polled("unreadable", f"{type(error).__name__}: {error}"[:200], state)


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


@asynccontextmanager
async def _producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    """Give a started producer; leaving does not wait for a broker that is gone."""
    producer = kafka.producer(bootstrap)
    try:
        await producer.start()
        yield producer
    except KafkaError as error:
        raise Trouble(f"no Kafka answers at {bootstrap}: {error}") from error
    finally:
        with suppress(TimeoutError, KafkaError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await producer.stop()
