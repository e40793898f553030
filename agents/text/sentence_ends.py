"""
Where does a sentence end?

At a mark that ends one and is none of "Dr. Smith", "No. 5", "U.S. troops" or "4. März",
and at an empty line. What goes on for too long is cut.

Not here: what the words are (``agents/text/folding.py``), and where a clause ends
(``agents/text/sentences.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

STOPS: Final = ".!?…؟۔।。！？"
CLOSERS: Final = frozenset("\"'”’»)]" + STOPS)

# Tokens of the longest sentence; agencies write up to some 80. What goes on without a stop is a
# table or an attack, and what compares the words of a sentence with each other must stay linear.
LONGEST: Final = 256

# A full stop after these belongs to the word: a name follows, or a number.
TITLES: Final = frozenset({
    "gen", "lt", "col", "maj", "capt", "sgt", "cpl", "brig", "adm", "cmdr", "mr", "mrs", "ms",
    "dr", "prof", "rev", "hon", "sen", "rep", "gov", "st", "sr", "jr", "messrs", "vs", "mt",
    "dept", "mme", "mlle", "bzw", "sra", "srta",
})  # fmt: skip
NUMBERED: Final = frozenset({
    "no", "nos", "nr", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec", "janv", "fevr", "avr", "juil",
})  # fmt: skip
# After "U.S." or "p.m." a sentence ends only before a word that opens one.
OPENERS: Final = frozenset({
    "the", "a", "an", "but", "he", "she", "they", "we", "it", "its", "this", "that", "these",
    "those", "there", "in", "on", "at", "after", "when", "while", "le", "la", "les", "un", "une",
    "mais", "il", "elle", "ils", "elles", "dans",
})  # fmt: skip
GERMAN_MONTHS: Final = frozenset({
    "januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "dezember",
})  # fmt: skip


def sentences_in(
    raw: str,
    tokens: list[str],
    starts: list[int],
    ends: list[int],
    marks: Iterable[tuple[bool, int]],
) -> list[tuple[int, int]]:
    """
    Return first token and the one past the last, of each sentence with words.

    Args:
        raw: The text.
        tokens: Its folded words.
        starts: Where each begins in *raw*.
        ends: Where each ends in *raw*.
        marks: What may end a sentence or a paragraph: whether it is a line feed, and its place.
    """
    found: list[tuple[int, int]] = []
    first, line = 0, -1
    for is_line, place in marks:
        if is_line:
            is_end = line >= 0 and not raw[line:place].strip()
            line = place
        else:
            is_end = raw[place + 1 : place + 2].strip() in CLOSERS or place + 1 == len(raw)
            is_end = is_end or raw[place + 1].isspace() or raw[place] in "。！？"
        if not is_end:
            continue
        following = bisect_left(starts, place)
        if following > first and (is_line or _ends(raw, tokens, starts, ends, place)):
            found.append((first, following))
            first = following
    if first < len(tokens):
        found.append((first, len(tokens)))
    return [
        (start, min(start + LONGEST, last))
        for first, last in found
        for start in range(first, last, LONGEST)
    ]


def _ends(raw: str, tokens: list[str], starts: list[int], ends: list[int], place: int) -> bool:
    """Tell whether the mark at *place*, after at least one token, ends a sentence."""
    following = bisect_left(starts, place)
    if following == len(tokens):
        return True
    if raw[starts[following]].islower():
        return False  # "Go!" he said; and the points inside "e.g. this"
    if raw[place] != "." or ends[following - 1] != place:
        return True
    before, after = tokens[following - 1], tokens[following]
    if before in TITLES or (before in NUMBERED and after[0].isdigit()):
        return False
    if len(before) == 1 and before.isalpha():
        is_acronym = following > 1 and ends[following - 2] == starts[following - 1] - 1
        return is_acronym and raw[starts[following - 1] - 1] == "." and after in OPENERS
    return not (before.isdigit() and len(before) <= 2 and after in GERMAN_MONTHS)
