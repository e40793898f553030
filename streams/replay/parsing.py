"""
What do today's parsers make of the documents of the past?

Each is parsed again with the provenance that it was stored with, and sifted as the poller
does: an item that several documents show comes once. It counts as received when the
document was. What the poller remembered when the first of them came is found in what it
had published (``told.py``); a document was a first contact if life said so, or if nothing
of its feed was ever published and none was read here.

Feeds are taken as they were configured last. A document that cannot be parsed costs
itself. Not here: the parsers (``streams/wires``), and in which order dispatches are read
(``ordering.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

from msgspec.structs import replace

from schemas.feed import Feed, FeedState
from schemas.replay import Reparsed
from streams.kafka import partition_of
from streams.settings import Settings
from streams.shelf import Shelf
from streams.wires.documents import Document, origin_of
from streams.wires.formats import NotADispatch
from streams.wires.news import addressed, news_in
from streams.wires.parsing import Parser
from streams.wires.poller import remembered

from .judges import Send
from .sources import Taken
from .told import Told, told

Ask = Callable[[datetime], Awaitable[Mapping[str, Told]]]
"""Tells what was published of the feeds before a time."""


class Parsing:
    """
    The poller's desk: documents to dispatches.

    Args:
        parser: Parses, at a safe distance.
        feeds: As they were configured last, by id.
        ask: Asked once.
    """

    now = None

    def __init__(self, parser: Parser, feeds: Mapping[str, Feed], ask: Ask) -> None:
        self._parser = parser
        self._feeds = feeds
        self._ask = ask
        self._told: Mapping[str, Told] | None = None
        self._sources = Shelf(Reparsed)
        self.shelves: Mapping[str, Shelf[Any]] = {"sources": self._sources}

    def ready(self) -> None:
        """Do nothing: a shelf is read as it is."""

    async def take(self, record: Taken, send: Send) -> None:
        """
        Parse one document.

        Raises:
            NotADispatch: It is none, or of a feed that nobody knows any more.
            ValueError: It does not say when it came.
        """
        document = Document.kept(record.value or b"", record.headers).dated(record.timestamp_ms)
        feed_id = (record.key or b"").decode()
        feed = self._feeds.get(feed_id)
        if feed is None:
            raise NotADispatch(f"how feed {feed_id} was configured is not known any more")
        if self._told is None:
            self._told = await self._ask(document.fetched_at)
        lived = self._told.get(feed_id)
        source = self._sources.get(feed_id) or _met(feed_id, lived, document.fetched_at)
        if record.counts:
            at = document.fetched_at
            source = replace(source, since=source.since or at, until=at)
        self._sources[feed_id] = (
            source  # what a document said counts no more, if it says nothing now
        )
        state = replace(source.state, contacted=not _is_first(source, lived, document))
        origin = origin_of(
            feed,
            received_at=document.fetched_at,
            is_first=not state.contacted,
            base=document.url if feed.url else None,
            charset=document.told_charset,
        )
        try:
            parsed = await self._parser.parse(document.body, origin, feed.format)
        except NotADispatch as error:
            if error.outcome == "empty":
                return
            raise
        news = news_in(parsed, feed, state, is_older=document.url == source.next_url)
        state = replace(state, seen=news.seen, contacted=True)
        send(*addressed(news.fresh))
        self._sources[feed_id] = replace(source, state=state, next_url=parsed.next_url)


def _met(feed_id: str, lived: Told | None, at: datetime) -> Reparsed:
    """Return what the poller remembered of a feed when the first of its documents came, *at*."""
    if lived is None or lived.first > at:
        return Reparsed(state=FeedState(feed_id=feed_id))
    return Reparsed(state=FeedState(feed_id=feed_id, contacted=True, seen=lived.seen(at)))


def _is_first(source: Reparsed, lived: Told | None, document: Document) -> bool:
    """Tell whether what *document* shows was there before us."""
    is_contact = lived is not None and document.fetched_at in lived.contacts
    return is_contact or not source.state.contacted


@asynccontextmanager
async def parsing(
    bootstrap: str, settings: Settings, partition: int, *, partitions: int
) -> AsyncIterator[Parsing]:
    """
    Give the desk for one partition of ``documents``; its process ends with the block.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        partition: Which.
        partitions: Of the topic.

    Raises:
        Trouble: What is known of the feeds cannot be read.
    """

    def is_ours(feed_id: str) -> bool:
        return partition_of(feed_id, partitions) == partition

    records = await remembered(settings, bootstrap=bootstrap, wanted=is_ours)
    feeds = {feed_id: record.feed for feed_id, record in records.items()}
    ask = partial(_told_of, bootstrap, settings, is_ours)
    parser = Parser(processes=1)  # one document follows the other
    try:
        yield Parsing(parser, feeds, ask)
    finally:
        parser.end()


async def _told_of(
    bootstrap: str, settings: Settings, is_ours: Callable[[str], bool], before: datetime
) -> Mapping[str, Told]:
    return await told(bootstrap, settings, before=before, is_wanted=is_ours)
