"""
Which items does a JSON Feed hold?

Versions 1 and 1.1 (jsonfeed.org). Titles are optional there, and ids come as
numbers although they should not. ``external_url`` is what an item talks about,
not where it stands, so it names no item. Not here: following ``next_url``; what
is new stands on the first page.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from .document import Fault, NotADispatch, Origin, Parsed
from .feed_items import Item, parsed_from
from .fields import text, texts, value_of
from .markup import one_line, paragraphs, plain
from .times import instant

_NAMES = ("feed_url", "home_page_url", "title")
"""What a feed calls itself, the most lasting first."""


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
    return parsed_from(
        [_item(item, origin.zone) for item in items if isinstance(item, dict)],
        origin,
        name=next(filter(None, (text(feed.get(field)) for field in _NAMES)), ""),
        faults=[Fault("document", f"{bad} of its items are no objects")] if bad else [],
    )


def _item(item: dict[str, Any], zone: tzinfo | None) -> Item:
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
        published_at=next((time for date in dates if (time := instant(date, zone))), None),
        language=text(item.get("language")) or None,
        subjects=texts(item.get("tags")),
    )
