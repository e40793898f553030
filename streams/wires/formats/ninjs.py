"""
Which dispatch does a ninjs document hold?

Three generations are about: 1.x with flat lower-case names and patterns
(``body_html``), 2.x with lists (``bodies``), 3.x in camel case. Names are
therefore looked up without their capitals, in whichever form is there. The
schemas are closed, but senders are not: what is unknown is passed over. Items
within items (``associations``) are mostly pictures, which are not read; a text
among them is a dispatch of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from schemas.dispatch import Dispatch

from .bodies import story_in, story_of
from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .elements import short_code, without_namespaces
from .fields import grade, objects, text, texts, value_of, whole
from .items import read_each
from .markup import one_line, paragraphs
from .origins import AGENCIES, agency_of
from .signals import signal_of
from .times import instant
from .tree import root_of
from .usage import standing

# Announcements of what will be covered: no news, whatever wars they list.
_AGENDA = frozenset(["planning", "event"])

# Markup keeps paragraphs apart; NITF calls itself "text/vnd.IPTC.NITF", so it is asked for first.
_RANKS = (("nitf", 2), ("html", 0), ("text", 1))
_OTHER_RANK = 3

# What says whether, and from when, an item may be used.
_USAGE = ("pubstatus", "embargoed", "embargoeduntil")

_KILLED = frozenset(["canceled", "cancelled"])

DEEPEST = 4
"""Items within items that are read; agencies nest one or two."""
_WEB_URN = re.compile(r"(?:urn:newsml:|tag:)([\w.-]+)")

Fields = dict[str, Any]
"""An item, its names in lower case."""


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a ninjs item, or a list of them.

    Raises:
        NotADispatch: It is no JSON, or no object in it has a ``uri``.
    """
    items = [_lowered(item) for item in objects(value_of(data))]
    if not any(text(item.get("uri")) for item in items):
        raise NotADispatch("no item with a uri")
    found = [one for item in items for one in (item, *_texts_within(item, origin))]
    return read_each(
        found,
        lambda item: _dispatch(item, origin),
        lambda item: text(item.get("uri")),
        numbered=any(whole(item.get("version")) for item in found),
    )


def _lowered(item: Fields) -> Fields:
    return {name.lower(): value for name, value in item.items()}


def _texts_within(item: Fields, origin: Origin, depth: int = 0) -> Iterator[Fields]:
    """
    Yield the associated items that are texts, theirs included.

    A mere link has no body, and a text without its own date may be an old one, shown beside.

    What withholds an item withholds the texts within, unless they say otherwise; what kills
    it says nothing of them.
    """
    listed = item.get("associations")
    if text(item.get("pubstatus")) in _KILLED or depth > DEEPEST:
        return
    # 1.x names them in an object, 2.x lists them.
    within = list(listed.values()) if isinstance(listed, dict) else listed
    for one in objects(within):
        usage = {name: item[name] for name in _USAGE if name in item}
        associated = {**usage, **_lowered(one)}
        is_text = text(associated.get("type")) == "text" and text(associated.get("uri"))
        if is_text and _published(associated, origin) and _body(associated):
            yield associated
        yield from _texts_within(associated, origin, depth + 1)


def _dispatch(item: Fields, origin: Origin) -> Dispatch:
    """Turn one item into a dispatch."""
    uri = text(item.get("uri"))
    if not uri:
        raise NotADispatch("no uri")
    embargo = _first(item, "embargoeduntil", "embargoed")
    usage = standing(
        text(item.get("pubstatus")), None if embargo is None else text(embargo), zone=origin.zone
    )
    urgency = grade(item.get("urgency"))
    headline = _headline(item)
    signal = signal_of(
        pubstatus=usage.pubstatus,
        codes=texts(item.get("signal")),
        notes=texts(item.get("ednote")),
        slug=text(item.get("slugline")) or headline,
        urgency=urgency,
    )
    about = text(_first(item, "evolvedfrom", "corrects"))
    return finished(
        origin,
        key=uri,
        revision=whole(item.get("version")) or 1,
        provider=_provider(item, uri),
        headline=headline,
        text=_text(item),
        language=text(item.get("language")),
        published_at=_published(item, origin),
        otherwise=origin.received_at or NO_TIME,
        urgency=urgency,
        signal=signal,
        pubstatus=usage.pubstatus,
        embargo_until=usage.embargo_until,
        corrects=about if signal in ("correction", "kill") and about != uri and about else None,
        credits=_credits(item),
        genre=_genre(item),
        subjects=_codes(item, "subjects", "subject"),
    )


