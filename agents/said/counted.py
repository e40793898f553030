"""
Which number belongs to a counting word?

The one right behind a verb ("killed at least 17"), else the nearest before it ("17
soldiers were killed"); of a mere tally ("death toll") what it has come to.

Not here: which numbers count people at all (``no_people.py``), those listed beside it
(``toll_lists.py``), and persons without a number (``victims.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.numbers import Number, is_joined, numbers_in
from agents.text.sentences import Sentence

from .doing import is_active
from .framed import follows_doer, framed
from .hedges import start_of
from .uncounted import AWAY
from .victims import is_singular

ADJECTIVES: Final = 2  # tokens between "20" and "bodies of"
BEFORE: Final = 9  # tokens between "17" and "killed": "17 members of the presidential guard were"


def number_of(sentence: Sentence, word: Hit, free: list[Number]) -> Number | None:
    """Choose the number of a counting word: the one just after a verb, else the nearest before."""
    after = next(
        (
            one for one in free
            if _follows(sentence, word, one) or follows_doer(sentence, word, one)
        ),
        None,
    )  # fmt: skip
    if after is not None:
        return after
    if is_tally(sentence, word):
        # "a toll" counts nobody, "sobe para 13 o número de mortos" thirteen
        return next((one for one in free if _arrives(sentence, word, one)), None) or next(
            (one for one in free if _comes_to(sentence, word, one)), None
        )
    before = [one for one in free if _leads(sentence, word, one)]
    if _has_object(sentence, word):
        before = [one for one in before if word.first - one.last <= ADJECTIVES]
    own = next((one for one in free if is_within(one, word)), None)
    if own is not None and not (before and before[-1].last == word.first):
        return own  # "قتيلان" is two by itself, "100 قتيل" a hundred
    return before[-1] if before else framed(sentence, word, free)


def _has_object(sentence: Sentence, word: Hit) -> bool:
    """Tell whether whom it counts stands behind it: "the murder of …"; others came before."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    is_deed = tokens[word.last - 1] in grammar.deed
    return is_deed and word.last < sentence.last and tokens[word.last] in grammar.of


def _arrives(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* is what the tally behind it has come to."""
    before = sentence.page.text.tokens[max(number.first - 1, sentence.first)]
    return before in sentence.page.grammar.toll_arrives and 0 <= word.first - number.last <= AWAY


def _comes_to(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* is what the tally before it has come to: "toll from quake passes 40"."""
    if not 0 < number.first - word.last <= BEFORE:
        return False
    if not sentence.same_clause(word.last - 1, number.first):
        return False
    start = start_of(sentence, word.last, number)
    grammar, before = sentence.page.grammar, sentence.page.text.tokens[start - 1]
    return start < number.first or before in grammar.toll_arrives


def is_within(number: Number, word: Hit) -> bool:
    """Tell whether *number* is part of *word*: "قتيلان" counts two by itself."""
    return word.first <= number.first and number.last <= word.last


def is_tally(sentence: Sentence, word: Hit) -> bool:
    """Tell whether a counting word is a mere tally: "toll", "death toll", "bilan des morts"."""
    tally = sentence.page.grammar.toll_tally
    return not tally.isdisjoint(sentence.page.text.tokens[word.first : word.last])


def _follows(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* stands right after the word: "killed at least 17", "toll rose to 31"."""
    if number.first < word.last or not sentence.same_clause(word.last - 1, number.first):
        return False
    if number.max == 0 and sentence.page.marks.within("toll", number.last, number.last + 1):
        return False  # "no dead nor wounded": the second "no" is for the wounded
    if _is_of_next(sentence, word, number):
        return False  # "five killed 33 injured"
    if is_joined(sentence, start_of(sentence, word.last, number)):
        return False  # "12 قتيلا و20 جريحا": what "and" is written onto begins anew
    skipped = {t for hit in sentence.of("hedge") for t in range(hit.first, hit.last)}
    # "killed on Friday five fishermen"
    skipped |= {t for time in sentence.times() for t in range(time.first, time.last)}
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    between = [t for t in range(word.last, number.first) if t not in skipped]
    if between and tokens[between[-1]] in grammar.given_by and not is_tally(sentence, word):
        return False  # "killed by 30 men"
    if is_tally(sentence, word) and between and tokens[between[-1]] in grammar.toll_arrives:
        return True  # "the death toll from clashes in X rose to 31"
    # "mató a seis civiles e hirió a otros nueve": those others are new to the second verb.
    return all(tokens[t] in grammar.toll_link | grammar.others for t in between)


def _is_of_next(sentence: Sentence, word: Hit, number: Number) -> bool:
    """
    Tell whether *number* belongs to the counting word behind it: "man killed six injured".

    Headlines leave the comma out. Somebody before the first word is whom that one counts.
    """
    marks, at = sentence.page.marks, number.last
    tokens, others = sentence.page.text.tokens, sentence.page.grammar.others
    if at < sentence.last and tokens[at] in others:
        at += 1
    follows = [
        hit for hit in marks.within("toll", at, sentence.last)
        if hit.first == at and hit.payload != word.payload and at not in sentence.breaks
    ]  # fmt: skip
    if not follows or is_active(sentence, word):
        return False
    first = sentence.clause_span(word.first)[0]
    before = max(first, word.first - AWAY)
    if any(before < one.last <= word.first for one in numbers_in(sentence)):
        return True
    is_one = any(hit.last == word.first for hit in marks.within("person", first, word.first))
    return is_one and not any(one.first == follows[0].last for one in numbers_in(sentence))


def _leads(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* counts those before the word: "17 soldiers were killed"."""
    gap = word.first - number.last
    if not 0 <= gap <= BEFORE or (number.max == 0 and not _denies(sentence, word, number)):
        return False
    if _is_of_others(sentence, word, number) or _is_apart(sentence, word, number):
        return False
    if sentence.same_clause(number.first, word.first):
        return True
    # "17 people, among them three children, were killed": people stand by the number.
    return bool(sentence.page.marks.within("people", number.last, number.last + 3)) and gap > 2


def _is_of_others(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether the verb is one person's: "two gunmen said the mayor was killed"."""
    is_figure = (number.max or 0) > 1 and not number.is_vague
    if not is_figure or not is_singular(sentence, word):
        return False
    # "a family of five was killed"
    before = sentence.page.text.tokens[number.first - 1] if number.first > sentence.first else ""
    return before not in sentence.page.grammar.of


def _is_apart(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* counts who did it or is in it: "two held for murder", "two men to kill"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    if is_active(sentence, word):
        return True
    between = tokens[number.last : word.first]
    if tokens[word.last - 1] not in grammar.deed or tokens[word.last - 1] in grammar.natural:
        return False
    return not grammar.no_name.isdisjoint(between) and grammar.of.isdisjoint(between)


def _denies(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether a "no" is for people: "no casualties", "no civilian was hurt", not "no word on"."""
    between = range(number.last, word.first)
    people = {t for hit in sentence.of("people") for t in range(hit.first, hit.last)}
    tokens = sentence.page.text.tokens
    return all(t in people or tokens[t] in sentence.page.grammar.auxiliary for t in between)
