"""
Where do dispatches come from, and how far have we read?

A ``Feed`` is what an operator writes in ``feeds.toml``; a ``FeedState`` is what
the poller remembers of it, in the compacted ``feeds`` topic, so that a restart
neither repeats nor misses. Not here: fetching (``streams/wires``).
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from .access import Address, AfpSearch, Auth
from .dispatch import AwareTime
from .record import Record

Format = Literal[
    "auto", "rss", "atom", "rdf", "jsonfeed", "sitemap", "newsml12", "newsmlg2", "nitf", "ninjs",
    "digitalwires", "iptc7901", "afp_api",
]  # fmt: skip
FetchOutcome = Literal[
    "ok_new", "ok_unchanged", "not_modified", "empty", "undated", "oversize", "parse_error",
    "html_instead", "timeout", "dns", "tls", "http_3xx", "http_4xx", "http_429", "http_5xx", "gone",
    "blocked_ssrf", "circuit_open", "unreachable", "unreadable",
]  # fmt: skip
ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

PauseScope = Literal["feed", "host", "domain"]
DateOrder = Literal["dmy", "mdy"]


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
        interval_seconds: How often to look, whatever the feed says of itself; left out, it is
            learned from the feed's habits and what its server asks for.
        enabled: ``false`` keeps state and asks nothing.
        pause_scope: Who rests when the server asks for it (``Retry-After``, 429): this feed,
            all feeds of its host, or all of its registrable domain.
        auth: How its server lets us in.
        api: What to ask for, when ``url`` is an API and no document.
        assume_timezone: IANA zone of its times that name none, or a name of several meanings.
        date_order: How to read ``06/01/2026``: ``dmy`` is January, ``mdy`` is June. Left out,
            a date that could be either is none.
        backfill: So many of the newest items that the first contact shows are news; the
            others were there before us and alarm nobody.
    """

    id: Annotated[str, msgspec.Meta(pattern=ID)]
    url: Address | None = None
    folder: str | None = None
    format: Format = "auto"
    provider: str | None = None
    publisher_family: str | None = None
    language: str | None = None
    interval_seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    enabled: bool = True
    pause_scope: PauseScope = "host"
    auth: Auth | None = None
    api: AfpSearch | None = None
    assume_timezone: str | None = None
    date_order: DateOrder | None = None
    backfill: Annotated[int, msgspec.Meta(ge=0)] = 0

    def __post_init__(self) -> None:
        if (self.url is None) == (self.folder is None):
            raise ValueError(f"feed `{self.id}` needs exactly one of `url` and `folder`")
        if self.url is not None and _names_a_user(self.url):
            raise ValueError(
                f"feed `{self.id}`: a password in `url` would travel on topics; "
                "put it under auth, with kind = basic"
            )
        if self.assume_timezone is not None and not _is_zone(self.assume_timezone):
            raise ValueError(
                f"feed `{self.id}`: no zone `{self.assume_timezone}`; write it like Africa/Bamako"
            )
        if self.url is None and (self.auth is not None or self.api is not None):
            raise ValueError(f"feed `{self.id}` is a folder: it takes neither `auth` nor `api`")
        if self.backfill and (self.url is None or self.api is not None):
            raise ValueError(f"feed `{self.id}`: `backfill` counts the items of an HTTP feed")


def _names_a_user(url: str) -> bool:
    """Tell whether *url* holds a user, as in ``https://user:password@host/``."""
    try:
        return urlsplit(url).username is not None
    except ValueError:  # no address at all; asking for it will say so
        return False


def _is_zone(name: str) -> bool:
    """Tell whether *name* is a zone that this machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


class FeedList(Record, frozen=True, kw_only=True):
    """All feeds, as in ``feeds.toml``."""

    feed: tuple[Feed, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for entry in self.feed:
            if entry.id in seen:
                raise ValueError(f"two feeds have the id `{entry.id}`")
            seen.add(entry.id)


class Seen(Record, frozen=True, kw_only=True, gc=False):
    """
    One item of a feed that was published to ``dispatches``.

    Attributes:
        key: Dispatch key.
        content: Hashes of its words (an edit in place shows there), link and headline, and the
            day of its first version (an id that was given to another item shows there). One
            string, read by ``streams/wires/seen.py`` alone: ten thousand feeds keep 400,000.
        revision: The revision it was given.
        named: The key it was published under, when the feed's own key stood for another
            item before.
    """

    key: str
    content: str
    revision: int = 1
    named: str | None = None


class Pace(Record, frozen=True, kw_only=True):
    """
    How often a feed's own document says that it changes.

    Attributes:
        seconds: Between changes (``ttl``, ``sy:updatePeriod``).
        skip_hours: Of the day, UTC, in which nothing comes.
        skip_days: Of the week, Monday is 0.
    """

    seconds: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


class Move(Record, frozen=True, kw_only=True):
    """Where permanent redirects lead: so many in a row, the first of them then."""

    url: str
    count: int
    since: AwareTime


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
        gones: Answers in a row that it is gone for good (410).
        pace: What its document last said of itself.
        learned_seconds: How often it pays to look.
        last_new: When it last brought something new.
        gap_seconds: The longest it usually stays without news, forgotten slowly.
        is_quiet: Whether it has been without news for much longer than that, and that was said.
        conditional: Requests with validators in a row.
        distrusted: Whether its validators have hidden news, and are no longer sent.
        move: Where it says that it moved to.
        moved_to: The address that was adopted in place of ``Feed.url``.
        poked_at: When ``tocsin feeds poke`` (``Poke``) last asked for a poll now, however long
            the feed would rest. Holds while later than ``last_attempt``.
        cursor: How far an API was read; only its source knows what it means.
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
    gones: int = 0
    pace: Pace = Pace()
    learned_seconds: float | None = None
    last_new: AwareTime | None = None
    gap_seconds: float | None = None
    is_quiet: bool = False
    conditional: int = 0
    distrusted: bool = False
    move: Move | None = None
    moved_to: str | None = None
    poked_at: AwareTime | None = None
    cursor: str | None = None


class FeedRecord(Record, frozen=True, kw_only=True):
    """Value of the ``feeds`` topic: the feed as last configured, and its state."""

    feed: Feed
    state: FeedState


class Poke(Record, frozen=True, kw_only=True):
    """A note on the ``feeds`` topic, beside the feed's record: poll *feed_id* now, asked *at*."""

    feed_id: str
    at: AwareTime
