"""
Does a feed go on, on another page?

JSON Feed 1.1 names the page with older items (``next_url``). It is read only
when the first page was new from top to bottom, so that items may have moved
off it while we were away. Not here: the items (``formats/jsonfeed.py``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

import msgspec
from msgspec.structs import replace
from yarl import URL

from schemas.codec import BadRecord, decode
from schemas.feed import Feed, FeedState

from .documents import document_of
from .fetch import Fetched
from .publishing import Desk, Taken

# A page of thirty items five times over is what an hour of the busiest wire brings.
MOST_PAGES = 5


class _Head(msgspec.Struct):
    """What a JSON Feed says beside its items; any other document says nothing of it."""

    next_url: Any = None


def has_gap(before: FeedState, taken: Taken) -> bool:
    """Tell whether a page was all new to a feed that was read *before*: more may be behind it."""
    return before.contacted and taken.items > 0 and taken.new == taken.items


def next_page(body: bytes, *, url: str) -> str | None:
    """
    Return the page after the one at *url*, ``None`` when there is none to be read.

    A page of another origin is none: what lets us in, and how often we may ask, is said of one.
    """
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        said = decode(_Head, body).next_url
        found = urljoin(url, said) if isinstance(said, str) and said else None
        is_here = found is not None and URL(found).origin() == URL(url).origin()
    except (BadRecord, ValueError):
        return None
    return found if is_here else None


async def read_on(
    first: Fetched,
    taken: Taken,
    feed: Feed,
    before: FeedState,
    desk: Desk,
    fetch: Callable[[str], Awaitable[Fetched]],
) -> Taken:
    """
    Take further pages to the desk, until one shows what is known, at most ``MOST_PAGES``.

    Args:
        first: The first page.
        taken: What it turned out to be.
        feed: Whose.
        before: What was remembered before the first page.
        desk: Takes documents.
        fetch: Asks for a page.

    Returns:
        What all pages were together; a page that did not come is told in ``detail``.
    """
    page, last, read = first, taken, {first.url}
    for _ in range(MOST_PAGES):
        url = next_page(page.body, url=page.url) if has_gap(before, last) else None
        if url is None or url in read:
            break
        read.add(url)
        page = await fetch(url)
        if page.outcome is not None:
            return taken._replace(detail=f"{url}: {page.detail}"[:500])
        last = await desk.take(document_of(page), feed, taken.state, is_older=True)
        taken = taken._replace(
            # What the next poll compares with is the first page.
            state=replace(last.state, body_hash=taken.state.body_hash, pace=taken.state.pace),
            items=taken.items + last.items,
            new=taken.new + last.new,
            detail="; ".join(filter(None, (taken.detail, last.detail)))[:500],
        )
    return taken
