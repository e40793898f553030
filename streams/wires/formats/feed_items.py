"""
Which dispatches do the items of a feed become?

RSS, Atom, JSON Feed and news sitemaps agree on what an item is: perhaps an id,
a link, a title, a body, a time. Each of them reads its documents into
``Item``; here it is decided, once for all, what makes an item the same one at
the next poll. Revisions are not known here: feeds edit items in place
(``streams/wires/seen.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from schemas.dispatch import Dispatch
from schemas.record import identity

from .document import NO_TIME, Fault, NotADispatch, Origin, Parsed, finished

# Media Cloud's limit over 180,000 feeds; the longest wire documents have some hundred.
MOST_ITEMS = 2_000

LONGEST_URL = 2_048
"""Longer addresses are left out; browsers and archives draw the line here."""


class Item(NamedTuple):
    """
    One item of a feed, read but not judged.

    Attributes:
        own_id: As the item gives it, ``""`` for none.
        link: As the item gives it, be it relative.
        title: Raw, on one line: with the link it tells items apart that share an id.
        body: Raw: tells items apart that have neither id nor link.
        headline, text: The same as plain text.
        published_at: ``None`` when it gives no usable date.
        language: What the item itself declares.
        genre, subjects: As sent.
        credits: Whom its fields name as author or source.
    """

    own_id: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    headline: str = ""
    text: str = ""
    published_at: datetime | None = None
    language: str | None = None
    genre: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


def parsed_from(
    items: Sequence[Item],
    origin: Origin,
    *,
    name: str,
    stated: datetime | None = None,
    faults: Sequence[Fault] = (),
) -> Parsed:
    """
    Turn *items* into dispatches.

    Args:
        items: A document's, in its order.
        origin: Where the document comes from.
        name: What the document calls itself; item ids are often mere numbers.
        stated: When the document says it was made, for reading it without a clock.
        faults: What could not be read of it.
    """
    errors = list(faults)
    if len(items) > MOST_ITEMS:
        errors.append(Fault("document", f"{len(items)} items; read the first {MOST_ITEMS}"))
    otherwise = origin.received_at or _newest(items, stated)
    dispatches: dict[str, Dispatch] = {}
    keyed = _keyed(items[:MOST_ITEMS], origin.feed or origin.provider or name)
    for position, (item, key) in enumerate(keyed, 1):
        try:
            dispatch = _dispatch(item, key, origin, otherwise)
        except (NotADispatch, ValueError) as error:
            called = item.own_id or item.link
            errors.append(Fault(f"item {position}{f' ({called})' if called else ''}", str(error)))
            continue
        before = dispatches.get(key)
        # Two versions of one item in one document: the later one is how it reads now.
        if before is None or dispatch.published_at > before.published_at:
            dispatches[key] = dispatch
    return Parsed(tuple(dispatches.values()), tuple(errors))


def address(link: str, base: str | None) -> str | None:
    """
    Return *link* as an address of the web, ``None`` when it is none.

    A relative link needs *base*; one without a scheme (``//host/path``) takes its, or https.
    """
    if not link:
        return None  # joined to the base it would be the document's own address
    try:
        whole = urljoin(base or "", link)
    except ValueError:
        return None
    if whole.startswith("//"):
        whole = f"https:{whole}"
    is_web = whole.startswith(("https://", "http://")) and len(whole) <= LONGEST_URL
    return whole if is_web else None


def _keyed(items: Sequence[Item], feed: str) -> Iterator[tuple[Item, str]]:
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
            yield item, identity(feed, "words", item.title, item.body)
        elif shared[name] > 1:
            yield item, identity(feed, "shared", name, item.link, item.title)
        else:
            yield item, identity(feed, "id", name)


def _dispatch(item: Item, key: str, origin: Origin, otherwise: datetime) -> Dispatch:
    """Turn one item into a dispatch; raises ``NotADispatch`` when it has no words."""
    return finished(
        origin,
        key=key,
        headline=item.headline,
        text="" if item.text == item.headline else item.text,
        published_at=item.published_at,
        otherwise=otherwise,
        provider=origin.feed or "unknown",
        credits=item.credits,
        language=item.language,
        genre=item.genre,
        subjects=item.subjects,
        url=address(item.link, origin.base),
    )


def _newest(items: Sequence[Item], stated: datetime | None) -> datetime:
    """Return the newest time that a document states."""
    times = [item.published_at for item in items if item.published_at]
    return max([*times, stated] if stated else times, default=NO_TIME)
