"""
Is it news, or a form that only looks like it?

Programmes list the wars that a desk plans to cover; chronologies and fact
checks retell old ones. They are told by the wire's own genre words first and by
the words at the head of the text second, never by their subject: news about a
sport ground can be news about a fight.
"""

from __future__ import annotations

from typing import Final

from agents.lexicon.genres import genres
from schemas.dispatch import Dispatch
from schemas.reading import Register

from .sentences import Page

# Words within which a form word names the form of the text: "AGENDA - …", "Key dates in …".
HEAD: Final = 6


def register_of(dispatch: Dispatch, page: Page | None) -> Register:
    """
    Tell what kind of text *dispatch* is; ``news`` when nothing says otherwise.

    Args:
        dispatch: For its genre words.
        page: For the words at its head; ``None`` in a language that is not read.
    """
    for genre in dispatch.genre:
        word = "".join(filter(str.isalnum, genre.rpartition(":")[2].casefold()))
        if word in genres():
            return genres()[word]
    if page is None or not page.text.sentences:
        return "news"
    first, last = page.text.sentences[0]
    for hit in page.marks.within("form", first, min(first + HEAD, last)):
        if _names_the_form(page, first, hit.first, hit.last):
            kind: Register = hit.payload
            return kind
    return "news"


def _names_the_form(page: Page, first: int, start: int, end: int) -> bool:
    """Tell whether a form word opens the text and is set off: capitals, colon, dash, or alone."""
    if start != first:
        return False
    text = page.text
    written = text.words(start, end)
    after = text.raw[text.ends[end - 1] : text.ends[end - 1] + 3].lstrip(" ")
    is_phrase = end - start > 1
    return written.isupper() or after[:1] in tuple(":-–—|\n") or is_phrase or not after
