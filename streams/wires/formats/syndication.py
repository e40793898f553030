"""
Which items does an RSS, RDF or Atom document hold?

feedparser reads them all, well-formed or not, and makes one vocabulary of them.
Its two slow flags are off, so its HTML arrives raw and becomes plain text here,
and its dates are read again here, because it believes zone names. Not here:
what tells items apart (``feed_items.py``).
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import feedparser

from .captions import set_apart
from .charsets import honest
from .document import Fault, NotADispatch, Origin, Parsed
from .feed_items import Item, parsed_from
from .markup import one_line, paragraphs, plain
from .pace import pace_of
from .vetting import possible, vet

# What feedparser complains of although it read all there is: a wrong or missing
# declaration of charset or media type, which we do not pass on anyway.
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read an RSS, RDF or Atom document.

    Raises:
        NotADispatch: It is none of them.
    """
    found = _understood(data, origin.charset)
    complaint = _complaint(found)
    if not found.get("version") and not found["entries"]:
        raise NotADispatch(complaint or "neither RSS nor Atom")
    parsed = parsed_from(
        _items(found, origin),
        origin,
        name=_name_of(found["feed"]),
        stated=_time_of(found, origin),
        faults=[Fault("document", complaint)] if complaint else [],
    )
    return parsed._replace(pace=pace_of(data))


def _understood(data: bytes, charset: str | None = None) -> feedparser.FeedParserDict:
    """Have feedparser read *data*; raises ``NotADispatch`` when that would hurt, or fails."""
    shown = set_apart(possible(honest(data, charset)))
    vet(shown)
    try:
        # A stream: feedparser would take bare bytes for the name of a file to open.
        return feedparser.parse(io.BytesIO(shown), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError) as error:  # a charset that is none, among others
        raise NotADispatch(f"feedparser fails: {error}") from error


def _items(found: feedparser.FeedParserDict, origin: Origin) -> tuple[Item, ...]:
    """Return what feedparser found as items."""
    is_atom = found.get("version", "").startswith("atom")
    of_the_feed = found["feed"].get("language")
    return tuple(
        Item(
            own_id=str(entry.get("id") or "").strip(),
            link=_link(entry),
            title=one_line(str(entry.get("title") or "")),
            body=str(entry.get("summary") or ""),
            headline=one_line(_text(entry.get("title_detail"), is_atom=is_atom)),
            text=_body(entry, is_atom=is_atom),
            published_at=_published(entry, origin),
            language=_language(entry, of_the_feed),
            subjects=tuple(str(tag.get("term") or "") for tag in entry.get("tags", ())),
            credits=_credits(entry),
        )
        for entry in found["entries"]
    )


def _link(entry: feedparser.FeedParserDict) -> str:
    """Return where the item stands; a guid is a permanent link only if it looks like one."""
    link = str(entry.get("link") or "").strip()
    is_address = link.startswith(("https://", "http://", "/"))
    return link if is_address or link != str(entry.get("id") or "").strip() else ""


def _credits(entry: feedparser.FeedParserDict) -> tuple[str, ...]:
    """Return the authors and the source of an item: papers sign agency texts with the agency."""
    authors = (str(author.get("name") or "") for author in entry.get("authors", ()))
    return (*authors, str((entry.get("source") or {}).get("title") or ""))


def _complaint(found: feedparser.FeedParserDict) -> str:
    """Say what feedparser found wrong with the whole document, ``""`` for nothing."""
    error = found.get("bozo_exception") if found.get("bozo") else None
    if error is None or type(error).__name__ in _HARMLESS:
        return ""
    message = getattr(error, "getMessage", lambda: str(error))()
    line = getattr(error, "getLineNumber", lambda: None)()
    return f"not well-formed{f' at line {line}' if line else ''}: {message}"


def _body(entry: feedparser.FeedParserDict, *, is_atom: bool) -> str:
    """Return the longest text: some feeds describe the story and put a picture into the content."""
    bodies = [*entry.get("content", ()), entry.get("summary_detail")]
    return max((_text(body, is_atom=is_atom) for body in bodies), key=len)


def _text(detail: feedparser.FeedParserDict | None, *, is_atom: bool) -> str:
    """
    Return a title's or body's plain text.

    Atom says whether a text is markup. RSS does not and is taken for HTML, which it
    nearly always is; plain text comes through unchanged.
    """
    if not detail:
        return ""
    value = str(detail.get("value") or "")
    return paragraphs(value) if is_atom and detail.get("type") == "text/plain" else plain(value)


def _published(entry: dict[str, Any], origin: Origin) -> datetime | None:
    """Return the first usable date; ``updated`` moves at every touch of the page."""
    # `in`, because feedparser's get() answers with another field.
    written = (entry[field] for field in ("published", "updated", "created") if field in entry)
    return next((time for date in written if (time := origin.instant_of(date))), None)


def _language(entry: feedparser.FeedParserDict, of_the_feed: str | None) -> str | None:
    """
    Return the language that the item itself declares.

    Templates put ``en-US`` into channels of any language, so a channel's word is not an
    item's; ``xml:lang`` is inherited, and counts where it differs from the feed's.
    """
    if own := entry.get("language"):
        return str(own)
    details = (entry.get("summary_detail"), entry.get("title_detail"))
    said = {detail.get("language") for detail in details if detail} - {None, "", of_the_feed}
    return str(said.pop()) if len(said) == 1 else None


def _name_of(channel: feedparser.FeedParserDict) -> str:
    """Return what a document that nobody names calls itself."""
    return str(channel.get("id") or channel.get("link") or channel.get("title") or "")


def _time_of(found: feedparser.FeedParserDict, origin: Origin) -> datetime | None:
    """Return the newest time that a document or an item of it states."""
    times = (
        origin.instant_of(entry[field])
        for entry in (found["feed"], *found["entries"])
        for field in ("published", "updated")
        if field in entry
    )
    return max((time for time in times if time), default=None)
