"""
What does a piece of HTML say, as plain text?

Feeds carry fragments of HTML, often broken. What comes out has paragraphs
parted by an empty line and no markup at all; it is never rendered. Not here:
XML documents (``tree.py``).
"""

from __future__ import annotations

import re

from lxml import etree

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
# A caption tells what an archive picture shows, not what happened.
_UNSAID = frozenset(
    ["script", "style", "head", "title", "noscript", "iframe", "template", "figcaption", "svg"]
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&#?\w{2,10};")
# Tags of the whole page, which a fragment has no use for: libxml2 drops what follows </html>.
_PAGE = re.compile(r"</?(?:html|body)\b[^>]*>", re.IGNORECASE)
# Text that was wrapped twice on its way into the feed.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# "a < b" is no tag and "<!'" no comment, but libxml2 drops what follows them.
_NO_TAG = re.compile(r"<(?![a-zA-Z/?]|!--|!doctype)", re.IGNORECASE)
_BREAKS = re.compile(rf"<(?:br|{'|'.join(sorted(_BLOCKS))})\b", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_PARTS = re.compile(r"\n\s*\n")


def plain(html: str) -> str:
    """Turn a fragment of *html*, or text that merely might be some, into paragraphs."""
    if not _MARKUP.search(html):
        return paragraphs(html)
    whole = _CDATA.sub("", _PAGE.sub(" ", html).replace("\x00", ""))
    guarded = _NO_TAG.sub("&lt;", whole)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<body>{guarded}</body>".encode("utf-8", "replace"), parser)
    # Where nothing else breaks lines, an empty line is meant: plain text with an entity in it.
    keep_lines = not _BREAKS.search(html)
    return paragraphs("".join(_said(root, keep_lines=keep_lines)))


def paragraphs(text: str) -> str:
    """Give plain *text* one empty line between paragraphs and single spaces within."""
    parts = (one_line(part) for part in _PARTS.split(text.replace("\r\n", "\n")))
    return "\n\n".join(part for part in parts if part)


def one_line(text: str) -> str:
    """Put *text* on one line, with single spaces."""
    return " ".join(text.split())


def _said(root: etree._Element, *, keep_lines: bool) -> list[str]:
    """Collect the text of a tree in document order; a block begins and ends a paragraph."""
    pieces: list[str] = []
    unsaid = 0  # how many elements around here are not to be read
    for step, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if step == "start":
            unsaid += tag in _UNSAID
            if tag in _BLOCKS:
                pieces.append("\n\n")
            elif tag == "br":
                pieces.append("\n")
            text = element.text
        else:
            unsaid -= tag in _UNSAID
            if tag in _BLOCKS:
                pieces.append("\n\n")
            text = element.tail
        if text and not unsaid:
            # A line break in the source of HTML is a space; only <br> and blocks break lines.
            pieces.append(_SPACES.sub(" ", text if keep_lines else text.replace("\n", " ")))
    return pieces
