"""
Which XML tree do these bytes hold?

The one door to lxml for provider bytes: no network, no external DTD, no entity
of the document's own, no endless depth. Also decides the character set when a
document's declaration lies. Not here: HTML (``markup.py``), and feeds, which
feedparser reads (``syndication.py``).
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from .document import NotADispatch
from .vetting import possible

_DECLARED = re.compile(
    rb"""^((?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["'])(iso-8859-\d{1,2}|latin-?1|windows-125\d|koi8-[ru]|us-ascii)(["'])""",
    re.IGNORECASE,
)
_ANY_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=")
_UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = (codecs.BOM_UTF32_LE, b"\x00", b"<\x00")  # UTF-32, or UTF-16 without its mark


def honest(data: bytes, charset: str | None = None) -> bytes:
    """
    Make the XML declaration tell the truth about the character set.

    Bytes that decode strictly as UTF-8 and have sequences of several bytes are UTF-8,
    whatever they claim (AFP's topic feeds say Latin-1): in real text of one byte a letter
    such sequences do not form by chance. Other bytes without a declaration of their own are
    in the *charset* that the server named; it is asked last, because servers name a default.
    """
    if data.isascii() or data.startswith(_WIDE):
        return data
    for mark, name in _UTF_16:
        if data.startswith(mark):  # feedparser does not believe it without a declaration
            return _undeclared(data[len(mark) :].decode(name, "replace").encode())
    declared = _DECLARED.match(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if charset is None or _ANY_DECLARATION.match(data) or not _is_charset(charset):
            return data
        return b'<?xml version="1.0" encoding="%b"?>' % charset.encode() + _undeclared(data)
    if declared is None:
        return data
    return declared[1] + b"utf-8" + declared[3] + data[declared.end() :]


def _is_charset(name: str) -> bool:
    """Tell whether *name* is a character set that is known; Python's `zlib` is none."""
    try:
        return b"a".decode(name) == "a"
    except (LookupError, ValueError):
        return False


def _undeclared(data: bytes) -> bytes:
    """Take away the XML declaration: what is left is UTF-8, or declared anew."""
    return re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data, count=1)


def root_of(data: bytes) -> etree._Element:
    """
    Parse XML strictly and safely.

    Raises:
        NotADispatch: It is not well-formed, or declares entities; names the line.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(possible(honest(data)).lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise NotADispatch(f"not well-formed XML: {error.msg}") from error
    dtd: Any = root.getroottree().docinfo.internalDTD  # its stub knows no entities
    if dtd is not None and dtd.entities():
        raise NotADispatch("declares entities of its own; refused")
    return root
