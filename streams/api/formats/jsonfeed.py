"""
What has happened, as a JSON Feed?

JSON Feed 1.1 (jsonfeed.org/version/1.1): what readers need stands in its own members, what only
we tell in ``_tocsin``. Ids are those of the Atom feed. Not here: what is told (``entry.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from schemas.codec import encode

from .entry import Entry, last_event, newest_first
from .page import Page, written

MEDIA_TYPE: Final = "application/feed+json"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def write(entries: Iterable[Entry], page: Page) -> bytes:
    """Write *entries*, the newest first; those taken back say so in their titles."""
    listed = newest_first(entries)
    feed = {
        "version": VERSION,
        "title": "tocsin: incidents",
        "home_page_url": page.base,
        "feed_url": page.here,
        "language": page.language,
        "authors": [{"name": "tocsin"}],
        "items": [_item(entry, page) for entry in listed],
        "_tocsin": page.told(last_event(listed)),
    }
    return encode(feed)


def _item(entry: Entry, page: Page) -> dict[str, Any]:
    incident = entry.incident
    return {
        "id": page.tag("incident", incident.incident_id),
        "url": page.link("incidents", incident.incident_id),
        "title": entry.title(page.language),
        "content_text": entry.summary(),
        "date_published": written(incident.first_seen),
        "date_modified": written(entry.updated),
        "tags": [incident.family, entry.severity, entry.certainty, incident.status],
        "_tocsin": {
            "ids": entry.ids,
            "revision": incident.revision,
            "status": entry.status,
            "expires": written(entry.expires),
            "sources": entry.sources,
        },
    }
