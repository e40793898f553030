"""
Which feeds are configured, now?

``feeds.toml`` may be changed while we poll, by hand or by ``tocsin feeds``. What
cannot be read, or names a secret that is not there, is told and changes nothing:
half-saved files stop no alarms, and neither does reading ten thousand entries, which is
done aside. Not here: which of the feeds are ours
(``streams/sharing.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import structlog

from schemas.feed import Feed, FeedList
from streams.config_files import load
from streams.trouble import Trouble

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Roster:
    """
    The enabled feeds of ``feeds.toml``.

    Attributes:
        feeds: As they were last read.
    """

    def __init__(self, path: Path, check: Callable[[Feed], object]) -> None:
        """Read *path*; raises ``Trouble`` when it, or what *check* says of a feed, is wrong."""
        self._path = path
        self._check = check
        self._stamp = self._stamped()
        self.feeds = self._enabled()
        self._check_all(self.feeds)
        if not self.feeds:
            raise Trouble(f"{path}: no feed is enabled; there is nothing to poll")

    async def is_changed(self) -> bool:
        """Read the file again if it was written; tells whether other feeds stand in it now."""
        before, self._stamp = self._stamp, self._stamped()
        if self._stamp in (None, before):
            return False
        known = self.feeds
        try:
            feeds = await asyncio.to_thread(self._enabled)
            entries = {feed.id: feed for feed in known}
            self._check_all(feed for feed in feeds if entries.get(feed.id) != feed)
        except Trouble as trouble:
            log.warning("feeds.unreadable", reason=str(trouble), advice="feeds stay as they were")
        else:
            self.feeds = feeds
        return self.feeds != known

    def _enabled(self) -> tuple[Feed, ...]:
        """Return the enabled feeds."""
        return tuple(feed for feed in load(self._path, FeedList).feed if feed.enabled)

    def _check_all(self, feeds: Iterable[Feed]) -> None:
        """Raise ``Trouble`` when one of *feeds* cannot be read."""
        for feed in feeds:
            self._check(feed)

    def _stamped(self) -> tuple[int, int] | None:
        """Return when the file was written, and its size."""
        with suppress(OSError):
            status = self._path.stat()
            return status.st_mtime_ns, status.st_size
        return None
