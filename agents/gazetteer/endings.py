"""
Which name may stand behind an inflected word?

Russian, Ukrainian and German names change their ends, Arabic ones their heads:
"в Донецке" is Donetsk and "بالخرطوم" Khartoum. The rules are data
(``endings.tsv``) and only ever propose; the gazetteer tells which proposal is a
name. Not here: adjectives of countries, whose forms ``countries.tsv`` lists.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from .tables import rows_of

# What is left of a name must still be one; shorter ones are names of everything.
SHORTEST: Final = 3
# Arabic names may open with a short word: "أم درمان".
SHORTEST_HEAD: Final = 2
# "Nordirak", "Ostkongo"; "Ostens" is a part of nothing.
SHORTEST_WHOLE: Final = 4
# Ways to write one word that are tried: four letters of it may go either way.
SPELLINGS: Final = 16
# Distinct words of some hundred dispatches.
REMEMBERED: Final = 1 << 14


def is_inflected(language: str) -> bool:
    """Tell whether names change in *language*."""
    return bool(_rules(language))


@lru_cache(maxsize=REMEMBERED)
def proposals(word: str, language: str) -> tuple[str, ...]:
    """Return what the folded *word* may be a form of, likelier first, never itself."""
    prefixes, endings = _rules(language) or ((), ())
    found: dict[str, None] = {}
    for letters, bases in prefixes:
        if word.startswith(letters) and len(word) - len(letters) >= SHORTEST_HEAD:
            found.update(dict.fromkeys(base + word[len(letters) :] for base in bases))
    for letters, bases in endings:
        if word.endswith(letters):
            stems = (word[: -len(letters)] + base for base in bases)
            found.update(dict.fromkeys(stem for stem in stems if len(stem) >= SHORTEST))
    found.pop(word, None)
    return tuple(found)


Rules = tuple[tuple[str, tuple[str, ...]], ...]


def wholes(word: str, language: str) -> tuple[str, ...]:
    """Return what the folded *word* may be a part of, in any form: "syrien" for "nordsyriens"."""
    found: dict[str, None] = {}
    parts = _parts(language)
    for letters in parts:
        rest = word.removeprefix(letters)
        if rest != word and len(rest) >= SHORTEST_WHOLE and rest not in parts:
            found.update(dict.fromkeys((rest, *proposals(rest, language))))
    return tuple(found)


def respelled(word: str, language: str) -> tuple[str, ...]:
    """Return how a sister language may write *word*: Ukrainian "хаккарі" is "хаккари" in Russian."""
    spellings = _spellings(language)
    found = [""] if spellings else []
    at = 0
    while found and at < len(word):
        letters, said = next(
            ((one, said) for one, said in spellings if word.startswith(one, at)), (word[at], ())
        )
        found = [head + base for head in found for base in said or (letters,)][:SPELLINGS]
        at += len(letters)
    return tuple(dict.fromkeys(spelt for spelt in found if spelt != word))


@cache
def _spellings(language: str) -> Rules:
    rows = [row for row in rows_of("endings.tsv") if row[:2] == [language, "spelling"]]
    rules = [(letters, tuple(bases.split(";"))) for _, _, letters, bases in rows]
    return tuple(sorted(rules, key=lambda rule: -len(rule[0])))


@cache
def _parts(language: str) -> tuple[str, ...]:
    rows = rows_of("endings.tsv")
    return tuple(letters for code, kind, letters, _ in rows if (code, kind) == (language, "part"))


@cache
def _rules(language: str) -> tuple[Rules, Rules] | None:
    """Return prefixes and endings, the longest first: they leave the least to chance."""
    kinds: dict[str, list[tuple[str, tuple[str, ...]]]] = {"prefix": [], "ending": []}
    for code, kind, letters, bases in rows_of("endings.tsv"):
        if code == language and kind in kinds:
            parts = tuple("" if base == "-" else base for base in bases.split(";"))
            kinds[kind].append((letters, parts))
    if not any(kinds.values()):
        return None
    for rules in kinds.values():
        rules.sort(key=lambda rule: -len(rule[0]))
    return tuple(kinds["prefix"]), tuple(kinds["ending"])
