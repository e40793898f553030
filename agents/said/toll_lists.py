"""
Which others are listed beside those whom a counting word counts?

"Three marines and seven rebels were killed", "killed the mayor and two guards", "12
were wounded, including three policemen": each number of such a list is a toll of its
own, and nothing is added up.

Not here: which number a word has (``agents/said/tolls.py``), persons without one
(``agents/said/victims.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.numbers import Number, is_joined
from agents.text.sentences import Sentence

from .hedges import start_of

APART: Final = 9  # tokens between the numbers of one list
OWN: Final = 9  # tokens behind a number in which a counting word is its own


def listed_with(sentence: Sentence, word: Hit, number: Number, free: list[Number]) -> list[Number]:
    """
    Return *number* with those listed beside it: "three marines and seven rebels were killed".

    Each stays a claim of its own: nothing is added up.
    """
    found = [number]
    if number.first < word.first:
        for one in reversed([one for one in free if one.last <= number.first]):
            if not _is_list(sentence, one, found[0]):
                break
            found.insert(0, one)
        return found
    for one in [one for one in free if one.first >= number.last]:
        if not _is_list(sentence, found[-1], one) or _has_word_of_its_own(sentence, one):
            break
        found.append(one)
    return found


def beside_persons(
    sentence: Sentence, word: Hit, persons: list[Number], free: list[Number]
) -> list[Number]:
    """Return the number of "killed the mayor and two guards", "was killed with two guards"."""
    if not persons:
        return []
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    small = grammar.number_joint | grammar.along
    first = max(word.last, persons[-1].last)
    for one in [one for one in free if one.first >= first]:
        start = start_of(sentence, first, one)
        between = tokens[first:start]
        is_next = bool(between) or one.first in sentence.breaks or is_joined(sentence, start)
        if is_next and all(token in small for token in between):
            has_own = _has_word_of_its_own(sentence, one)
            return [] if has_own else listed_with(sentence, word, one, free)
        break
    return []


def parts_of(
    sentence: Sentence, word: Hit, listed: list[Number], free: list[Number]
) -> list[Number]:
    """Return the number of those set apart behind: "12 were wounded, including three guards"."""
    tokens, including = sentence.page.text.tokens, sentence.page.grammar.including
    end = max(word.last, listed[-1].last)
    return [
        one for one in free
        if 0 < one.first - end <= APART and tokens[one.first - 1] in including
    ][:1]  # fmt: skip


def _is_list(sentence: Sentence, one: Number, other: Number) -> bool:
    """Tell whether "and" or a comma stands right before *other*, and people in between."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    if one.max == 0 or not 0 < other.first - one.last <= APART:
        return False
    start = start_of(sentence, one.last, other)
    if start - 2 > one.last and tokens[start - 1] in grammar.toll_link:
        start -= 1  # "mató a seis soldados y a dos civiles"
    while start - 1 > one.last and tokens[start - 1] in grammar.article:
        start -= 1  # "six priests and the two women"
    joints = grammar.number_joint | grammar.including
    has_joint = start - 1 > one.last and tokens[start - 1] in joints
    is_next = has_joint or start in sentence.breaks or is_joined(sentence, start)
    return is_next and not sentence.page.marks.within("toll", one.last, other.first)


def _has_word_of_its_own(sentence: Sentence, number: Number) -> bool:
    """Tell whether a counting word follows: "killed two soldiers and three were wounded"."""
    words = sentence.page.marks.within("toll", number.last, min(number.last + OWN, sentence.last))
    tokens, joints = sentence.page.text.tokens, sentence.page.grammar.number_joint
    return any(
        sentence.same_clause(number.first, word.first)
        # "two civilians and wounded nine": that word opens what comes next.
        and joints.isdisjoint(tokens[number.last : word.first])
        for word in words
    )
