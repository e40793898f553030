"""
How many does a sentence count, and of what?

Joins every word that counts people ("killed", "blessés") with the number that
belongs to it. A compound ("killed and arrested") is one word and one kind.

Not here: hedges (``agents/said/hedges.py``), whom it counts and who says so
(``agents/said/claims.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agents.text.matching import Hit
from agents.text.numbers import Number, numbers_in
from agents.text.sentences import Sentence

from .counted import is_tally, is_within, number_of
from .doing import is_punishment
from .framed import is_article, is_counted
from .hedges import Bounds, bounds_of
from .no_people import counts_no_people
from .toll_lists import beside_persons, listed_with, parts_of
from .victims import companions_of, members_of, victims_of


class Toll(NamedTuple):
    """
    A counting word with its number.

    Attributes:
        word: The counting word; its payload is the kind of claim.
        number: ``None`` for losses without one.
        bounds: Of the number, hedges applied.
        phrase: The tokens of the number phrase, hedges included.
    """

    word: Hit
    number: Number | None
    bounds: Bounds
    phrase: tuple[int, int]


def tolls_in(sentence: Sentence) -> Sequence[Toll]:
    """Return the tolls of *sentence*: its counting words, each joined with a number of its own."""
    return sentence.answer(_tolls)


def _tolls(sentence: Sentence) -> Sequence[Toll]:
    words = sentence.longest("toll")
    if not words:
        return ()
    free = [
        one
        for one in numbers_in(sentence)
        if not counts_no_people(sentence, one) and not is_article(sentence, one)
    ]
    tolls: list[Toll] = []
    for word in words:
        if is_counted(sentence, word):
            continue  # of "five prisoners were killed" the killing counts
        if is_punishment(sentence, word):
            continue
        if word.payload == "losses":
            bounds = Bounds(None, None, ("vague_word",))
            tolls.append(Toll(word, None, bounds, (word.first, word.last)))
            continue
        number = number_of(sentence, word, free)
        if number is None:
            if not is_tally(sentence, word):
                persons = victims_of(sentence, word)
                beside = beside_persons(sentence, word, persons, free)
                free = [one for one in free if one not in beside]
                tolls += [_toll(sentence, word, one) for one in (*persons, *beside)]
            continue
        free = [one for one in free if one == number or not is_within(one, word)]
        listed = listed_with(sentence, word, number, free)
        free = [one for one in free if one not in listed]
        if number.first < word.first and (number.min or 0) > 0:
            listed = [*companions_of(sentence, listed[0]), *listed]
        listed += [*parts_of(sentence, word, listed, free), *members_of(sentence, listed[-1])]
        tolls += [_toll(sentence, word, one) for one in listed]
    return tolls


def _toll(sentence: Sentence, word: Hit, number: Number) -> Toll:
    return Toll(word, number, *bounds_of(sentence, number))
