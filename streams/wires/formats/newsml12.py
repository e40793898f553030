"""
Which dispatches does a NewsML 1.2 document hold, as AFP sends it?

Three dialects are about: the main wire (text inside NITF), the multimedia and
journal services (nested components, photo captions beside the text) and topic
feeds (UTF-8 that claims to be Latin-1). An alert has no headline: its first
paragraph is the news. Not here: NewsML-G2, which shares nothing but the name.
"""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from schemas.dispatch import Dispatch, Signal

from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .fields import grade, whole
from .items import read_each
from .markup import one_line
from .newsml12_text import is_sign_off, paragraphs_of
from .signals import ALERT_URGENCY, signal_of_advisory
from .times import instant
from .tree import root_of
from .usage import Standing, standing


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a NewsML 1.2 document.

    Raises:
        NotADispatch: It is no well-formed XML, or holds no ``NewsItem``.
    """
    root = root_of(data)
    items = root.findall("NewsItem")
    if root.tag != "NewsML" or not items:
        raise NotADispatch(f"no <NewsItem> in <{root.tag}>")
    return read_each(
        items,
        lambda item: _dispatch(item, root, origin),
        lambda item: _said(item, "Identification/NewsIdentifier/NewsItemId"),
        numbered=True,
    )


def _dispatch(item: etree._Element, root: etree._Element, origin: Origin) -> Dispatch:
    """Turn one ``NewsItem`` into a dispatch."""
    if item.find(".//NewsItemRef") is not None and item.find(".//ContentItem") is None:
        raise NotADispatch("a listing of other items, without a text of its own")
    provider = _said(item, "Identification/NewsIdentifier/ProviderId")
    revision = _said(item, "Identification/NewsIdentifier/RevisionId")
    usage = _standing(item)
    # NameLabel is no title: on an alert it is the word "alert" in the wire's language.
    headline = one_line(_said(item, ".//NewsLines/HeadLine"))
    paragraphs = paragraphs_of(item)
    urgency = _urgency(item, root)
    signal = _signal(item, usage, urgency, is_bare=not headline and len(paragraphs) <= 2)
    if len(paragraphs) > 1 and is_sign_off(paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    published = _published(item, root)
    return finished(
        origin,
        key=_key(item),
        revision=whole(revision) or 1,
        provider=provider.split(".")[0].lower() or "unknown",
        headline=headline,
        text="\n\n".join(paragraphs),
        language=_named(item, ".//DescriptiveMetadata/Language"),
        published_at=published,
        otherwise=origin.received_at or NO_TIME,
        urgency=urgency,
        signal=signal,
        pubstatus=usage.pubstatus,
        embargo_until=usage.embargo_until,
        corrects=_corrected(item) if signal in ("correction", "kill") else None,
        origin=_credited(item, origin.provider or provider),
        genre=_names(item, ".//Genre"),
        subjects=_names(item, ".//SubjectCode/*"),
    )


def _key(item: etree._Element) -> str:
    """
    Name the item by provider, day and its id there: revisions share these.

    Raises:
        NotADispatch: It has no id.
    """
    parts = [
        _said(item, f"Identification/NewsIdentifier/{name}")
        for name in ("ProviderId", "DateId", "NewsItemId")
    ]
    if not parts[-1]:
        raise NotADispatch("no Identification/NewsIdentifier/NewsItemId")
    return ":".join(parts)


def _corrected(item: etree._Element) -> str | None:
    """
    Return the key of the item that this one says it goes with: ``urn:newsml:P:D:I[:R]``.

    A wire item may name its own copy in the multimedia service, whose ids begin with
    ``doc-``: of the same second, and nothing that it corrects.
    """
    named = "Identification/NewsIdentifier"
    second, own = _said(item, f"{named}/DateId"), _said(item, f"{named}/NewsItemId")
    for link in item.iterfind("NewsManagement/AssociatedWith"):
        parts = (link.get("NewsItem") or "").split(":")
        if parts[:2] == ["urn", "newsml"] and len(parts) >= 5:
            is_copy = parts[3] == second and parts[4].startswith("doc-") > own.startswith("doc-")
            if not is_copy:
                return ":".join(parts[2:5])
    return None


def _published(item: etree._Element, root: etree._Element) -> datetime | None:
    """Return when this version moved; the envelope's time changes with every resend."""
    places = (
        _said(item, "NewsManagement/ThisRevisionCreated"),
        _said(item, "NewsManagement/FirstCreated"),
        _said(root, "NewsEnvelope/DateAndTime"),
        _said(item, "Identification/NewsIdentifier/DateId"),
    )
    return next((time for written in places if (time := instant(written))), None)


def _standing(item: etree._Element) -> Standing:
    """Tell whether the item may be used, and from when."""
    status = (_named(item, "NewsManagement/Status") or "usable").lower()
    if status == "embargoed":
        return standing(status, _said(item, "NewsManagement/StatusWillChange/DateAndTime"))
    return standing(status)


def _urgency(item: etree._Element, root: etree._Element) -> int | None:
    """Return the item's urgency, else the envelope's priority (an attribute, not a text)."""
    written = (
        _named(item, "NewsManagement/Urgency"),
        _named(root, "NewsEnvelope/Priority"),
    )
    return next((number for word in written if (number := grade(word))), None)


def _signal(
    item: etree._Element, usage: Standing, urgency: int | None, *, is_bare: bool
) -> Signal | None:
    """
    Tell what the desk calls the item: a kill, what its advisory line says, or an alert.

    Args:
        item: The item.
        usage: Of the item.
        urgency: Of the item.
        is_bare: It has no headline and two paragraphs at most.
    """
    if usage.pubstatus == "canceled":
        return "kill"
    for line in item.iterfind(".//NewsLines/NewsLine"):
        if _named(line, "NewsLineType") == "AdvisoryLine":
            return signal_of_advisory(_said(line, "NewsLineText"))
    kind = (_named(item, "NewsManagement/NewsItemType") or "").lower()
    if kind in ("alert", "flash"):
        return "alert" if kind == "alert" else "flash"
    # Some desks send alerts as plain news: their urgency or their shape tells.
    if (urgency is not None and urgency <= ALERT_URGENCY) or is_bare:
        return "alert"
    return None


def _credited(item: etree._Element, provider: str) -> str | None:
    """Return the agency that the item names as its source, when it is not the provider."""
    source = _named(item, ".//AdministrativeMetadata/Source/Party")
    ours = provider.split(".", maxsplit=1)[0].casefold()
    return source if source and source.casefold() != ours else None


def _said(element: etree._Element, path: str) -> str:
    """Return the text at *path*, markup within it included, ``""`` when there is none."""
    found = element.find(path)
    return "" if found is None else "".join(str(text) for text in found.itertext()).strip()


def _named(element: etree._Element, path: str) -> str | None:
    """Return the first ``FormalName`` at *path*."""
    found = element.find(path)
    return None if found is None else ((found.get("FormalName") or "").strip() or None)


def _names(element: etree._Element, path: str) -> tuple[str, ...]:
    """Return every ``FormalName`` at *path*."""
    return tuple(found.get("FormalName") or "" for found in element.iterfind(path))
