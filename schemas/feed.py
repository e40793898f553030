"""
Where do dispatches come from, and how far have we read?

A ``Feed`` is what an operator writes in ``feeds.toml``; a ``FeedState`` is what
the poller remembers of it, in the compacted ``feeds`` topic, so that a restart
neither repeats nor misses. Not here: fetching (``streams/wires``).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from .dispatch import AwareTime
from .record import Record

Format = Literal[
    "auto", "rss", "atom", "rdf", "jsonfeed", "sitemap", "newsml12", "newsmlg2", "nitf", "ninjs",
    "digitalwires", "iptc7901", "afp_api",
]  # fmt: skip
FetchOutcome = Literal[
    "ok_new", "ok_unchanged", "not_modified", "empty", "undated", "oversize", "parse_error",
    "html_instead", "timeout", "dns", "tls", "http_3xx", "http_4xx", "http_429", "http_5xx",
    "blocked_ssrf", "circuit_open", "not_due", "unreachable", "unreadable",
]  # fmt: skip


class Feed(Record, frozen=True, kw_only=True):
    """
    One source, as configured: exactly one of ``url`` and ``folder``.

    Attributes:
        id: Unique and stable: it keys documents, state and dispatches without an id.
        url: Of an HTTP feed.
        folder: A drop folder that files are written to.
        format: ``auto`` looks at the bytes.
        provider: Name of the agency or outlet.
        publisher_family: The provider, unless it carries another's text.
        language: Of every item, when the feed's operator knows better than the items.
        interval_seconds: How often to look.
        enabled: ``false`` keeps state and asks nothing.
    """

    id: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    url: Annotated[str, msgspec.Meta(pattern="^https?://", max_length=2048)] | None = None
    folder: str | None = None
    format: Format = "auto"
    provider: str | None = None
    publisher_family: str | None = None
    language: str | None = None
    interval_seconds: Annotated[float, msgspec.Meta(gt=0)] = 60
    enabled: bool = True

    def __post_init__(self) -> None:
        if (self.url is None) == (self.folder is None):
            raise ValueError(f"feed `{self.id}` needs exactly one of `url` and `folder`")


class FeedList(Record, frozen=True, kw_only=True):
    """All feeds, as in ``feeds.toml``."""

    feed: tuple[Feed, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for entry in self.feed:
            if entry.id in seen:
                raise ValueError(f"two feeds have the id `{entry.id}`")
            seen.add(entry.id)


class Seen(Record, frozen=True, kw_only=True):
    """
    One item of a feed that was published to ``dispatches``.

    Attributes:
        key: Dispatch key.
        content: Hash of its words: an edit in place shows here.
        revision: The revision it was given.
    """

    key: str
    content: str
    revision: int = 1


class FeedState(Record, frozen=True, kw_only=True):
    """
    What the poller remembers of one feed.

    Attributes:
        feed_id: Whose.
        etag, last_modified: Echoed byte for byte in the next request.
        body_hash: Of the last body, for servers that answer 200 to everything.
        contacted: Whether it was ever read: what the first reading shows is baseline.
        seen: Its newest items, oldest first, bounded.
        outcome, detail: Of the last attempt.
        last_attempt, last_success, next_due: Times.
        failures: In a row.
        empties: Empty documents in a row.
        poked_at: When ``tocsin feeds poke`` asked for a poll now, however long the feed would
            rest. Holds while later than ``last_attempt``; the CLI writes it into the feed's
            newest record, so that a running poller sees it and one that starts later, too.
    """

    feed_id: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    contacted: bool = False
    seen: tuple[Seen, ...] = ()
    outcome: FetchOutcome | None = None
    detail: str = ""
    last_attempt: AwareTime | None = None
    last_success: AwareTime | None = None
    next_due: AwareTime | None = None
    failures: int = 0
    empties: int = 0
    poked_at: AwareTime | None = None


class FeedRecord(Record, frozen=True, kw_only=True):
    """Value of the ``feeds`` topic: the feed as last configured, and its state."""

    feed: Feed
    state: FeedState
