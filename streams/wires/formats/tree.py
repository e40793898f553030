"""
Which XML tree do these bytes hold?

The one door to lxml for provider bytes: no network, no external DTD, no entity
of the document's own, no endless depth. Also decides the character set when a
document's declaration lies. Not here: HTML (``markup.py``), and feeds, which
feedparser reads (``syndication.py``).
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from .document import NotADispatch

_DECLARED = re.compile(
    rb"""^((?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["'])(iso-8859-1|iso-8859-15|latin-?1|windows-1252|us-ascii)(["'])""",
    re.IGNORECASE,
)


def honest(data: bytes) -> bytes:
    """
    Correct an XML declaration that calls UTF-8 bytes Latin-1.

    AFP's topic feeds do so. Bytes that decode strictly as UTF-8 and have sequences of
    several bytes are UTF-8: in real Latin-1 such sequences do not form by chance.
    """
    declared = _DECLARED.match(data)
    if declared is None or data.isascii():
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    return declared[1] + b"utf-8" + declared[3] + data[declared.end() :]


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
        root = etree.fromstring(honest(data).lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise NotADispatch(f"not well-formed XML: {error.msg}") from error
    dtd: Any = root.getroottree().docinfo.internalDTD  # its stub knows no entities
    if dtd is not None and dtd.entities():
        raise NotADispatch("declares entities of its own; refused")
    return root
