"""
Which items does a JSON Feed hold?

Versions 1 and 1.1 (jsonfeed.org). Titles are optional there, and ids come as
numbers although they should not. ``external_url`` is what an item talks about,
not where it stands, so it names no item. Not here: following ``next_url``, which
is passed on (older items; what is new stands on the first page).
"""

from __future__ import annotations

from typing import Any

from schemas.feed import Pace

from .document import Fault, NotADispatch, Origin, Parsed
from .feed_items import Item, address, parsed_from
from .fields import objects, text, texts, value_of
from .markup import one_line, paragraphs, plain

_NAMES = ("feed_url", "home_page_url", "title")
"""What a feed calls itself, the most lasting first."""

# "expired": nothing will ever be added. We look once a month, as at feeds that are gone.
_EXPIRED = Pace(seconds=30 * 86_400.0)


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a JSON Feed.

    Raises:
        NotADispatch: It is no JSON, or has no list of items.
    """
    feed = value_of(data)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotADispatch("JSON without a list of `items`: no JSON Feed")
    bad = len(items) - sum(isinstance(item, dict) for item in items)
    parsed = parsed_from(
        [_item(item, origin) for item in items if isinstance(item, dict)],
        origin,
        name=next(filter(None, (text(feed.get(field)) for field in _NAMES)), ""),
        faults=[Fault("document", f"{bad} of its items are no objects")] if bad else [],
    )
    pace = _EXPIRED if feed.get("expired") is True else parsed.pace
    return parsed._replace(pace=pace, next_url=_next(feed, origin))


def _next(feed: dict[str, Any], origin: Origin) -> str | None:
    """Return the address of the next page; one that leads back here is none."""
    page = address(text(feed.get("next_url")), origin.base)
    here = {origin.base, address(text(feed.get("feed_url")), origin.base)}
    return page if page not in here else None


def _item(item: dict[str, Any], origin: Origin) -> Item:
    """Take what an item of the feed says."""
    title = one_line(text(item.get("title")))
    written, marked = text(item.get("content_text")), text(item.get("content_html"))
    summary = text(item.get("summary"))
    dates = (text(item.get(field)) for field in ("date_published", "date_modified"))
    return Item(
        own_id=text(item.get("id")),
        link=text(item.get("url")),
        title=title,
        body=written or marked or summary,
        headline=title,
        # The text is the publisher's own rendering; of the HTML we would have to make one.
        text=paragraphs(written) or plain(marked) or paragraphs(summary),
        published_at=next((time for date in dates if (time := origin.instant_of(date))), None),
        language=text(item.get("language")) or None,
        subjects=texts(item.get("tags")),
        credits=tuple(text(author.get("name")) for author in objects(item.get("authors"))),
    )
