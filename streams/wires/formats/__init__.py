"""
What does this document hold?

A format is one pure module with ``read(bytes, Origin) -> Parsed``; a new one is
a line in ``READERS``, one in ``schemas.feed.Format`` and one where ``sniffing``
tells formats apart.
"""

from __future__ import annotations

from collections.abc import Callable

from schemas.feed import Format

from . import (
    afp_api,
    digitalwires,
    iptc7901,
    jsonfeed,
    newsml12,
    newsmlg2,
    ninjs,
    nitf,
    sitemap,
    syndication,
)
from .document import Fault, NotADispatch, Origin, Parsed
from .sniffing import sniff

__all__ = ["READERS", "Fault", "NotADispatch", "Origin", "Parsed", "parse", "sniff"]

READERS: dict[str, Callable[[bytes, Origin], Parsed]] = {
    "rss": syndication.read,
    "atom": syndication.read,
    "rdf": syndication.read,
    "jsonfeed": jsonfeed.read,
    "sitemap": sitemap.read,
    "newsml12": newsml12.read,
    "newsmlg2": newsmlg2.read,
    "nitf": nitf.read,
    "ninjs": ninjs.read,
    "digitalwires": digitalwires.read,
    "iptc7901": iptc7901.read,
    "afp_api": afp_api.read,
}


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
