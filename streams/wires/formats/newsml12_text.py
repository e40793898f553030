"""
Which paragraphs of a NewsML 1.2 item are its text?

The main wire wraps them in NITF; the multimedia services lay texts and photo
captions side by side in nested components, and a caption is not the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .markup import one_line, plain

_PICTURE_ROLES = frozenset(
    [
        "caption",
        "photo",
        "picture",
        "image",
        "graphic",
        "video",
        "audio",
        "quicklook",
        "preview",
        "thumbnail",
        "sidebar",
    ]
)
_PICTURE_MEDIA = frozenset(["photo", "picture", "image", "graphic", "video", "audio", "animation"])

# In every main-wire sample the last paragraph is the initials of the desks it passed
# ("ab/cd e/fgh"), at most 30 characters; it changes with every desk.
_INITIALS = re.compile(r"[^\W\d_]{1,6}(?:[/ -][^\W\d_]{1,6})*")
LONGEST_SIGN_OFF = 30


def paragraphs_of(item: etree._Element) -> tuple[str, ...]:
    """Return the non-empty paragraphs of the first component of *item* that is a text."""
    contents = item.findall(".//NewsComponent/ContentItem/DataContent")
    own = [content for content in contents if not _is_of_a_picture(content, item)]
    for content in sorted(own, key=_rank):
        if said := tuple(_paragraphs(content)):
            return said
    return ()


def is_sign_off(paragraph: str) -> bool:
    """Tell whether a last *paragraph* is only the initials of the desk."""
    return (
        len(paragraph) <= LONGEST_SIGN_OFF
        and ("/" in paragraph or "-" in paragraph)
        and paragraph == paragraph.lower()
        and _INITIALS.fullmatch(paragraph) is not None
    )


def _rank(content: etree._Element) -> bool:
    """Put the component that calls itself the main one first; otherwise order stays."""
    return _role(_component(content)) != "main"


def _is_of_a_picture(content: etree._Element, item: etree._Element) -> bool:
    """Tell whether *content* is a caption: it, or a component around it, is a picture's."""
    outermost = item.find("NewsComponent")
    around = content.iterancestors("NewsComponent")
    return any(_is_picture(component) for component in around if component is not outermost)


def _is_picture(component: etree._Element) -> bool:
    """Tell whether *component* is a picture with what belongs to it."""
    if _role(component) in _PICTURE_ROLES:
        return True
    own_media = _media(component, "ContentItem/MediaType")
    if own_media & _PICTURE_MEDIA:
        return True
    # A frame around picture files and their caption, with no text of its own.
    inner = _media(component, "NewsComponent/ContentItem/MediaType")
    return "text" not in own_media and bool(inner & _PICTURE_MEDIA)


def _paragraphs(content: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of a ``DataContent``, media captions left out."""
    body = content.find(".//body.content")
    around = content if body is None else body
    found = around.findall(".//p")
    if not found:
        said = plain("".join(str(text) for text in around.itertext()))
        yield from said.split("\n\n") if said else ()
    for paragraph in found:
        if next(paragraph.iterancestors("media"), None) is None:
            said = one_line("".join(str(text) for text in paragraph.itertext()))
            if said:
                yield said


def _component(content: etree._Element) -> etree._Element:
    return next(content.iterancestors("NewsComponent"))


def _role(component: etree._Element) -> str:
    role = component.find("Role")
    return "" if role is None else (role.get("FormalName") or "").lower()


def _media(component: etree._Element, path: str) -> frozenset[str]:
    return frozenset((found.get("FormalName") or "").lower() for found in component.iterfind(path))
