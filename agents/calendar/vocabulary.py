"""
Which words of a language say when?

Reads ``words.tsv``, whose head says what each class means. Not here: which day
a word means in a text (``agents/times.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from agents.folding import fold_words
from agents.matching import Matcher

WORDS: Final = Path(__file__).parent / "words.tsv"

# What a time may begin with; the other classes are looked at only beside one.
OPENING: Final = frozenset(
    {"month", "weekday", "day", "part", "overnight", "week", "month_", "year", "lately", "unit"}
)


@dataclass(slots=True)
class Vocabulary:
    """
    The words of one language.

    Attributes:
        times: Finds the words that a time is made from; payload (class, value).
        months: Folded name -> 1 to 12.
        beside: Class -> folded phrases, as words, of what stands beside a time.
        numbers: Folded phrase -> number.
    """

    times: Matcher[tuple[str, int]]
    months: dict[str, int] = field(default_factory=dict)
    beside: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)


@cache
def vocabulary_of(language: str) -> Vocabulary:
    """Return the words of *language*; without any, only figures like 2024-07-25 can be read."""
    rows = [
        (kind, int(value), phrases.split(";"))
        for code, kind, value, phrases in _rows()
        if code == language
    ]
    words = Vocabulary(
        Matcher(
            (phrase, (kind, value))
            for kind, value, phrases in rows
            if kind in OPENING
            for phrase in phrases
        )
    )
    for kind, value, phrases in rows:
        folded = frozenset(fold_words(phrase) for phrase in phrases)
        if kind == "month":
            words.months.update((" ".join(phrase), value) for phrase in folded)
        elif kind == "number":
            words.numbers.update((phrase, value) for phrase in folded)
        elif kind not in OPENING:
            words.beside[kind] = folded
    return words


def _rows() -> list[list[str]]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
