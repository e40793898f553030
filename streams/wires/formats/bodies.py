"""
What does the marked-up body of an item say, as plain text?

NewsML-G2, NITF and ninjs carry XHTML or NITF within: headlines, bylines,
teasers, captions and desk notes stand around the story, and only the story is
the text. What is left goes through the same door as the HTML of feeds
(``markup.py``), so that one text in two formats comes out the same.
"""

from __future__ import annotations

from lxml import etree

from .markup import plain

# What stands around a story. NITF and XHTML names together: they do not clash.
_AROUND = frozenset(
    [
        "head",
        "header",
        "footer",
        "nav",
        "aside",
        "body.head",
        "body.end",
        "media",
        "hedline",
        "byline",
        "distributor",
        "copyrite",
        "notes",
        "fn",
    ]
)
_AROUND_CLASSES = frozenset(
    [
        "byline",
        "teaser",
        "notepad",
        "slugline",
        "closingline",
        "infobox",
        "linkbox",
        "caption",
    ]
)
# NITF's own blocks by the names that HTML has for them.
_HTML = {"hl1": "h1", "hl2": "h2", "bq": "blockquote", "block": "div"}


def story_of(element: etree._Element) -> str:
    """
    Return the text of the story in *element* (XHTML, NITF, or bare paragraphs).

    The element is changed: what is no story is taken out of it.
    """
    for part in tuple(element.iter()):
        if not isinstance(part.tag, str):
            continue
        part.tag = _HTML.get(local := etree.QName(part).localname, local)
        if part is not element and _is_around(part):
            # Emptied, not removed: joining what stands around a hundred thousand removed
            # elements takes minutes. `plain` does not read a template.
            part.clear(keep_tail=True)  # type: ignore[call-arg]  # its stub is behind
            part.tag = "template"
    body = next(element.iter("body.content", "body"), element)
    html = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
    # Some put plain text where markup belongs: its empty lines are all the shape it has.
    return plain(html if len(body) else "".join(str(said) for said in body.itertext()))


def story_in(html: str) -> str:
    """Return the text of the story in a piece of *html*, which may be broken."""
    if "<" not in html:
        return plain(html)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = f"<body>{html}</body>".encode("utf-8", "replace").replace(b"\x00", b"")
    root = etree.fromstring(data, parser)
    return plain(html) if root is None else story_of(root)


def _is_around(element: etree._Element) -> bool:
    return element.tag in _AROUND or not _AROUND_CLASSES.isdisjoint(
        (element.get("class") or "").lower().split()
    )
