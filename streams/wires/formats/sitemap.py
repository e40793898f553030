"""
Which articles does a news sitemap list?

``urlset/url`` with ``news:news`` (Google's protocol): address, title and date
of the articles of two days, no text. An article that is gone from it was not
withdrawn. Sitemaps without ``news:`` list the whole site and are refused, and
so are indexes: their parts are what an operator means.
"""

from __future__ import annotations

from lxml import etree

from .document import NotADispatch, Origin, Parsed
from .feed_items import Item, parsed_from
from .markup import one_line
from .times import is_date_alone
from .tree import root_of


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a news sitemap.

    Raises:
        NotADispatch: It is no well-formed XML, another kind of sitemap, or an index of some.
    """
    root = root_of(data)
    if _name(root) != "urlset":
        raise NotADispatch(f"<{_name(root)}> is no sitemap of articles")
    pages = [part for part in root if _name(part) == "url"]
    articles = [(page, news) for page in pages if (news := _part(page, "news")) is not None]
    if pages and not articles:
        raise NotADispatch("a sitemap without news: tags; it lists pages, not news")
    items = [_item(page, news, origin) for page, news in articles]
    # Without a feed's name the addresses, which are whole, tell items apart.
    return parsed_from(items, origin, name="")


def _item(page: etree._Element, news: etree._Element, origin: Origin) -> Item:
    """Take what an entry says of an article."""
    title, loc = one_line(_said(news, "title")), _said(page, "loc")
    publication = _part(news, "publication")
    written, touched = _said(news, "publication_date"), _said(page, "lastmod")
    # A day alone becomes its midnight; the time of a change on that day is nearer.
    if is_date_alone(written) and touched.startswith(written):
        written = touched
    return Item(
        own_id=loc,
        link=loc,
        title=title,
        headline=title,
        published_at=origin.instant_of(written) or origin.instant_of(touched),
        language=_said(publication, "language") or None,
        genre=_listed(_said(news, "genres")),
        subjects=_listed(_said(news, "keywords")),
    )


def _name(element: etree._Element) -> str:
    """Return an element's local name: prefixes and versions of the namespace vary."""
    return etree.QName(element).localname


def _part(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child called *name*."""
    children = element if element is not None else ()
    return next((child for child in children if _name(child) == name), None)


def _said(element: etree._Element | None, name: str) -> str:
    """Return the text of the first child called *name*, ``""`` for none."""
    part = _part(element, name)
    return "" if part is None else (part.text or "").strip()


def _listed(words: str) -> tuple[str, ...]:
    """Part a list of words at its commas."""
    return tuple(word.strip() for word in words.split(",") if word.strip())
