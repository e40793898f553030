"""
Is this document built to exhaust a parser that forgives everything?

feedparser builds whatever it is shown, however deep, and puts every entity in.
libxml2 refuses such documents by itself; for feedparser they are looked at
here, once, before it sees them. What is merely ill-formed is not refused: half
of the world's feeds are. A single impossible character, which would spoil a
whole document, is taken out. Not here: XML for strict formats (``tree.py``).
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from .document import NotADispatch

DEEPEST = 256
"""Elements within elements, as libxml2 has it; real feeds stay below twenty."""

# Declared entities may not make a document larger than this by being put in.
MOST_EXPANDED = 1 << 20

# An unfinished name costs feedparser 160 times its length in memory.
_LONG_NAME = re.compile(rb"<[^\s<>]{10000}")
_REFERS_ON = re.compile(r"[&%]\w")

# A publishing system writes "&#0;" or half a surrogate pair where something went wrong.
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def possible(data: bytes) -> bytes:
    """Take out references to characters that XML does not have."""
    return _REFERENCE.sub(_if_possible, data) if b"&#" in data else data


def _if_possible(reference: re.Match[bytes]) -> bytes:
    hexadecimal, decimal = (digits and digits[:12] for digits in reference.groups())
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    is_character = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0x10FFFF
    return reference[0] if is_character and code not in (0xFFFE, 0xFFFF) else b""


def vet(data: bytes) -> None:
    """
    Look whether *data* may be shown to feedparser.

    Raises:
        NotADispatch: It has elements too deep, an endless name, or entities that multiply.
    """
    if _LONG_NAME.search(data):
        raise NotADispatch("has a name of more than 10,000 characters; refused")
    vetting = _Vetting(references=data.count(b"&"))
    parser = expat.ParserCreate()
    parser.StartElementHandler = vetting.opened
    parser.EndElementHandler = vetting.closed
    parser.EntityDeclHandler = vetting.declared
    try:
        parser.Parse(data, True)
    except NotADispatch:
        raise
    except (expat.ExpatError, LookupError, ValueError):
        return  # ill-formed from here on, or in a charset of its own


class _Vetting:
    """What expat has come across so far."""

    def __init__(self, *, references: int) -> None:
        self._references = references
        self._depth = 0
        self._declared = 0

    def opened(self, *_: Any) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotADispatch(f"elements are more than {DEEPEST} deep; refused")

    def closed(self, *_: Any) -> None:
        self._depth -= 1

    def declared(self, name: str, _is_parameter: int, value: str | None, *_: Any) -> None:
        """Refuse entities of entities, and long ones that are used many times."""
        self._declared += len(value or "")
        multiplies = self._declared * self._references > MOST_EXPANDED
        if multiplies or _REFERS_ON.search(value or ""):
            raise NotADispatch(f"declares the entity {name[:40]}, which multiplies; refused")
