"""
Which dispatches does a NewsML-G2 document hold?

One ``newsItem``, or a ``newsMessage`` with several. A signal says little (some
senders call every version an update) and ``version`` counts internal saves, so
"new" is what we see first. Packages, concepts and plans hold no text of their
own. Not here: NewsML 1.2, which shares nothing but the name.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from schemas.dispatch import Dispatch

from .bodies import story_in, story_of
from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .elements import (
    XML_LANG,
    attribute,
    attributes,
    code_of,
    codes,
    said,
    without_namespaces,
    words_of,
)
from .fields import grade, whole
from .items import read_each
from .markup import one_line, paragraphs
from .signals import signal_of
from .times import instant
from .tree import root_of
from .usage import Standing, standing

# Subjects of these types say who and where, not what about.
_NO_TOPICS = ("cpnat:geoArea", "cpnat:poi", "cpnat:person", "cpnat:organisation", "cpnat:event")

# What holds a story where the sender says no media type; concepts and results are none.
_STORIES = frozenset(["html", "body", "nitf", "article", "section", "div", "p"])

# How a link to the item that is corrected or killed is called.
_BACKWARDS = frozenset(["corrects", "correctionof", "replaces", "cancels", "kills", "evolvedfrom"])


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a NewsML-G2 document.

    Raises:
        NotADispatch: It is no well-formed XML, or no message and holds no ``newsItem``.
    """
    root = without_namespaces(root_of(data))
    items = list(root.iter("newsItem"))
    if not items and root.tag != "newsMessage":
        raise NotADispatch(f"no <newsItem> in <{root.tag}>, so no text")
    return read_each(
        items,
        lambda item: _dispatch(item, root, origin),
        lambda item: item.get("guid") or "",
        numbered=True,
    )


def _dispatch(item: etree._Element, root: etree._Element, origin: Origin) -> Dispatch:
    """Turn one ``newsItem`` into a dispatch."""
    guid = (item.get("guid") or "").strip()
    if not guid:
        raise NotADispatch("no guid")
    usage = _standing(item, origin)
    urgency = _urgency(item, root)
    headline = _headline(item)
    notes = item.findall("itemMeta/edNote")
    signal = signal_of(
        pubstatus=usage.pubstatus,
        codes=codes(item, "itemMeta/signal"),
        notes=map(words_of, notes),
        roles=(note.get("role") or "" for note in notes),
        slug=said(item, "contentMeta/slugline") or headline,
        urgency=urgency,
    )
    return finished(
        origin,
        key=guid,
        revision=whole(item.get("version")) or 1,
        provider=_provider(item),
        headline=headline,
        text=_text(item),
        language=attribute(item, "contentMeta/language", "tag") or item.get(XML_LANG) or None,
        published_at=_published(item, root, origin),
        otherwise=origin.received_at or NO_TIME,
        urgency=urgency,
        signal=signal,
        pubstatus=usage.pubstatus,
        embargo_until=usage.embargo_until,
        corrects=_corrected(item, guid) if signal in ("correction", "kill") else None,
        credits=_credits(item),
        genre=_genre(item),
        subjects=_subjects(item),
    )


def _headline(item: etree._Element) -> str:
    """Return the headline of the highest rank; an item without one may have it in its body."""
    found = item.findall("contentMeta/headline")
    ranked = sorted(found, key=lambda headline: whole(headline.get("rank")) or 1)
    spoken = (*map(words_of, ranked), said(item, "itemMeta/title"), said(item, ".//hl1"))
    return next((line for words in spoken if (line := one_line(words))), "")


