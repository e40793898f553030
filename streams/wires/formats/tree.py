"""
Which XML tree do these bytes hold?

The one door to lxml for provider bytes: no network, no external DTD, no entity
of the document's own, no endless depth. Not here: HTML (``markup.py``), and feeds,
which feedparser reads (``syndication.py``).
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from .charsets import honest
from .document import NotADispatch
from .vetting import possible


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
