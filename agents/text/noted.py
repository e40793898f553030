"""
Which names and numbers stand in a text whose language we do not read?

Numbers are told by their digits, in any script, and names by two signs: the parties
that are known by name in every language, and capital letters within a sentence. What
they have to do with each other is not asked: nobody here knows the words between them.

A script without capitals (Persian, Hindi, Hebrew, Chinese) gives only the names that are
known. Dates, hours, shares and decimals are no numbers of people and are left out; a
word that scales a number ("bin", "万") is not read.

Not here: places, which are found by the gazetteer (``agents/where/places.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from agents.lexicon import name_marks
from agents.who.named_parties import named_in
from schemas.reading import Noted

from .folding import Text
from .sentences import Page

MOST: Final = 100
"""Names and numbers kept of one text: more is a table."""

NUMBER: Final = re.compile(
    r"(?<![\w:./,-])(?:\d{1,3}(?:[.,'’٬\u00a0\u202f ]\d{3}){1,2}|\d{1,9})(?![\d٪%])(?![:/.,٫-]\d)"
    r"|(?<=[\u3040-\u9fff\uac00-\ud7af])\d{1,9}(?![\d.:/%])"
)
"""A whole number, its thousands parted in any way; Han and Hangul are written right onto it."""
WITHIN: Final = (" ", "-", "‑", "'", "’")


def noted_in(page: Page) -> tuple[Noted, ...]:
    """Return the first ``MOST`` names and numbers of *page*, whose places are known, in order."""
    page.marks = name_marks(page.text)
    parties = [
        Noted(
            kind="name",
            text=page.text.words(hit.first, hit.last),
            actor_id=hit.payload.actor_id,
            span=page.text.span(hit.first, hit.last),
        )
        for hit in named_in(page)
    ]
    is_taken = bytearray(len(page.text.raw))
    for start, end in (*(one.span for one in parties), *(one.place.span for one in page.places)):
        is_taken[start:end] = b"\1" * (end - start)
    names = [
        Noted(kind="name", text=page.text.raw[start:end], span=(start, end))
        for start, end in _capitalised(page.text)
        if not any(is_taken[start:end])
    ]
    found = [*parties, *names, *_numbers(page.text.raw)]
    return tuple(sorted(found, key=lambda one: one.span)[:MOST])


def _numbers(raw: str) -> Iterator[Noted]:
    for found in NUMBER.finditer(raw):
        digits = "".join(filter(str.isdecimal, found[0]))
        yield Noted(kind="number", text=found[0], value=int(digits), span=found.span())


def _capitalised(text: Text) -> Iterator[tuple[int, int]]:
    """
    Give the runs of words that begin with a capital.

    The first word of a sentence begins so whatever it is: alone it is no name. Where
    all is in capitals none stands out.
    """
    raw = text.raw
    for first, last in text.sentences:
        if raw[slice(*text.span(first, last))].isupper():
            continue
        at = first
        while at < last:
            end = at
            while end < last and _is_capital(text, end) and (end == at or _is_run(text, end)):
                end += 1
            if end - at > (1 if at == first else 0):
                yield text.span(at, end)
            at = max(end, at + 1)


def _is_capital(text: Text, at: int) -> bool:
    return text.raw[text.starts[at]].isupper() and text.ends[at] - text.starts[at] > 1


def _is_run(text: Text, at: int) -> bool:
    return text.raw[text.ends[at - 1] : text.starts[at]] in WITHIN
