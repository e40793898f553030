"""
How do words become XML that every parser takes?

What XML 1.0 cannot hold at all (control characters, half a surrogate pair) is left out: no
escape exists for it. Markup in words is data and is escaped by the library. Not here: which
elements there are (``atom.py``, ``cap.py``).
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Whatever is no Char of XML 1.0 §2.2."""
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def clean(text: str) -> str:
    """Leave out of *text* what XML cannot hold."""
    return FORBIDDEN.sub("", text)


def one_line(text: str) -> str:
    """Leave one space between words: a title is a line."""
    return " ".join(clean(text).split())


class Element:
    """An element that is being written; names without a namespace are of *namespace*."""

    def __init__(self, node: etree._Element, namespace: str) -> None:
        self.node = node
        self._namespace = namespace

    def put(self, name: str, text: str | None = None, **attributes: str) -> Element:
        """Add an element with *text*; a name with a namespace (``{urn:x}name``) keeps it."""
        full = name if name.startswith("{") else f"{{{self._namespace}}}{name}"
        kept = {key: clean(value) for key, value in attributes.items()}
        child = etree.SubElement(self.node, full, kept)
        if text is not None:
            child.text = clean(text)
        return Element(child, self._namespace)

    def put_some(self, name: str, text: str) -> None:
        """Add an element with *text* if there is any."""
        if clean(text).strip():
            self.put(name, text)

    def written(self) -> bytes:
        """Return the document."""
        return etree.tostring(self.node, encoding="UTF-8", xml_declaration=True)


def begin(name: str, namespace: str, **others: str) -> Element:
    """Begin a document; *others* are further namespaces by their prefixes."""
    # The stubs do not know that a prefix may be None: that of names without one.
    spaces: Any = {None: namespace, **others}
    return Element(etree.Element(f"{{{namespace}}}{name}", nsmap=spaces), namespace)
