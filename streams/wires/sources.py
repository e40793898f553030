"""
How is one feed read, over HTTP or from a drop folder?

A source brings its documents to the desk and says how that went. It
acknowledges (moves files aside) only when it is told that the feed's state is
safe: outputs, then state, then acknowledgement. Not here: when it is asked
(``poller.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec.structs import replace
from yarl import URL

from schemas.feed import Feed, FeedState, FetchOutcome

from .documents import Document, document_of
from .fetch import Fetched, Fetcher
from .folder import Sight, contents, is_old_enough_to_fail, look, set_aside, written
from .login import Login
from .moving import address_of, followed
from .pages import has_gap, read_on
from .publishing import Desk, Taken
from .validators import modified, to_send, unmodified

# A folder that comes back after a weekend: its files are read in portions, so that
# what was read is acknowledged soon.
PORTION = 100

_READABLE: frozenset[FetchOutcome] = frozenset({"ok_new", "ok_unchanged", "undated", "empty"})


class Polled(NamedTuple):
    """
    How an attempt went.

    Attributes:
        outcome, detail: In the feed's vocabulary, and in words.
        state: Of the feed, with what the attempt taught.
        items: Dispatches that were shown.
        new: Dispatches that were published.
        retry_after: How long the server asks us to stay away.
        has_more: More is waiting: look again soon.
        fresh_for: How long the server calls its answer fresh.
    """

    outcome: FetchOutcome
    detail: str
    state: FeedState
    items: int = 0
    new: int = 0
    retry_after: timedelta | None = None
    has_more: bool = False
    fresh_for: timedelta | None = None


class Source(Protocol):
    """What the poller asks of a feed."""

    async def poll(self, state: FeedState) -> Polled:
        """Read what is there and publish what is new; raises ``Trouble`` when the broker is gone."""

    async def acknowledge(self) -> str:
        """Let go of what was read; returns what went wrong, ``""`` when nothing did."""


class HttpSource:
    """A feed that is fetched."""

    def __init__(
        self, feed: Feed, fetcher: Fetcher, desk: Desk, *, login: Login | None = None
    ) -> None:
        self._feed = feed
        self._fetcher = fetcher
        self._desk = desk
        self._login = login

    async def poll(self, state: FeedState) -> Polled:
        """Send one GET, with its redirects."""
        fetched = await self._fetcher.get(
            address_of(self._feed, state), **to_send(state), login=self._login
        )
        polled = await self._read(fetched, state)
        return polled._replace(retry_after=fetched.retry_after, fresh_for=fetched.fresh_for)

    async def acknowledge(self) -> str:
        """Nothing to let go of: the server keeps what it shows."""
        return ""

    async def _further(self, url: str) -> Fetched:
        """Fetch another page; who we are is only for the feed's own server, not where it sends us."""
        is_home = URL(url).origin() == URL(self._feed.url or "").origin()
        return await self._fetcher.get(url, login=self._login if is_home else None)

    async def _read(self, fetched: Fetched, state: FeedState) -> Polled:
        """Take what was fetched to the desk, if there is anything, and learn from how it came."""
        now = datetime.now(UTC)
        if fetched.outcome in (None, "not_modified"):
            state = followed(self._feed, state, fetched.moved_to, now=now)
        if fetched.outcome == "not_modified":
            return Polled(fetched.outcome, fetched.detail, unmodified(state))
        if fetched.outcome is not None:
            return Polled(fetched.outcome, fetched.detail, state)
        document = document_of(fetched)
        came = {"etag": fetched.etag, "last_modified": fetched.last_modified}
        # After a failure the same bytes get another chance: the fault may have been ours.
        if document.hash == state.body_hash and not state.failures:
            state = modified(state, **came, is_news=False)
            return Polled("ok_unchanged", fetched.detail, state)
        taken = await self._desk.take(document, self._feed, state)
        if has_gap(state, taken):
            taken = await read_on(fetched, taken, self._feed, state, self._desk, self._further)
        known = taken.state
        if taken.was_read:  # validators of what could not be read would hide it for ever
            is_news = taken.new > 0 and state.contacted
            known = replace(modified(known, **came, is_news=is_news), contacted=True)
        detail = "; ".join(filter(None, (fetched.detail, taken.detail)))
        return Polled(taken.outcome, detail, known, taken.items, taken.new)


