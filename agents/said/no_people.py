"""
Which numbers of a sentence count no people?

Days and years ("the 1986 murder"), ages ("youth, 17, dies"), ranks ("No 2"), and whatever
stands before a word for goods, measures or animals: "12 km", "200 chickens".

Not here: how a number is written (``agents/text/numbers.py``), and the word for one that
is an article (``agents/said/framed.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.numbers import Number
from agents.text.sentences import Sentence

YEARS: Final = range(1900, 2100)
AGES: Final = range(10, 111)


def counts_no_people(sentence: Sentence, number: Number) -> bool:
    """Tell whether *number* is a time, an age, a rank, or of things."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    marks = sentence.page.marks
    is_people = any(
        hit.first == number.last
        and hit.last - hit.first > 1
        and not marks.within("person", hit.first, hit.last)
        for hit in marks.within("people", number.last, sentence.last)
    )
    if not is_people and number.last < sentence.last and tokens[number.last] in grammar.unit:
        return True  # "32-year-old", "un homme de 32 ans"; but "7 family members"
    if any(time.first <= number.first and number.last <= time.last for time in sentence.times()):
        return True
    is_bare = number.last - number.first == 1 and tokens[number.first].isdecimal()
    if not is_bare or number.max is None:
        return False
    return _is_year(sentence, number) or _is_age(sentence, number) or _is_rank(sentence, number)


def _is_year(sentence: Sentence, number: Number) -> bool:
    """Tell whether four digits stand before none that they could count: "1993 killings"."""
    if number.max not in YEARS:
        return False
    marks, deed = sentence.page.marks, sentence.page.grammar.deed
    counted = [
        hit for hit in marks.within("people", number.last, sentence.last)
        if hit.first == number.last and not marks.within("person", hit.first, hit.last)
    ]  # fmt: skip
    done = [
        hit for hit in marks.within("toll", number.last, sentence.last)
        if hit.first == number.last and sentence.page.text.tokens[hit.last - 1] not in deed
    ]  # fmt: skip
    hedged = any(hit.last == number.first for hit in sentence.of("hedge"))
    return not (counted or done or hedged)


def _is_age(sentence: Sentence, number: Number) -> bool:
    """Tell whether one person stands right before: "youth 17 dies", "actor's son dies, 36"."""
    if number.max not in AGES:
        return False
    marks, first = sentence.page.marks, number.first
    tolls = marks.within("toll", sentence.first, sentence.last)
    natural = sentence.page.grammar.natural
    death = next(
        (
            hit for hit in tolls
            if hit.last == first and sentence.page.text.tokens[hit.last - 1] in natural
        ),
        None,
    )  # fmt: skip
    if death is not None and sentence.ends_clause(number.last):
        first = death.first
    elif not any(hit.first == number.last for hit in tolls):
        return False
    return any(hit.last == first for hit in marks.within("person", sentence.first, first))


def _is_rank(sentence: Sentence, number: Number) -> bool:
    """Tell whether "no" stands for "number": "al-Qaeda's No 2"."""
    return any(hit.last == number.first and hit.payload[0] < 0 for hit in sentence.longest("vague"))
