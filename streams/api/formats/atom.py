"""
What has happened, as an Atom feed?

RFC 4287: one entry an incident, under one id for its whole life. Each revision moves
``updated``; what was taken back stays as an entry whose title says so, for a reader that is not
told keeps believing it. Not here: what is told (``entry.py``); the index of CAP messages
(``cap_index.py``) is Atom too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from .entry import Entry, last_event, newest_first
from .markup import XML_LANG, Element, begin, one_line
from .page import Page, written

MEDIA_TYPE: Final = "application/atom+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"
OURS: Final = "urn:tocsin:feed"
"""Namespace of what Atom has no element for."""


def write(entries: Iterable[Entry], page: Page) -> bytes:
    """Write *entries*, the newest first."""
    listed = newest_first(entries)
    updated = max((entry.updated for entry in listed), default=page.generated)
    feed = head("tocsin: incidents", page, updated=updated, newest=last_event(listed))
    for entry in listed:
        _put_entry(feed, entry, page)
    return feed.written()


def head(title: str, page: Page, *, updated: datetime, newest: datetime | None) -> Element:
    """Begin a feed; *newest* is when the last report came of what it holds."""
    feed = begin("feed", ATOM, t=OURS)
    feed.node.set(XML_LANG, page.language)
    feed.put("id", page.tag(page.path.lstrip("/")))
    feed.put("title", title)
    feed.put("updated", written(updated))
    feed.put("link", rel="self", href=page.here, type=MEDIA_TYPE)
    feed.put("author").put("name", "tocsin")
    feed.put("generator", "tocsin")
    for name, at in (
        ("generated", page.generated), ("watermark", page.watermark), ("last_event", newest),
    ):  # fmt: skip
        if at is not None:
            feed.put(f"{{{OURS}}}{name}", written(at))
    for source, heard in page.heard().items():
        feed.put(f"{{{OURS}}}source", id=source, **({} if heard is None else {"heard": heard}))
    return feed


def _put_entry(feed: Element, entry: Entry, page: Page) -> None:
    incident = entry.incident
    put = feed.put("entry")
    put.put("id", page.tag("incident", incident.incident_id))
    put.put("title", one_line(entry.title(page.language)))
    put.put("updated", written(entry.updated))
    put.put("published", written(incident.first_seen))
    put.put("link", rel="alternate", href=page.link("incidents", incident.incident_id),
            type="application/json")  # fmt: skip
    if entry.alerts:
        newest = page.link("cap", entry.alerts[-1].alert_id)
        put.put("link", rel="related", href=newest, type="application/cap+xml")
    if incident.merged_into:
        put.put("link", rel="related", href=page.link("incidents", incident.merged_into))
    for scheme, term in (
        ("family", incident.family), ("severity", entry.severity),
        ("certainty", entry.certainty), ("status", incident.status),
    ):  # fmt: skip
        put.put("category", term=term, scheme=f"{OURS}:{scheme}")
    put.put("summary", entry.summary())
    put.put(f"{{{OURS}}}expires", written(entry.expires))
