"""
Which words of a language matter to us, and where does a text use them?

A file per language holds the words by class, with a header that says what each
class means; ``actors.toml`` holds the names of armed groups for all languages.
Here they become one matcher for each language. Not here: what the words decide.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from agents.folding import Text
from agents.matching import Hit, Matcher
from schemas.event import Family

from .groups import names, nationalities

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fr")
"""Languages that are read in full; any other is read for places only."""


class Trigger(NamedTuple):
    """What a trigger word stands for; ``strength`` as in the header of the word files."""

    family: Family
    sub_event: str
    strength: int


class Marks:
    """
    Where a text uses words of which class.

    A class is a name such as ``cue.planned``; a hit's payload is what the word
    stands for there (a ``Trigger``, a number, a pair of bounds, a kind).
    """

    def __init__(self, hits: list[Hit]) -> None:
        """Sort *hits*, whose payload is ``(class, value)``, into their classes."""
        by_class: dict[str, list[Hit]] = {}
        for hit in hits:
            by_class.setdefault(hit.payload[0], []).append(hit)
        self._found = by_class
        self._by_class: dict[str, list[Hit]] = {}

    def of(self, name: str) -> list[Hit]:
        """Return all hits of a class, in order; they may overlap."""
        known = self._by_class.get(name)
        if known is None:
            # Most classes of most texts are never asked for.
            raw = self._found.get(name, ())
            known = self._by_class[name] = [Hit(one[0], one[1], one[2][1]) for one in raw]
        return known

    def within(self, name: str, first: int, last: int) -> list[Hit]:
        """Return the hits of a class that lie in tokens ``[first, last)``."""
        if name not in self._found:
            return []
        hits = self.of(name)
        start = bisect_left(hits, first, key=_first)
        stop = bisect_left(hits, last, lo=start, key=_first)
        return [hit for hit in hits[start:stop] if hit.last <= last]

    def longest(self, name: str, first: int, last: int) -> list[Hit]:
        """Return those of ``within`` that do not overlap, leftmost first, longest first."""
        kept: list[Hit] = []
        free = first
        for hit in sorted(self.within(name, first, last), key=lambda h: (h.first, -h.last)):
            if hit.first >= free:
                kept.append(hit)
                free = hit.last
        return kept


class Lexicon:
    """The words of one language, and the names of armed groups in all."""

    def __init__(self, language: str) -> None:
        """Read the word file of *language*, one of ``LANGUAGES``."""
        self.language = language
        words = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
        self._matcher: Matcher[tuple[str, Any]] = Matcher(
            [*_terms(words), *names(), *nationalities(language)]
        )

    def mark(self, text: Text) -> Marks:
        """Find every word of ours in *text*, in one pass."""
        return Marks(self._matcher.find_all(text))


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the words of *language*, or ``None`` when it is not read in full."""
    return Lexicon(language) if language in LANGUAGES else None


def _first(hit: Hit) -> int:
    return hit.first


def _terms(words: dict[str, Any]) -> list[tuple[str, tuple[str, Any]]]:
    """List the phrases of a word file, each with its class and value."""
    terms: list[tuple[str, tuple[str, Any]]] = []
    for entry in words.pop("trigger"):
        trigger = Trigger(entry["family"], entry["sub_event"], entry["strength"])
        terms += [(word, ("trigger", trigger)) for word in entry["words"]]
    for word, value in words.pop("number").items():
        terms.append((word, ("number", value)))
    for word, bounds in words.pop("vague").items():
        terms.append((word, ("vague", tuple(bounds))))
    # Classes of which only the kind matters are one list with the kind as value.
    for name in ("toll", "hedge", "people", "party", "talk", "form"):
        for kind, phrases in words.pop(name).items():
            whole = f"party.{kind}" if name == "party" and kind in _PARTY_APART else name
            terms += [(word, (whole, kind)) for word in phrases]
    for name, classes in words.items():
        for kind, phrases in classes.items():
            terms += [(word, (f"{name}.{kind}", kind)) for word in phrases]
    return terms


_PARTY_APART = ("weapon", "labels", "ally")
"""Lists under ``[party]`` that are no parties themselves."""
