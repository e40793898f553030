"""
Does a feed go on, on another page?

JSON Feed 1.1 names the page with older items (``next_url``). It is read only
when the first page was new from top to bottom, so that items may have moved
off it while we were away. Not here: the items (``formats/jsonfeed.py``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace
from yarl import URL

from schemas.feed import Feed, FeedState

from .documents import document_of
from .fetch import Fetched
from .publishing import Desk, Taken

# A page of thirty items five times over is what an hour of the busiest wire brings.
MOST_PAGES = 5


def has_gap(before: FeedState, taken: Taken) -> bool:
    """Tell whether a page was all new to a feed that was read *before*: more may be behind it."""
    return before.contacted and taken.items > 0 and taken.new == taken.items


def is_further(url: str | None, page: Fetched) -> bool:
    """
    Tell whether *url* is a page after *page* that may be asked for.

    One of another origin is not: what lets us in, and how often we may ask, is said of one.
    """
    return url is not None and URL(url).origin() == URL(page.url).origin()


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
        url = last.next_url
        if url is None or url in read or not has_gap(before, last) or not is_further(url, page):
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