def _first(item: Fields, *names: str) -> Any:
    """Return the first of the fields *names* that is there."""
    return next((item[name] for name in names if item.get(name) is not None), None)


def _headline(item: Fields) -> str:
    """Return the main headline, else any, else the title."""
    listed = sorted(objects(item.get("headlines")), key=lambda one: text(one.get("role")) != "main")
    flat = [name for name in sorted(item) if name.startswith("headline_")]
    spoken = (
        text(item.get("headline")),
        *(text(one.get("value")) for one in listed),
        *(text(item[name]) for name in flat),
        text(item.get("title")),
    )
    return next((line for words in spoken if (line := one_line(words))), "")


def _text(item: Fields) -> str:
    """Return the body; of a picture the description."""
    return _body(item) or _best(item, "descriptions", "description_")


def _body(item: Fields) -> str:
    return _best(item, "bodies", "body_")


def _best(item: Fields, listed: str, flat: str) -> str:
    """Return the text of the best rendition of the list, or of the fields that begin so."""
    renditions = [
        (text(one.get("contenttype")) or text(one.get("role")), text(one.get("value")))
        for one in map(_lowered, objects(item.get(listed)))
        if "credit" not in text(one.get("role"))
    ]
    renditions += [(name, text(item[name])) for name in sorted(item) if name.startswith(flat)]
    ranked = sorted(renditions, key=lambda rendition: _rank(rendition[0]))
    return next((story for kind, words in ranked if (story := _story(kind.lower(), words))), "")


def _rank(kind: str) -> int:
    """Return which rendition to prefer, the smallest first."""
    return next((rank for name, rank in _RANKS if name in kind.lower()), _OTHER_RANK)


def _story(kind: str, words: str) -> str:
    """Return the text of one rendition."""
    if "nitf" in kind:
        try:
            return story_of(without_namespaces(root_of(words.encode("utf-8", "replace"))))
        except NotADispatch:
            return story_in(words)
    return story_in(words) if "<" in words and "plain" not in kind else paragraphs(words)


def _published(item: Fields, origin: Origin) -> datetime | None:
    names = ("versioncreated", "firstcreated", "contentcreated")
    times = (instant(text(item.get(name)), origin.zone) for name in names)
    return next((time for time in times if time), None)


def _provider(item: Fields, uri: str) -> str:
    """Name the agency that holds the copyright, else whoever made the uri."""
    holder = text(_first(item, "copyrightholder"))
    if agency := agency_of([holder]):
        return agency
    named = _WEB_URN.match(uri)
    host = named[1] if named else urlsplit(uri).hostname or ""
    # "api.ap.org" and "dpa.com" are called by the name before the last dot.
    own = host.removesuffix(".").rpartition(".")[0].rpartition(".")[2].lower()
    return own if own in AGENCIES else (host or holder or "unknown").lower()


def _credits(item: Fields) -> tuple[str, ...]:
    sources = objects(_first(item, "infosources", "infosource"))
    return tuple(text(source.get(name)) for source in sources for name in ("name", "literal"))


def _genre(item: Fields) -> tuple[str, ...]:
    """Return genres by code and by name, and what the item is when it is no text."""
    genres = objects(_first(item, "genres", "genre"))
    names = tuple(text(genre.get("name")) for genre in genres)
    kind = text(item.get("type")) or "text"
    kinds = ("agenda",) if kind in _AGENDA else (kind,) if kind != "text" else ()
    return (*_codes(item, "genres", "genre"), *names, *kinds)


def _codes(item: Fields, *names: str) -> tuple[str, ...]:
    """Return the codes of concepts: a uri, or a code with the scheme that it is from."""
    found = []
    for concept in objects(_first(item, *names)):
        uri = text(concept.get("uri"))
        code = text(_first(concept, "code", "literal"))
        scheme = text(concept.get("scheme"))
        if not uri:
            uri = scheme + code if scheme.endswith(("/", ":")) else code
        found.append(short_code(uri))
    return tuple(found)
