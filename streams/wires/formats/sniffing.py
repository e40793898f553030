"""
Which format is this document in?

The bytes are asked, not the media type, which servers get wrong: the root
element of XML, the keys of JSON, the control characters of IPTC 7901. Not here:
reading any of them.
"""

from __future__ import annotations

import re
from typing import Any

from schemas.feed import Format

from .document import NotADispatch
from .fields import BYTE_ORDER_MARKS, named, objects, text, value_of

ROOTS: dict[str, Format] = {
    "rss": "rss", "CHANNEL": "rss", "feed": "atom", "RDF": "rdf", "urlset": "sitemap",
    "NewsML": "newsml12",
    "newsMessage": "newsmlg2", "newsItem": "newsmlg2", "packageItem": "newsmlg2",
    "conceptItem": "newsmlg2", "knowledgeItem": "newsmlg2", "planningItem": "newsmlg2",
    "catalogItem": "newsmlg2", "nitf": "nitf",
}  # fmt: skip
"""Root element -> format."""

# Licences and stylesheets may stand before the root; no feed opens with more than this.
_HEAD = 16 << 10
_NO_ELEMENT = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?!\s+html)[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL
)
_ELEMENT = re.compile(r"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.IGNORECASE)
# Idle and SYN characters of a telegraph line may come before the start of header.
_TELEGRAM = re.compile(rb"[\x00\x16\x7f\s]*\x01[^\x02]{1,400}\x02", re.DOTALL)


def sniff(data: bytes) -> Format:
    """
    Tell a document's format.

    Raises:
        NotADispatch: It is a web page (outcome ``html_instead``), or nothing that we read.
    """
    if _TELEGRAM.match(data[:_HEAD]):
        return "iptc7901"
    head = _NO_ELEMENT.sub("", _text(data[:_HEAD])).lstrip()
    if head[:1] in ("{", "["):
        return _of_json(value_of(data))
    root = _ELEMENT.search(head)
    if root is None:
        raise NotADispatch(f"begins with {head.strip()[:20]!r}: neither XML nor JSON")
    if root[1].lower() in ("html", "head", "body"):
        raise NotADispatch("a web page instead of a feed", outcome="html_instead")
    if root[1] not in ROOTS:
        raise NotADispatch(f"begins with <{root[1]}>: no format that tocsin reads")
    return ROOTS[root[1]]


def _of_json(value: Any) -> Format:
    """Tell a JSON document's format by its keys, or by those of the first of several items."""
    first = next(iter(objects(value)), {})
    if "jsonfeed.org" in text(first.get("version")):
        return "jsonfeed"
    if "response" in first or "error" in first or "uno" in first:
        return "afp_api"
    entry = next(iter(objects(first.get("entries"))), first)
    if text(entry.get("format")).startswith("digitalwires") or {"urn", "version_created"} <= set(
        entry
    ):
        return "digitalwires"
    if named(first, "uri", "standard", "$standard") is not None:
        return "ninjs"
    if isinstance(first.get("items"), list):  # a JSON Feed that names its version otherwise
        return "jsonfeed"
    keys = ", ".join(list(first)[:5])
    raise NotADispatch(f"JSON with the keys {keys or 'none'}: no format that tocsin reads")


def _text(head: bytes) -> str:
    """Decode as far as element names go; they are ASCII in every charset but UTF-16."""
    for mark, charset in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(charset, "replace")
    if b"\x00" in head[:4]:
        return head.decode("utf-16-be" if head[:1] == b"\x00" else "utf-16-le", "replace")
    return head.decode("latin-1")
