"""
How do the invented agencies write?

Turns what the story has told so far into the bytes that a wire would show: an
RSS or an Atom document with the newest item on top, or one NewsML 1.2 file for
each item. Pure: the time is an argument. Not here: serving them
(``wire_server.py``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from lxml import etree

from .story import (
    UNREST,
    Item,
    Wire,
    first_published,
    headline,
    link,
    published,
    story,
    text,
    wire_of,
)

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"


def document(wire: Wire, elapsed: float, start: datetime) -> bytes:
    """
    Return what the RSS or Atom feed of *wire* shows *elapsed* seconds after *start*.

    Of an item with versions only the newest is shown, as feeds that edit in place do.
    """
    shown: dict[str, Item] = {}
    for item in story():
        if item.feed == wire.id and item.at <= elapsed:
            shown.pop(item.wire_id, None)
            shown[item.wire_id] = item
    newest_first = list(reversed(shown.values()))
    root = (
        _rss(wire, newest_first, start)
        if wire.format == "rss"
        else _atom(wire, newest_first, start)
    )
    return _bytes(root)


def _rss(wire: Wire, items: list[Item], start: datetime) -> etree._Element:
    """Write RSS 2.0 with the whole text in ``content:encoded``."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"content": CONTENT})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", wire.title)
    _add(channel, "link", f"https://{wire.id}.example/")
    _add(channel, "description", f"News from {wire.title}")
    _add(channel, "language", wire.language)
    for item in items:
        entry = etree.SubElement(channel, "item")
        _add(entry, "title", headline(item, start))
        _add(entry, "link", link(item))
        _add(entry, "guid", f"{wire.id}/{item.wire_id}").set("isPermaLink", "false")
        _add(entry, "pubDate", format_datetime(first_published(item, start), usegmt=True))
        _add(entry, f"{{{CONTENT}}}encoded", _html(item, start))
    return root


def _atom(wire: Wire, items: list[Item], start: datetime) -> etree._Element:
    """Write Atom with the whole text as HTML content."""
    root = etree.XML(f'<feed xmlns="{ATOM}" xml:lang="{wire.language}"/>')
    _add(root, f"{{{ATOM}}}id", f"urn:example:{wire.id}")
    _add(root, f"{{{ATOM}}}title", wire.title)
    newest = max((published(item, start) for item in items), default=start)
    _add(root, f"{{{ATOM}}}updated", _w3c(newest))
    for item in items:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, f"{{{ATOM}}}id", f"urn:example:{wire.id}:{item.wire_id}")
        _add(entry, f"{{{ATOM}}}title", headline(item, start))
        _add(entry, f"{{{ATOM}}}link").set("href", link(item))
        _add(entry, f"{{{ATOM}}}published", _w3c(first_published(item, start)))
        _add(entry, f"{{{ATOM}}}updated", _w3c(published(item, start)))
        _add(entry, f"{{{ATOM}}}content", _html(item, start)).set("type", "html")
    return root


def newsml(item: Item, start: datetime) -> bytes:
    """
    Return *item* as a NewsML 1.2 document of the main-wire dialect.

    An alert has an empty headline and one line of text; each text ends in the desk's
    sign-off and an empty paragraph, which are no news.
    """
    moved = f"{published(item, start):%Y%m%dT%H%M%S}"
    wire = wire_of(item)
    root = etree.Element("NewsML", Version="1.2")
    envelope = etree.SubElement(root, "NewsEnvelope")
    _add(envelope, "TransmissionId", item.id)
    _add(envelope, "DateAndTime", f"{moved}Z")
    _formal(envelope, "NewsService", "HPA-WORLD")
    _formal(envelope, "Priority", str(item.urgency))
    news = etree.SubElement(root, "NewsItem")
    _identification(news, item, start)
    management = etree.SubElement(news, "NewsManagement")
    _formal(management, "NewsItemType", "Alert" if item.alert else "News")
    _add(management, "FirstCreated", f"{first_published(item, start):%Y%m%dT%H%M%S}+0000")
    _add(management, "ThisRevisionCreated", f"{moved}+0000")
    _formal(management, "Status", "Usable")
    _formal(management, "Urgency", str(item.urgency))
    component = etree.SubElement(news, "NewsComponent")
    lines = etree.SubElement(component, "NewsLines")
    _add(lines, "HeadLine", headline(item, start))
    if item.advisory:
        line = etree.SubElement(lines, "NewsLine")
        _formal(line, "NewsLineType", "AdvisoryLine")
        _add(line, "NewsLineText", item.advisory)
    described = etree.SubElement(component, "DescriptiveMetadata")
    _formal(described, "Language", wire.language)
    _formal(etree.SubElement(described, "SubjectCode"), "Subject", UNREST)
    for genre in item.genre:
        _formal(described, "Genre", genre)
    _body(component, item, start)
    return _bytes(root)


def _identification(news: etree._Element, item: Item, start: datetime) -> None:
    """Name the item: the same for its versions but for the revision."""
    first = f"{first_published(item, start):%Y%m%dT%H%M%SZ}"
    identification = etree.SubElement(news, "Identification")
    identifier = etree.SubElement(identification, "NewsIdentifier")
    _add(identifier, "ProviderId", f"{item.feed}.example")
    _add(identifier, "DateId", first)
    _add(identifier, "NewsItemId", item.wire_id)
    # As agencies do: Update stays "N" whatever the revision.
    _add(identifier, "RevisionId", str(item.revision)).attrib.update(
        {"PreviousRevision": str(item.revision - 1), "Update": "N"}
    )
    urn = f"urn:newsml:{item.feed}.example:{first}:{item.wire_id}:{item.revision}"
    _add(identifier, "PublicIdentifier", urn)
    _add(identification, "NameLabel", "Alert" if item.alert else "Africa")


def _body(component: etree._Element, item: Item, start: datetime) -> None:
    """Put the paragraphs, the desk's sign-off and an empty paragraph where NITF has them."""
    content = etree.SubElement(component, "ContentItem")
    _formal(content, "Format", "NITF3.1")
    nitf = etree.SubElement(etree.SubElement(content, "DataContent"), "nitf")
    body = etree.SubElement(etree.SubElement(nitf, "body"), "body.content")
    for paragraph in (*text(item, start).split("\n\n"), "mk/rd", None):
        _add(body, "p", paragraph)


def _html(item: Item, start: datetime) -> str:
    """Return the text as HTML paragraphs."""
    return "".join(
        f"<p>{escape(part, quote=False)}</p>" for part in text(item, start).split("\n\n")
    )


def _w3c(time: datetime) -> str:
    """Write a time as Atom does (RFC 3339)."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _add(parent: etree._Element, tag: str, words: str | None = None) -> etree._Element:
    """Append an element with *words*, or an empty one."""
    element = etree.SubElement(parent, tag)
    element.text = words
    return element


def _formal(parent: etree._Element, tag: str, name: str) -> None:
    """Append an element that says *name* the way NewsML 1.2 says everything."""
    etree.SubElement(parent, tag, FormalName=name)


def _bytes(root: etree._Element) -> bytes:
    """Serialise as UTF-8 with a declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
