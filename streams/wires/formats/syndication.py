"""
Which dispatches does an RSS or Atom document hold?

feedparser reads both, well-formed or not, and makes one vocabulary of them.
Its two slow flags are off, so its HTML arrives raw and becomes plain text here,
and its dates are read again here, because it believes zone names. Revisions are
not its matter: feeds edit items in place (``streams/wires/seen.py``).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import feedparser

from schemas.dispatch import Dispatch
from schemas.record import identity

from .document import NO_TIME, Fault, NotADispatch, Origin, Parsed, finished
from .markup import one_line, paragraphs, plain
from .times import instant
from .tree import honest

# Media Cloud's limit over 180,000 feeds; the longest wire documents have some hundred.
MOST_ITEMS = 2_000

# What feedparser complains of although it read all there is: a wrong or missing
# declaration of charset or media type, which we do not pass on anyway.
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")


class _Item(NamedTuple):
    """An entry, and what may tell it from others: its own id, its link, its title."""

    entry: feedparser.FeedParserDict
    where: str
    own_id: str
    link: str
    title: str


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read an RSS or Atom document.

    Raises:
        NotADispatch: It is neither.
    """
    # A stream: feedparser would take bare bytes for the name of a file to open.
    found = feedparser.parse(
        io.BytesIO(honest(data)), sanitize_html=False, resolve_relative_uris=False
    )
    entries = found["entries"]
    complaint = _complaint(found)
    if not found.get("version") and not entries:
        raise NotADispatch(complaint or "neither RSS nor Atom")
    errors = [Fault("document", complaint)] if complaint else []
    if len(entries) > MOST_ITEMS:
        errors.append(Fault("document", f"{len(entries)} items; read the first {MOST_ITEMS}"))
    items = [_item(position, entry) for position, entry in enumerate(entries[:MOST_ITEMS], 1)]
    otherwise = origin.received_at or _time_of(found)
    is_atom = found.get("version", "").startswith("atom")
    own_language = found["feed"].get("language")
    dispatches: dict[str, Dispatch] = {}
    for item, key in _keyed(items, origin.feed or origin.provider or _name_of(found["feed"])):
        try:
            dispatch = _dispatch(item, key, origin, otherwise, own_language, is_atom=is_atom)
        except (NotADispatch, ValueError, KeyError) as error:
            errors.append(Fault(item.where, str(error)))
            continue
        before = dispatches.get(key)
        # Two versions of one item in one document: the later one is how it reads now.
        if before is None or dispatch.published_at > before.published_at:
            dispatches[key] = dispatch
    return Parsed(tuple(dispatches.values()), tuple(errors))


def _complaint(found: feedparser.FeedParserDict) -> str:
    """Say what feedparser found wrong with the whole document, ``""`` for nothing."""
    error = found.get("bozo_exception") if found.get("bozo") else None
    if error is None or type(error).__name__ in _HARMLESS:
        return ""
    message = getattr(error, "getMessage", lambda: str(error))()
    line = getattr(error, "getLineNumber", lambda: None)()
    return f"not well-formed{f' at line {line}' if line else ''}: {message}"


def _item(position: int, entry: feedparser.FeedParserDict) -> _Item:
    """Take what identifies an entry."""
    own_id = str(entry.get("id") or "").strip()
    link = str(entry.get("link") or "").strip()
    title = one_line(str(entry.get("title") or ""))
    return _Item(entry, f"item {position}{f' ({own_id or link})' if own_id or link else ''}",
                 own_id, link, title)  # fmt: skip


def _keyed(items: list[_Item], feed: str) -> Iterator[tuple[_Item, str]]:
    """
    Give each item its key: its own id, else its link, else its words.

    An id that several items of one document share names none of them (some feeds give
    all items the same); there link and title are added. Their order is not, because
    items move down from one poll to the next.
    """
    # Versions of one item (same link, same title) do not count against its id.
    distinct = {(item.own_id or item.link, item.link, item.title) for item in items}
    shared = Counter(name for name, _, _ in distinct)
    for item in items:
        name = item.own_id or item.link
        if not name:
            words = str(item.entry.get("summary") or "")
            yield item, identity(feed, "words", item.title, words)
        elif shared[name] > 1:
            yield item, identity(feed, "shared", name, item.link, item.title)
        else:
            yield item, identity(feed, "id", name)


def _dispatch(
    item: _Item,
    key: str,
    origin: Origin,
    otherwise: datetime,
    own_language: str | None,
    *,
    is_atom: bool,
) -> Dispatch:
    """Turn one entry into a dispatch; raises ``NotADispatch`` when it has no words."""
    entry = item.entry
    headline = one_line(_text(entry.get("title_detail"), is_atom=is_atom))
    # Some feeds put the story into the description and only a picture into the content.
    bodies = [*entry.get("content", ()), entry.get("summary_detail")]
    text = max((_text(body, is_atom=is_atom) for body in bodies), key=len)
    web = item.link.startswith(("https://", "http://"))
    return finished(
        origin,
        key=key,
        headline=headline,
        text="" if text == headline else text,
        # `updated` moves at every touch of the page; `in`, because feedparser's get()
        # answers with another field.
        published_at=next(
            (
                time
                for field in ("published", "updated", "created")
                if field in entry and (time := instant(entry[field]))
            ),
            None,
        ),
        otherwise=otherwise,
        provider=origin.feed or "unknown",
        language=_language(entry, own_language),
        subjects=tuple(str(tag.get("term") or "") for tag in entry.get("tags", ())),
        url=item.link if web and len(item.link) <= 2048 else None,
    )


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
    """Return what a document that nobody names calls itself; guids are often mere numbers."""
    return str(channel.get("id") or channel.get("link") or channel.get("title") or "")


def _time_of(found: feedparser.FeedParserDict) -> datetime:
    """Return the newest time that a document states, for reading it without a clock."""
    entries = [found["feed"], *found["entries"]]
    stated = (
        instant(entry[field])
        for entry in entries
        for field in ("published", "updated")
        if field in entry
    )
    return max((time for time in stated if time), default=NO_TIME)
