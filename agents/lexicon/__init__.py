"""
Which words of a language matter to us?

A file per language holds the words by class, with a header that says what each
class means; here they become one matcher for each language. Not here: how a line
unfolds (``phrases.py``), names of armed groups (``groups.py``),
set phrases (``idioms.py``), where a text uses
the words (``marks.py``), and what they decide.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from agents.text.folding import Text
from agents.text.matching import GLUED, Matcher
from schemas.event import Family

from .conditions import EXACT, conditional, counting
from .grammar import Grammar, grammar_of
from .groups import force_words, names
from .idioms import without_idioms
from .marks import Marks
from .number_words import joined
from .phrases import Phrases

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("ar", "de", "en", "es", "fr", "pt", "ru", "uk")
"""Languages that are read in full; any other is read for names, numbers and places only."""

# Classes whose kinds are one class, with the kind as what a hit stands for.
OF_KINDS: Final = ("toll", "hedge", "people", "person", "party", "weapon", "talk", "form")
PARTY_APART: Final = ("labels", "ally")
"""Lists under ``[party]`` that are no parties themselves."""


class Trigger(NamedTuple):
    """What a trigger word stands for; ``strength`` as in the header of the word files."""

    family: Family
    sub_event: str
    strength: int


class Lexicon:
    """
    The words of one language, and the names of armed groups in all.

    Attributes:
        language: ISO 639-1.
        grammar: Its small words.
    """

    def __init__(self, language: str) -> None:
        """Read the word file of *language*, one of ``LANGUAGES``."""
        self.language = language
        words = words_of(language)
        shape = words.get("shape", {})
        self.grammar: Grammar = grammar_of(words["grammar"], shape)
        self._matcher: Matcher[tuple[Any, ...]] = Matcher(
            [*map(conditional, terms(words)), *names(), *force_words(language)],
            onto=shape.get("onto", ()),
        )

    def mark(self, text: Text) -> Marks:
        """Find every word of ours in *text*, in one pass."""
        return Marks(
            without_idioms(
                counting(text, self._matcher.find_all(text), joints=self.grammar.closing)
            )
        )


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the words of *language*, or ``None`` when it is not read in full."""
    return Lexicon(language) if language in LANGUAGES else None


def name_marks(text: Text) -> Marks:
    """Find the names of armed groups and armies in *text*, in whatever language it is."""
    return Marks(list(_names_alone().find_all(text)))


@cache
def _names_alone() -> Matcher[tuple[Any, ...]]:
    return Matcher(names())


def words_of(language: str) -> dict[str, Any]:
    """Return the word file of *language* as it is written."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def terms(words: dict[str, Any]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """List the phrases of a word file, each with its class and what it stands for."""
    shape = words.get("shape", {})
    phrases = Phrases(shape.get("endings", {}), ())
    glued = GLUED if "onto" in shape else ""
    for line, name, value in _lines(words):
        for form in phrases.forms(line):
            # Where words are written onto others, exactly means alone: vowel signs come and go.
            exact = form.removeprefix(EXACT) if glued else form
            yield exact if form.startswith(EXACT) else f"{glued}{form}", (name, value)
    if "joined" in shape:
        for word, number in joined(words["number"], **shape["joined"]):
            yield word, ("number", number)


def _lines(words: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """List the lines of a word file: as written, class, what it stands for."""
    for entry in words["trigger"]:
        trigger = Trigger(entry["family"], entry["sub_event"], entry["strength"])
        yield from ((line, "trigger", trigger) for line in entry["words"])
    for line, value in words["number"].items():
        yield line, "number", value
    for line, bounds in words["vague"].items():
        yield line, "vague", tuple(bounds)
    for name, kinds in words.items():
        if name in ("trigger", "number", "vague", "grammar", "shape"):
            continue
        for kind, lines in kinds.items():
            whole = name in OF_KINDS and not (name == "party" and kind in PARTY_APART)
            yield from ((line, name if whole else f"{name}.{kind}", kind) for line in lines)
            if name == "person":
                # One of them is also one of the people.
                yield from ((line, "people", kind) for line in lines)