def _text(item: etree._Element) -> str:
    """
    Return the story: marked up if there is such a rendition, else plain, else the caption.

    Marked-up tables of results and the like are no story.
    """
    for part in item.iterfind("contentSet/inlineXML"):
        kind = part.get("contenttype") or ""
        is_story = "html" in kind or "nitf" in kind
        if not kind:
            is_story = len(part) > 0 and part[0].tag in _STORIES
        if is_story and (story := story_of(part)):
            return _led_in(story, one_line(said(item, "contentMeta/dateline")))
    plain_parts = []
    for part in item.iterfind("contentSet/inlineData"):
        kind, words = part.get("contenttype") or "text/plain", words_of(part)
        if kind.startswith("text/"):
            plain_parts.append(story_in(words) if "html" in kind else paragraphs(words))
    if longest := max(plain_parts, key=len, default=""):
        return longest
    captions = map(words_of, item.iterfind("contentMeta/description"))
    return next((paragraphs(words) for words in captions if words), "")


def _led_in(story: str, dateline: str) -> str:
    """Put a dateline that stands in a paragraph of its own before the first sentence."""
    alone = f"{dateline}\n\n"
    return f"{dateline} {story.removeprefix(alone)}" if story.startswith(alone) else story


def _published(item: etree._Element, root: etree._Element, origin: Origin) -> datetime | None:
    """Return when this version was made; the message's own time moves with every resend."""
    places = (
        said(item, "itemMeta/versionCreated"),
        said(item, "itemMeta/firstCreated"),
        said(item, "contentMeta/contentModified"),
        said(item, "contentMeta/contentCreated"),
        said(root, "header/sent"),
    )
    return next((time for written in places if (time := instant(written, origin.zone))), None)


def _standing(item: etree._Element, origin: Origin) -> Standing:
    """Tell whether the item may be used; an empty ``embargoed`` has no end."""
    embargo = item.find("itemMeta/embargoed")
    status = item.find("itemMeta/pubStatus")
    return standing(
        "" if status is None else code_of(status),
        None if embargo is None else words_of(embargo),
        zone=origin.zone,
    )


def _urgency(item: etree._Element, root: etree._Element) -> int | None:
    """Return the item's urgency, else the message's priority."""
    written = (said(item, "contentMeta/urgency"), said(root, "header/priority"))
    return next((number for word in written if (number := grade(word))), None)


def _provider(item: etree._Element) -> str:
    """Name the provider by its code, else its name, else the host of its address."""
    provider = item.find("itemMeta/provider")
    if provider is None:
        return "unknown"
    if code := provider.get("qcode"):
        return code.rpartition(":")[2].lower()
    named = said(provider, "name") or provider.get("literal") or ""
    host = urlsplit(provider.get("uri") or "").hostname or ""
    return (named or host.removeprefix("www.")).lower() or "unknown"


def _credits(item: etree._Element) -> tuple[str, ...]:
    """Return whom the item names as its source; whoever merely supplied it is no source."""
    sources = (
        name
        for source in item.iterfind("contentMeta/infoSource")
        if "supplier" not in (source.get("role") or "")
        for name in (said(source, "name"), code_of(source).rpartition(":")[2])
    )
    return (*sources, *said(item, "contentMeta/creditline").split("/"))


def _genre(item: etree._Element) -> tuple[str, ...]:
    """Return genres by code and by name, and what the item is when it is no text."""
    kinds = [kind for kind in codes(item, "itemMeta/itemClass") if kind != "ninat:text"]
    genres = (
        word
        for genre in item.iterfind("contentMeta/genre")
        for word in (code_of(genre), said(genre, "name"))
    )
    return (*genres, *kinds)


def _subjects(item: etree._Element) -> tuple[str, ...]:
    """Return the codes of topics, parts of a faceted subject included."""
    subjects = [
        subject
        for subject in item.iterfind("contentMeta/subject")
        if subject.get("type") not in _NO_TOPICS
    ]
    return tuple(
        code
        for subject in subjects
        for code in (code_of(subject), *codes(subject, "mainConcept"))
        if code
    )


def _corrected(item: etree._Element, guid: str) -> str | None:
    """Return the guid of another item that this one stands against."""
    for link in item.iterfind("itemMeta/link"):
        rel = (link.get("rel") or "").rpartition(":")[2].lower()
        target = next(iter(attributes(link, ".", "residref") or attributes(link, ".", "href")), "")
        if rel in _BACKWARDS and target and target != guid:
            return target
    return None
