"""
Which format is this document in, and what does it hold?

``parse`` looks at the bytes, not at the media type, which servers get wrong.
A format is one pure module with ``read(bytes, Origin) -> Parsed``; a new one is
a line in ``READERS`` and one in ``ROOTS``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from schemas.feed import Format

from . import newsml12, syndication
from .document import Fault, NotADispatch, Origin, Parsed

__all__ = ["READERS", "Fault", "NotADispatch", "Origin", "Parsed", "parse", "sniff"]

READERS: dict[str, Callable[[bytes, Origin], Parsed]] = {
    "rss": syndication.read,
    "atom": syndication.read,
    "newsml12": newsml12.read,
}

ROOTS: dict[str, Format] = {"rss": "rss", "feed": "atom", "NewsML": "newsml12"}
"""Root element -> format."""

# Licences and stylesheets may stand before the root; no feed opens with more than this.
_HEAD = 16 << 10
_NO_ELEMENT = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?!\s+html)[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL
)
_ELEMENT = re.compile(r"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def parse(data: bytes, source: Origin, format: Format = "auto") -> Parsed:  # noqa: A002 -- the word of feeds.toml and of --format
    """
    Read a wire document.

    Args:
        data: The bytes as they came.
        source: What we know besides.
        format: Its format, or ``auto`` to look.

    Returns:
        Its dispatches in document order; what could not be read is in ``errors``. The same
        bytes and source give the same dispatches, byte for byte.

    Raises:
        NotADispatch: The document as a whole is none: empty, a web page, broken, of a format
            that we do not read. Its ``outcome`` says which.
    """
    if not data.strip():
        raise NotADispatch("nothing in it", outcome="empty")
    found = sniff(data)
    if format not in ("auto", found) and READERS[format] is not READERS[found]:
        raise NotADispatch(f"is {found}, not {format}")
    return READERS[found](data, source)


def sniff(data: bytes) -> Format:
    """
    Tell a document's format from its root element.

    Raises:
        NotADispatch: It is a web page (outcome ``html_instead``), or nothing that we read.
    """
    head = _NO_ELEMENT.sub("", _text(data[:_HEAD]))
    root = _ELEMENT.search(head)
    if root is None:
        raise NotADispatch(f"begins with {head.strip()[:20]!r}: no XML")
    if root[1].lower() in ("html", "head", "body"):
        raise NotADispatch("a web page instead of a feed", outcome="html_instead")
    if root[1] not in ROOTS:
        raise NotADispatch(f"begins with <{root[1]}>: no format that tocsin reads")
    return ROOTS[root[1]]


def _text(head: bytes) -> str:
    """Decode as far as element names go; they are ASCII in every charset but UTF-16."""
    for mark, charset in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(charset, "replace")
    if b"\x00" in head[:4]:
        return head.decode("utf-16-be" if head[:1] == b"\x00" else "utf-16-le", "replace")
    return head.decode("latin-1")