class FolderSource:
    """A feed that files are written for."""

    def __init__(self, feed: Feed, desk: Desk, *, max_bytes: int) -> None:
        self._feed = feed
        self._folder = Path(feed.folder or "")
        self._desk = desk
        self._max_bytes = max_bytes
        self._sights: Mapping[str, Sight] | None = None  # of the last look
        self._waiting = False  # some were still being written then
        self._ready: list[str] = []  # and these stood still, and are not read yet
        self._done: dict[str, str | None] = {}  # name -> reason it failed, None when it was read
        self._stuck: dict[str, Sight] = {}  # read, but not to be moved

    async def poll(self, state: FeedState) -> Polled:
        """Read a portion of the files that stood still between two looks."""
        now = datetime.now(UTC)
        first_look = self._sights is None
        if not self._ready:  # a look at 100,000 files takes 2 s: not one for each portion
            try:
                seen = await asyncio.to_thread(look, self._folder, self._sights or {}, now=now)
            except OSError as error:
                return Polled("unreachable", f"{self._folder}: {error.strerror}", state)
            self._sights, self._waiting = seen.sights, bool(seen.waiting)
            self._ready = [n for n in seen.ready if self._stuck.get(n) != seen.sights[n]]
        portion, self._ready = self._ready[:PORTION], self._ready[PORTION:]
        polled = Polled("not_modified", "", state)
        for name in portion:
            polled = _together(polled, await self._read(name, polled.state, now=now))
        # What the first two looks find was there before us; only then news is live.
        is_contact = not (first_look and self._waiting) and not self._ready
        known = replace(polled.state, contacted=state.contacted or is_contact)
        return polled._replace(state=known, has_more=self._waiting or bool(self._ready))

    async def acknowledge(self) -> str:
        """Move what was read, and what failed, out of the way."""
        troubles = []
        for name, reason in self._done.items():
            try:
                await asyncio.to_thread(set_aside, self._folder / name, reason=reason)
            except OSError as error:
                troubles.append(f"{written(name)} cannot be moved: {error.strerror}")
                self._stuck[name] = (self._sights or {})[name]
        self._done.clear()
        return "; ".join(troubles)

    async def _read(self, name: str, state: FeedState, *, now: datetime) -> Taken:
        """Take one file to the desk, and note what is to become of it."""
        sight, called = (self._sights or {})[name], written(name)
        if sight.size > self._max_bytes:
            self._done[name] = reason = f"more than {self._max_bytes} bytes"
            return Taken("oversize", f"{called}: {reason}", state)
        try:
            body = await asyncio.to_thread(contents, self._folder / name, sight)
        except OSError as error:
            return Taken("unreadable", f"{called}: {error.strerror}", state)
        if body is None:  # written to once more: the next look finds it waiting
            return Taken("not_modified", "", state)
        document = Document(body, fetched_at=datetime.now(UTC), url=called)
        taken = await self._desk.take(document, self._feed, state)
        if taken.outcome in _READABLE and not taken.detail:
            self._done[name] = None
        elif is_old_enough_to_fail(sight, now=now):
            self._done[name] = taken.detail or taken.outcome
        return taken._replace(detail=f"{called}: {taken.detail}" if taken.detail else "")


def _together(polled: Polled, taken: Taken) -> Polled:
    """Add one file's result to those before it: news outweighs trouble, trouble silence."""
    order = (
        "ok_new", "undated", "parse_error", "oversize", "unreadable", "html_instead", "ok_unchanged"
    )  # fmt: skip
    outcomes: list[FetchOutcome] = [polled.outcome, taken.outcome]
    ranked = sorted(outcomes, key=lambda word: order.index(word) if word in order else len(order))
    details = [detail for detail in (polled.detail, taken.detail) if detail]
    return Polled(
        ranked[0],
        "; ".join(details)[:500],
        taken.state,
        polled.items + taken.items,
        polled.new + taken.new,
    )
