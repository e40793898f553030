"""
What does one document lead to, and when is it safe?

Raw bytes to ``documents``, new items to ``dispatches``, and only when the
broker has acknowledged them the feed's state to ``feeds``. Killed between any
two of these, the document is read again: its items have the same keys and
revisions, and a repeat is dropped downstream. Nothing is lost. Not here: where
documents come from (``sources.py``), and which items are new (``news.py``).
"""

from __future__ import annotations

from typing import NamedTuple

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata
from msgspec.structs import replace

from agents.effects import Output
from schemas.dead_letter import DeadLetter
from schemas.feed import Feed, FeedRecord, FeedState, FetchOutcome
from schemas.topics import DEAD, DOCUMENTS, FEEDS
from streams.settings import Settings

from .documents import Document, origin_of
from .formats import NotADispatch
from .news import addressed, news_in, outcome_of
from .parsing import Parser
from .sending import Sending

STAMPED_BY_BROKER = 1
"""The kind of a record's timestamp: when it was appended, not when its sender says."""

# Writing and sending this many holds the loop for 5 ms; a document may hold thousands.
PORTION = 100

log = structlog.get_logger(__name__)


class Taken(NamedTuple):
    """
    What a document turned out to be.

    Attributes:
        outcome, detail: In the feed's vocabulary, and in words.
        state: Of the feed, with its items remembered and its body's hash.
        items: Dispatches in it.
        new: How many of them were published.
        was_read: Whether it was a wire document at all, be it an empty one.
        next_url: Where its older items stand, if it says so.
    """

    outcome: FetchOutcome
    detail: str
    state: FeedState
    items: int = 0
    new: int = 0
    was_read: bool = False
    next_url: str | None = None


class Desk:
    """
    Takes documents, and sends what is in them; large ones by *plain*, without compression.

    Attributes:
        sending: What was sent, and what of it the broker has.
    """

    def __init__(
        self,
        settings: Settings,
        producer: AIOKafkaProducer,
        parser: Parser,
        *,
        plain: AIOKafkaProducer | None = None,
    ) -> None:
        self.sending = Sending(settings, producer, plain or producer)
        self._parser = parser
        self._is_ahead = False

    async def take(
        self, document: Document, feed: Feed, state: FeedState, *, is_older: bool = False
    ) -> Taken:
        """
        Store *document* and publish what is new in it; returns when all is acknowledged.

        What the first document of a feed shows is baseline: it was there before us. Only of
        an operator's ``Feed.backfill`` the newest items are news. A document that *is_older* is
        a further page of the one before.

        Raises:
            Trouble: The broker did not take it.
        """
        stored: RecordMetadata | None = None
        if document.hash != state.body_hash:
            stored = await self._store(document, feed)
            document = self._dated(document, stored)
            state = replace(state, body_hash=document.hash)
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
                return Taken("empty", str(error), state)
            if stored is not None and feed.folder is None and not state.failures:
                await self._bury(document, feed, stored, error)
            detail = str(error)
            if document.sample not in detail:
                detail = f"{detail}; it begins {document.sample!r}"
            return Taken(error.outcome, detail, state)
        sifted = news_in(parsed, feed, state, is_older=is_older)
        fresh = sifted.fresh
        for start in range(0, len(fresh), PORTION):
            await self.sending.outputs(*addressed(fresh[start : start + PORTION]))
        return Taken(
            outcome_of(parsed, new=len(fresh)),
            "; ".join(f"{error.where}: {error.what}" for error in parsed.errors[:3])[:500],
            replace(state, seen=sifted.seen, pace=parsed.pace),
            items=len(parsed.dispatches),
            new=len(fresh),
            was_read=True,
            next_url=parsed.next_url,
        )

    async def remember(self, feed: Feed, state: FeedState) -> None:
        """Write down where *feed* stands; raises ``Trouble`` when the broker does not."""
        await self.sending.outputs(Output(FEEDS, feed.id, FeedRecord(feed=feed, state=state)))

    async def _store(self, document: Document, feed: Feed) -> RecordMetadata:
        """Keep the raw bytes, so that they can be parsed again; returns where they lie."""
        return await self.sending.document(DOCUMENTS, document, feed, document.headers())

    def _dated(self, document: Document, stored: RecordMetadata) -> Document:
        """Bound the time of *document* by when it was *stored*, and say once if that was needed."""
        if stored.timestamp is None or stored.timestamp_type != STAMPED_BY_BROKER:
            return document  # the topic was made by others
        dated = document.dated(stored.timestamp)
        if dated is not document and not self._is_ahead:
            self._is_ahead = True
            seconds = round((document.fetched_at - dated.fetched_at).total_seconds())
            log.warning("clock.ahead", seconds=seconds, advice="set up NTP on this machine")
        return dated

    async def _bury(
        self, document: Document, feed: Feed, stored: RecordMetadata, error: NotADispatch
    ) -> None:
        """
        Keep a document that was none for longer than the others, with the reason.

        The first of a run is enough: a login page is another one each time. A drop folder
        keeps its own (``folder.py``). With its provenance it can be parsed again
        (``reparsing.py``).
        """
        at = int(document.fetched_at.timestamp() * 1000)
        letter = DeadLetter(
            topic=stored.topic,
            partition=stored.partition,
            offset=stored.offset,
            timestamp_ms=at,
            stage="parsing",
            error_class=type(error).__name__,
            error_text=f"feed {feed.id}: {error}"[:500],
            dead_at_ms=at,
        )
        await self.sending.document(DEAD, document, feed, document.headers() + letter.headers())
