"""
What does today's parser find in a document that was none?

A document that could not be read lies among the dead letters with the bytes and the
provenance that it came with. Parsed again, its items are published as backfill: they
are learned and wake nobody. That would silence news as well, if the feed still showed
the same items: so it waits until the poller has read the feed since, and takes only
items that the poller has not published. Not here: letters of the agents
(``streams/redriving.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from schemas.dispatch import Dispatch
from schemas.feed import Feed, FeedList, FeedRecord
from schemas.topics import DOCUMENTS
from streams.config_files import load
from streams.kafka import topic_name
from streams.redriving import Found, note, send_back

from .archive import store
from .documents import Document, origin_of
from .formats import NotADispatch
from .parsing import Parser
from .poller import remembered
from .seen import sift

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

    from streams.letters import Buried
    from streams.settings import Settings


class Documents:
    """
    The documents among dead letters, and what is known of their feeds.

    Args:
        feeds: What ``feeds.toml`` lists, by id.
        records: What the poller remembers, by id.
        settings: Ours.
    """

    def __init__(
        self, feeds: Mapping[str, Feed], records: Mapping[str, FeedRecord], settings: Settings
    ) -> None:
        self._feeds = feeds
        self._records = records
        self._settings = settings

    @classmethod
    async def among(
        cls, letters: Iterable[Buried], settings: Settings, *, bootstrap: str
    ) -> Documents:
        """Look up the feeds of those *letters* that are documents; raises ``Trouble``."""
        ids = {_feed_of(one) for one in letters if _is_document(one, settings)}
        if not ids:
            return cls({}, {}, settings)
        listed = load(settings.feeds, FeedList).feed if settings.feeds.exists() else ()
        records = await remembered(settings, bootstrap=bootstrap, wanted=ids.__contains__)
        return cls({feed.id: feed for feed in listed}, records, settings)

    def waits(self, one: Buried) -> str | None:
        """Say why a document is not parsed again now; ``None`` when it is, or is no document."""
        if not _is_document(one, self._settings):
            return None
        feed_id = _feed_of(one)
        if feed_id not in self._feeds:
            return (
                f"feeds.toml has no feed `{feed_id}`: write its bytes to a file "
                "(`tocsin dead show ID --raw`) and `tocsin import` that"
            )
        record = self._records.get(feed_id)
        read_at = record.state.last_success if record else None
        if read_at is None or read_at <= one.dead_at:
            return (
                f"the poller has not read `{feed_id}` since, and what that still shows must "
                "come from there, as news (`tocsin feeds status`)"
            )
        return None

    async def send_back(
        self, portion: Sequence[Found], producer: AIOKafkaProducer, parser: Parser
    ) -> dict[str, str]:
        """
        Send records back, and publish what is in documents; note it.

        Returns:
            Why not, by id, for documents that still cannot be read. They stay open.
        """
        documents = [one for one in portion if _is_document(one[0], self._settings)]
        records = [one for one in portion if one not in documents]
        await send_back(records, producer, self._settings)
        against: dict[str, str] = {}
        for one, body in documents:
            try:
                dispatches, known = await self._parsed(one, body or b"", parser)
            except NotADispatch as error:
                against[one.letter.id] = f"it still cannot be read: {error}"
                continue
            await store(dispatches, producer, self._settings)
            why = f"{len(dispatches)} published as backfill, {known} known already"
            await note([one], "redriven", producer, self._settings, why=why)
        return against

    async def _parsed(
        self, one: Buried, body: bytes, parser: Parser
    ) -> tuple[tuple[Dispatch, ...], int]:
        """
        Parse a document again.

        Returns:
            What the poller has not published, oldest first, as backfill; and how much it has.

        Raises:
            NotADispatch: It still is none.
        """
        feed, state = self._feeds[_feed_of(one)], self._records[_feed_of(one)].state
        said = {name: value.decode("utf-8", "replace") for name, value in one.headers}
        document = Document(
            body,
            fetched_at=one.dead_at,  # it was given up at once
            url=said.get("url", ""),
            content_type=said.get("content-type"),
        )
        origin = origin_of(
            feed,
            received_at=document.fetched_at,
            is_first=False,
            base=document.url if feed.url else None,
            charset=document.told_charset,
        )
        parsed = await parser.parse(body, origin, feed.format)
        # An item that the poller knows has been told since, and perhaps in newer words.
        known = {entry.key for entry in state.seen}
        fresh = [dispatch for dispatch in parsed.dispatches if dispatch.key not in known]
        sifted = sift((), fresh, numbered=parsed.numbered).fresh
        backfill = tuple(replace(dispatch, intake="backfill") for dispatch in sifted)
        return backfill, len(parsed.dispatches) - len(fresh)


def _is_document(one: Buried, settings: Settings) -> bool:
    """Tell whether a letter is raw bytes of a wire, not a record."""
    return one.letter.topic == topic_name(settings, DOCUMENTS)


def _feed_of(one: Buried) -> str:
    """Return the id of the feed that brought a document."""
    return (one.key or b"").decode("utf-8", "replace")
