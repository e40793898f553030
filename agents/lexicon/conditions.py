"""
Which words count only under a condition that no matcher can ask?

German parts its verbs: "griffen am Montag einen Posten an" is "griffen … an", and the
second part closes the clause. And folding makes one word of "würde" and "wurde": a
phrase that begins with ``=`` counts only as it is accented in the word file.

Not here: how a line unfolds (``phrases.py``), and what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from agents.text.folding import Text, fold_words
from agents.text.matching import Hit

APART: Final = "…"
EXACT: Final = "="
CLASS: Final = "condition"
"""The class of a hit that is not yet known to count."""

REACH: Final = 30  # tokens between the two parts of a verb: such clauses are the longest there are


class Condition(NamedTuple):
    """
    What must hold for a hit to count.

    Attributes:
        name, value: The class and what the phrase stands for.
        written: How the phrase must be written, in small letters; empty when any way will do.
        closing: Folded words that must close the clause behind it.
    """

    name: str
    value: Any
    written: str
    closing: tuple[str, ...]


def conditional(term: tuple[str, tuple[str, Any]]) -> tuple[str, tuple[str, Any]]:
    """Return *term*, a phrase and its payload, as it is searched for, with its condition if it has one."""
    phrase, (name, value) = term
    is_exact = phrase.startswith(EXACT)
    opening, apart, closing = phrase.removeprefix(EXACT).partition(APART)
    if not apart and not is_exact:
        return term
    opening = opening.strip()
    written = opening.casefold() if is_exact else ""
    return opening, (CLASS, Condition(name, value, written, fold_words(closing)))


def counting(text: Text, hits: Iterable[Hit], *, joints: frozenset[str]) -> list[Hit]:
    """
    Return *hits* without those whose condition fails, the others as if they had none.

    Args:
        text: The text.
        hits: Those found in it.
        joints: Words that may follow the second part of a verb without a comma: "und".
    """
    kept = []
    for hit in hits:
        if hit.payload[0] != CLASS:
            kept.append(hit)
            continue
        condition: Condition = hit.payload[1]
        if _holds(text, hit, condition, joints):
            kept.append(Hit(hit.first, hit.last, (condition.name, condition.value)))
    return kept


def _holds(text: Text, hit: Hit, condition: Condition, joints: frozenset[str]) -> bool:
    written = condition.written
    if written and text.words(hit.first, hit.last).casefold() != written:
        return False
    return not condition.closing or _is_closed(text, hit, condition.closing, joints)


def _is_closed(text: Text, hit: Hit, closing: tuple[str, ...], joints: frozenset[str]) -> bool:
    """Tell whether *closing* stands behind *hit* in its sentence, where a clause ends."""
    length = len(closing)
    end = min(text.sentences[text.sentence_of(hit.first)][1], hit.last + REACH)
    for at in range(hit.last, end - length + 1):
        if text.tokens[at] != closing[0] or tuple(text.tokens[at : at + length]) != closing:
            continue
        if length > 1 or _ends_clause(text, at + length, joints):
            return True
    return False


def _ends_clause(text: Text, at: int, joints: frozenset[str]) -> bool:
    """Tell whether a clause ends before token *at*."""
    if at >= len(text.tokens) or text.tokens[at] in joints:
        return True
    return text.raw[text.ends[at - 1] : text.starts[at]] != " "
