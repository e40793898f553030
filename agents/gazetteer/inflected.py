"""
Which name in the gazetteer is a word an inflected form of?

``endings.py`` proposes; what is in the gazetteer and one has heard of counts. Not
here: names that stand as the gazetteer has them (``candidates.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import inf
from typing import Final, NamedTuple

from .endings import REMEMBERED, is_inflected, proposals, respelled, wholes
from .entries import Entry
from .names import gazetteer

__all__ = ["arabic_head", "inflected", "is_inflected"]

# An inflected form is a guess: it must be a country, a region or a town one has heard of.
HEARD_OF: Final = 2_000
SHORTEST: Final = 3
# Languages in which any short word is a form of some other.
SHORT_FORMS: Final = frozenset({"ru", "uk"})
GREAT: Final = 100_000
# "Покровском" is Pokrovsk and not Pokrovske, five times as small.
GREATER: Final = 5
# "and", "so" and "in" as the first letters of an Arabic name.
AND: Final = ("و", "ف")
IN: Final = ("ب", "وب", "فب")

Found = tuple[list[Entry], int, str]
"""What is meant, in how many words, and the name itself."""

NOTHING: Final[Found] = ([], 0, "")


class Forms(NamedTuple):
    """
    What a word may be a form of.

    Attributes:
        name: The name it is a form of, or "".
        heads: First words of longer names.
    """

    name: str
    heads: tuple[str, ...]


def inflected(tokens: list[str], at: int, bound: int, language: str) -> Found:
    """Return the name that the word at a token, with those behind it or alone, is a form of."""
    forms = _forms(tokens[at], language)
    names = gazetteer()
    if forms.heads and at + 1 < bound:
        for name, count in _longer(tokens, at, bound, forms.heads, language):
            entries = _heard_of(name) if name in names else []
            if entries:
                return entries, count, name
    return (_heard_of(forms.name), 1, forms.name) if forms.name else NOTHING


def arabic_head(word: str) -> tuple[bool, bool]:
    """Tell whether an Arabic word begins with "and", and with "in"."""
    return word.startswith(AND), word.startswith(IN)


@lru_cache(maxsize=REMEMBERED)
def _forms(word: str, language: str) -> Forms:
    names = gazetteer()
    never = names.never(language)
    if len(word) < SHORTEST or word in never:
        return Forms("", ())
    bases = _bases(word, language)
    single = _likeliest([
        n for n in bases if n in names and n not in never and _heard_of(n) and _is_told(n, language)
    ])  # fmt: skip
    single = single or next((n for n in wholes(word, language) if _has_parts(n)), "")
    # Arabic changes the head of a name only, the others every word of it.
    heads = bases if language == "ar" else (word, *bases)
    return Forms(single, tuple(head for head in heads if head in names.heads))


def _longer(
    tokens: list[str], at: int, bound: int, heads: tuple[str, ...], language: str
) -> Iterator[tuple[str, int]]:
    """Propose names of several words: one of the first three may change, the rest stands."""
    longest = gazetteer().heads
    second = tokens[at + 1]
    seconds = (second,) if language == "ar" else (second, *_bases(second, language))
    for head in heads:
        for count in range(min(longest[head], bound - at), 2, -1):
            yield " ".join((head, *tokens[at + 1 : at + count])), count
        if language != "ar" and at + 2 < bound and longest[head] > 2:
            for third in _bases(tokens[at + 2], language):  # "в Порт-о-Пренсе"
                yield f"{head} {second} {third}", 3
        for other in seconds:
            yield f"{head} {other}", 2


def _bases(word: str, language: str) -> tuple[str, ...]:
    """Return what the word may be a form of, in its own spelling and in that of a sister language."""
    bases = proposals(word, language)
    more = [spelt for base in (word, *bases) for spelt in respelled(base, language)]
    return tuple(dict.fromkeys((*bases, *more))) if more else bases


def _likeliest(names: list[str]) -> str:
    """Choose among names that a word may be a form of: the first, unless one is far greater."""
    if len(names) < 2:
        return names[0] if names else ""
    greatest = max(names, key=_greatness)
    return greatest if _greatness(greatest) > GREATER * _greatness(names[0]) else names[0]


def _is_told(name: str, language: str) -> bool:
    """Tell whether a short name is great enough to be guessed from a form: any word is one letter off."""
    if language not in SHORT_FORMS or len(name) > SHORTEST:
        return True
    return _greatness(name) >= GREAT


def _greatness(name: str) -> float:
    """Return the population of the largest bearer; countries and regions are beyond compare."""
    entries = _heard_of(name)
    if any(entry.kind in ("country", "demonym", "region") for entry in entries):
        return inf
    return max(entry.population for entry in entries)


def _has_parts(name: str) -> bool:
    """Tell whether *name* is a country or a region, whose north has no name of its own."""
    return any(entry.kind in ("country", "region") for entry in gazetteer().named(name))


def _heard_of(name: str) -> list[Entry]:
    return [
        entry
        for entry in gazetteer().named(name)
        if entry.kind != "place" or entry.is_noted or entry.population >= HEARD_OF
    ]
