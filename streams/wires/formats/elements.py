"""
What does an element of agency XML say?

NewsML-G2 and NITF come with their namespace, without, or with a misspelt one;
local names are all that counts. Not here: the story itself (``bodies.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Controlled vocabularies of the IPTC by address, and their usual prefixes.
_VOCABULARIES = {"mediatopic": "medtop", "subjectcode": "subj"}
_NEWSCODES = "cv.iptc.org/newscodes/"


def without_namespaces(root: etree._Element) -> etree._Element:
    """Give every element of the tree its local name; returns *root* itself."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    return root


def said(element: etree._Element, path: str) -> str:
    """Return the text at *path*, markup within it included; ``""`` when there is none."""
    found = element.find(path)
    return "" if found is None else words_of(found)


def words_of(element: etree._Element) -> str:
    """Return all text in *element*."""
    return "".join(str(text) for text in element.itertext()).strip()


def attribute(element: etree._Element, path: str, name: str) -> str:
    """Return attribute *name* of the first element at *path* that has one; ``""`` for none."""
    return next(iter(attributes(element, path, name)), "")


def attributes(element: etree._Element, path: str, name: str) -> tuple[str, ...]:
    """Return attribute *name* of every element at *path* that has one."""
    values = ((found.get(name) or "").strip() for found in element.iterfind(path))
    return tuple(value for value in values if value)


def codes(element: etree._Element, path: str) -> Iterator[str]:
    """Yield the code of every element at *path*, by ``qcode``, ``uri`` or ``literal``."""
    for found in element.iterfind(path):
        if code := code_of(found):
            yield code


def code_of(element: etree._Element) -> str:
    """Return the code that *element* refers to, ``""`` for none."""
    for name in ("qcode", "uri", "literal"):
        if value := (element.get(name) or "").strip():
            return short_code(value)
    return ""


def short_code(code: str) -> str:
    """Shorten the address of an IPTC code: ``…/newscodes/mediatopic/X`` is ``medtop:X``."""
    _, found, rest = code.partition(_NEWSCODES)
    vocabulary, slash, name = rest.partition("/")
    if not (found and slash):
        return code
    return f"{_VOCABULARIES.get(vocabulary, vocabulary)}:{name}"
