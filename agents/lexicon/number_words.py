"""
Which numbers does a language write as one word?

German says "fünfundzwanzig" and "dreihundertzwölf" where others part the words;
they are made here from the simple ones. Not here: numbers of several words
(``agents/text/numbers.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

HUNDRED: Final = 100
THOUSAND: Final = 1000


def joined(words: Mapping[str, int], one: str, joint: str) -> Iterator[tuple[str, int]]:
    """
    Make the joined words of 21 to 999 and of whole thousands up to 999,000.

    Args:
        words: Simple number words; the first of each value is the one that joins.
        one: How 1 is written inside a word: "ein".
        joint: Between units and tens: "und".
    """
    simple: dict[int, str] = {}
    for word, value in words.items():
        simple.setdefault(value, word)
    inside = simple | {1: one}
    below = {value: inside[value] for value in range(1, 20)}
    for ten in range(20, HUNDRED, 10):
        below[ten] = simple[ten]
        below |= {ten + unit: f"{inside[unit]}{joint}{simple[ten]}" for unit in range(1, 10)}
    below |= {
        hundreds * HUNDRED + rest: f"{inside[hundreds]}{simple[HUNDRED]}{below.get(rest, '')}"
        for hundreds in range(1, 10)
        for rest in range(HUNDRED)
    }
    for value, word in below.items():
        if value not in simple:
            yield word, value
        yield f"{word}{simple[THOUSAND]}", value * THOUSAND
