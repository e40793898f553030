"""
Which words of a language say when?

Reads ``words/<language>.tsv``; ``words/classes.md`` says what each class means. Not
here: which day a word means in a text (``agents/when/times.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from agents.text.folding import fold_words
from agents.text.matching import Matcher

WORDS: Final = Path(__file__).parent / "words"

# What a time may begin with; the other classes are looked at only beside one.
OPENING: Final = frozenset({
    "month", "weekday", "weekday_part", "bare_weekday", "day", "part", "overnight", "night",
    "night_into", "week", "weekend", "month_", "quarter", "year", "lately", "narrative", "unit",
    "one_unit", "two_unit", "future", "nothing",
})  # fmt: skip

# "Sept" is a number in French and "mar" half a word in English: so short a month
# counts only beside a day.
ABBREVIATION: Final = 4

YEARS: Final = (1900, 2100)  # figures that may be a year

Phrase = tuple[str, ...]
Phrases = list[tuple[Phrase, frozenset[str]]]


@dataclass(slots=True)
class Vocabulary:
    """
    The words of one language.

    Attributes:
        times: Finds the words that a time is made from; payload (class, value).
        months: Folded name -> 1 to 12.
        short: Names of months that are abbreviations.
        before: Last word -> the phrases that end in it, longest first, with their classes.
        behind: First word -> the phrases that begin with it, likewise.
        numbers: Folded phrase -> number.
        ordinals: Word for a day of the month -> day.
        is_month_first: "July 25" is a date too.
        glued: Letters written on to the next word ("and", "in").
    """

    times: Matcher[tuple[str, int]]
    months: dict[str, int] = field(default_factory=dict)
    short: set[str] = field(default_factory=set)
    before: dict[str, Phrases] = field(default_factory=dict)
    behind: dict[str, Phrases] = field(default_factory=dict)
    numbers: dict[Phrase, int] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    is_month_first: bool = False
    glued: tuple[str, ...] = ()


@cache
def vocabulary_of(language: str) -> Vocabulary:
    """Return the words of *language*; without any, only figures like 2024-07-25 can be read."""
    rows = list(_rows(language))
    glued = tuple(p for kind, _, phrases in rows if kind == "glued" for p in phrases)
    opening = [
        (spelling, (kind, value))
        for kind, value, phrases in rows
        if kind in OPENING
        for phrase in phrases
        for spelling in _spellings(phrase, glued)
    ]
    opening += [(str(year), ("figure", 0)) for year in range(*YEARS)]
    words = Vocabulary(Matcher(_once(opening)), glued=glued)
    classes: dict[Phrase, set[str]] = {}
    for kind, value, phrases in rows:
        folded = [fold_words(phrase) for phrase in phrases]
        if kind == "month":
            names = [" ".join(phrase) for phrase in folded]
            words.months.update((name, value) for name in names)
            words.short.update(
                n for n in names[1:] if len(n) <= ABBREVIATION and n not in names[:1]
            )
        elif kind == "number":
            words.numbers.update((phrase, value) for phrase in folded)
        elif kind == "ordinal":
            words.ordinals.update((phrase[0], value) for phrase in folded)
        elif kind == "order":
            words.is_month_first = True
        elif kind not in OPENING and kind != "glued":
            for phrase in folded:
                classes.setdefault(phrase, set()).add(kind)
    for phrase in sorted(classes, key=len, reverse=True):
        named = frozenset(classes[phrase])
        words.before.setdefault(phrase[-1], []).append((phrase, named))
        words.behind.setdefault(phrase[0], []).append((phrase, named))
    return words


def _rows(language: str) -> Iterator[tuple[str, int, list[str]]]:
    path = WORDS / f"{language}.tsv"
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, value, phrases = line.split("\t")
            yield kind, int(value), phrases.split(";")


def _spellings(phrase: str, glued: tuple[str, ...]) -> list[str]:
    """Return *phrase* as it is and with each letter that may be written on to it."""
    with_article = [f"لل{phrase[2:]}"] if "ل" in glued and phrase.startswith("ال") else []
    return [phrase, *(letter + phrase for letter in glued), *with_article]


def _once(patterns: list[tuple[str, tuple[str, int]]]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Leave out a spelling that a row above has already: the first meaning stands."""
    seen: set[tuple[Phrase, bool]] = set()
    for spelling, payload in patterns:
        # "A week" is a unit for "two weeks ago" and one for "a week ago" alike.
        key = fold_words(spelling), payload[0].endswith("_unit")
        if key not in seen:
            seen.add(key)
            yield spelling, payload
