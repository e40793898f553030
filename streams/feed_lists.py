"""
How do lists of feeds come from, and go to, other readers?

OPML as feed readers write it, CSV as spreadsheets do, or one address a line.
What tocsin knows besides travels in attributes of its own, which other readers
pass over, so that its own export comes back whole. Never exported: how a feed
is logged into. Not here: ``feeds.toml`` itself (``feeds_file.py``).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from lxml import etree

from schemas.codec import BadRecord
from schemas.feed import Feed

from .config_files import in_words
from .trouble import Trouble

# What a cell or an attribute can hold; `auth` and `api` are tables, and name secrets.
FIELDS = tuple(name for name in Feed.__struct_fields__ if name not in ("auth", "api"))

_OURS = "urn:tocsin:feeds"
_TITLES = ("title", "text", "name")
_FILLER = re.compile(r"^(?:www|feeds?|rss|news|xml)\.")
_NO_ID = re.compile(r"[^a-z0-9]+")


class Entry(NamedTuple):
    """One line of a foreign list: where it stood, and what it says, by our field names."""

    where: str
    said: Mapping[str, str]


def entries_in(data: bytes, *, name: str) -> list[Entry]:
    """
    Read a list: OPML when it begins like XML, else CSV or addresses.

    Raises:
        Trouble: It is neither; names the file.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _in_opml(data, name)
    try:
        return _in_csv(data.decode("utf-8-sig"), name)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Trouble(f"{name}: neither OPML nor CSV in UTF-8: {error}") from error


def feed_of(entry: Entry, *, taken: Iterable[str]) -> Feed:
    """
    Make a feed of what *entry* says: an id that is not *taken*, and at least a provider.

    Raises:
        BadRecord: It has no usable address, or a value that does not fit.
    """
    said: dict[str, str] = {name: value for name, value in entry.said.items() if name in FIELDS}
    title = next((entry.said[name] for name in _TITLES if entry.said.get(name)), "")
    source = said.get("url") or said.get("folder") or ""
    said.setdefault("id", free_id(title or source, source, taken=taken))
    if "url" in said:
        # Feeds without a provider would count as one publisher, and never confirm each other.
        said.setdefault("provider", host_of(said["url"]))
    try:
        return msgspec.convert(said, Feed, strict=False)
    except msgspec.ValidationError as error:
        raise BadRecord(in_words(str(error))) from error


def free_id(title: str, source: str, *, taken: Iterable[str]) -> str:
    """Make an id from *title*, or from *source* when it has no Latin letters; numbered if *taken*."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = _NO_ID.sub("-", plain.removeprefix("https://").removeprefix("http://"))[:56].strip("-")
    base = base or _NO_ID.sub("-", host_of(source)).strip("-") or "feed"
    known, made, number = set(taken), base, 1
    while made in known:
        number += 1
        made = f"{base}-{number}"
    return made


def host_of(url: str) -> str:
    """Return the host of *url* without its filler: ``feeds.bbci.co.uk`` is ``bbci.co.uk``."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:  # no address at all: the record will say so
        return ""
    short = _FILLER.sub("", host)
    return short if "." in short else host


def same_source(feed: Feed) -> str:
    """Return what two entries of one source share, however its address is spelled."""
    address = feed.url or feed.folder or ""
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/").lower()


def to_csv(feeds: Iterable[Feed]) -> str:
    """Write *feeds* as CSV with a line of names."""
    page = io.StringIO()
    writer = csv.DictWriter(page, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_cells(feed) for feed in feeds)
    return page.getvalue()


def to_opml(feeds: Iterable[Feed]) -> str:
    """Write the feeds of *feeds* that have an address as OPML 2.0."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"tocsin": _OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "tocsin"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if feed.url is None:
            continue
        ours = {f"{{{_OURS}}}{name}": value for name, value in _cells(feed).items()}
        ours.pop(f"{{{_OURS}}}url")
        etree.SubElement(
            body, "outline", {"type": "rss", "text": feed.id, "xmlUrl": feed.url} | ours
        )
    written: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="utf-8")
    return written.decode()


def _cells(feed: Feed) -> dict[str, str]:
    """Write what differs from the defaults, as text."""
    plain = msgspec.to_builtins(feed)
    usual = msgspec.to_builtins(Feed(id="usual", url="http://usual.example/"))
    return {
        name: str(plain[name]).lower() if isinstance(plain[name], bool) else str(plain[name])
        for name in FIELDS
        if plain[name] is not None and (plain[name] != usual[name] or name == "id")
    }


def _in_opml(data: bytes, name: str) -> list[Entry]:
    """Read outlines, however deep."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise Trouble(f"{name}: no OPML: {error.msg}") from error
    if root.tag != "opml":
        raise Trouble(f"{name}: begins with <{root.tag}>, not <opml>; is it a feed? try feeds add")
    return [
        Entry(f"{name}:{outline.sourceline}", dict(_of_outline(outline.attrib.items())))
        for outline in root.iter("outline")
        if any(key.lower() == "xmlurl" for key in map(str, outline.attrib))
    ]


def _of_outline(attributes: Iterable[tuple[str | bytes, str | bytes]]) -> Iterator[tuple[str, str]]:
    """Translate the attributes of an outline; readers differ in how they write them."""
    for key, value in attributes:
        word, said = str(key), str(value).strip()
        if word.lower() == "xmlurl":
            yield "url", said
        elif word.startswith(f"{{{_OURS}}}"):
            yield word.rpartition("}")[2], said
        elif word.lower() in _TITLES and said:
            yield word.lower(), said


def _in_csv(text: str, name: str) -> list[Entry]:
    """Read a table with a line of names, or addresses without one."""
    rows = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(csv.reader(io.StringIO(text)), start=1)
        if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#")
    ]
    if not rows:
        return []
    names = [cell.lower() for cell in rows[0][1]]
    names = ["url" if word in ("xmlurl", "feed", "feed url", "address") else word for word in names]
    if "url" in names or "folder" in names:
        rows = rows[1:]
    elif "://" in rows[0][1][0]:
        names = ["url"]
    else:
        raise Trouble(f"{name}: its first line names no column `url` (of {', '.join(FIELDS)})")
    return [
        Entry(
            f"{name}:{number}", {key: cell for key, cell in zip(names, row, strict=False) if cell}
        )
        for number, row in rows
    ]
