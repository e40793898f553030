"""
Has this feed moved?

A permanent redirect is followed like any other, and believed only when it has
said the same for a day: a captive portal or a wrong deploy says "moved for
good", too. An address on another host is for an operator to adopt. Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace
from yarl import URL

from schemas.feed import Feed, FeedState, Move

# So many redirects in a row to one address, over so long. Feedbin waits for 576.
ENOUGH = 5
LONG_ENOUGH = timedelta(hours=24)

# As in ``Feed.url``.
LONGEST_ADDRESS = 2048

# An adopted address that fails so often in a row is given up for the operator's own.
GIVEN_UP = 3


def address_of(feed: Feed, state: FeedState) -> str:
    """Return where *feed* is to be asked."""
    return state.moved_to or feed.url or ""


def followed(feed: Feed, state: FeedState, target: str | None, *, now: datetime) -> FeedState:
    """
    Note where permanent redirects led an attempt that brought an answer, and adopt what is proven.

    Args:
        feed: The feed.
        state: Of the feed.
        target: Where they led; ``None`` when there was none.
        now: When.
    """
    if target is None:
        return replace(state, move=None)
    move = state.move
    if move is None or move.url != target:
        return replace(state, move=Move(url=target, count=1, since=now))
    move = replace(move, count=move.count + 1)
    if is_proven(move, now=now) and _may_adopt(feed, address_of(feed, state), target):
        return replace(state, move=None, moved_to=target)
    return replace(state, move=move)


def is_proven(move: Move, *, now: datetime) -> bool:
    """Tell whether a redirect has been the same often and long enough."""
    return move.count >= ENOUGH and now - move.since >= LONG_ENOUGH


def _may_adopt(feed: Feed, before: str, after: str) -> bool:
    """Tell whether we may go there ourselves; what lets us in belongs to one origin."""
    if len(after) > LONGEST_ADDRESS:
        return False
    is_same_origin = URL(before).origin() == URL(after).origin()
    return is_same_origin or (feed.auth is None and is_same_host(before, after))


def is_same_host(before: str, after: str) -> bool:
    """Tell whether *after* is the same server as *before*, ``www.`` or not, and no less safe."""
    old, new = URL(before), URL(after)
    if old.scheme == "https" and new.scheme != "https":
        return False
    is_default = old.is_default_port() and new.is_default_port()
    return _bare(old) == _bare(new) and (is_default or old.explicit_port == new.explicit_port)


def _bare(url: URL) -> str:
    """Return the host without its ``www.``."""
    return (url.host or "").removeprefix("www.")
