"""
How many does a sentence count, and of what?

Joins every word that counts people ("killed", "blessés") with the number that
belongs to it. A compound ("killed and arrested") is one word and one kind.

Not here: hedges (``agents/said/hedges.py``), whom it counts and who says so
(``agents/said/claims.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from agents.text.matching import Hit
from agents.text.numbers import Number, is_joined, numbers_in
from agents.text.sentences import Sentence

from .framed import follows_doer, framed, is_article, is_counted
from .hedges import Bounds, bounds_of, start_of
from .toll_lists import beside_persons, listed_with, parts_of
from .uncounted import AWAY
from .victims import companions_of, is_singular, members_of, victims_of

ADJECTIVES: Final = 2  # tokens between "20" and "bodies of"
BEFORE: Final = 9  # tokens between "17" and "killed": "17 members of the presidential guard were"


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
    numbers = [
        one
        for one in numbers_in(sentence)
        if not _is_a_time(sentence, one)
        and not _counts_things(sentence, one)
        and not is_article(sentence, one)
    ]
    free = list(numbers)
    tolls = []
    for word in sentence.longest("toll"):
        if is_counted(sentence, word):
            continue  # of "five prisoners were killed" the killing counts
        if word.payload == "losses":
            bounds = Bounds(None, None, ("vague_word",))
            tolls.append(Toll(word, None, bounds, (word.first, word.last)))
            continue
        number = _number_of(sentence, word, free)
        if number is None:
            if not _is_tally(sentence, word):
                persons = victims_of(sentence, word)
                beside = beside_persons(sentence, word, persons, free)
                free = [one for one in free if one not in beside]
                tolls += [_toll(sentence, word, one) for one in (*persons, *beside)]
            continue
        free = [one for one in free if one == number or not _is_within(one, word)]
        listed = listed_with(sentence, word, number, free)
        free = [one for one in free if one not in listed]
        if number.first < word.first and (number.min or 0) > 0:
            listed = [*companions_of(sentence, listed[0]), *listed]
        listed += [*parts_of(sentence, word, listed, free), *members_of(sentence, listed[-1])]
        tolls += [_toll(sentence, word, one) for one in listed]
    return tolls


def _toll(sentence: Sentence, word: Hit, number: Number) -> Toll:
    return Toll(word, number, *bounds_of(sentence, number))


def _is_a_time(sentence: Sentence, number: Number) -> bool:
    return any(time.first <= number.first and number.last <= time.last for time in sentence.times())


def _counts_things(sentence: Sentence, number: Number) -> bool:
    """Tell whether *number* counts years or goods: "32-year-old", "12 km", "un homme de 32 ans"."""
    tokens = sentence.page.text.tokens
    return number.last < sentence.last and tokens[number.last] in sentence.page.grammar.unit


def _number_of(sentence: Sentence, word: Hit, free: list[Number]) -> Number | None:
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
    if _is_tally(sentence, word):
        # "a toll" counts nobody, "sobe para 13 o número de mortos" thirteen
        return next((one for one in free if _arrives(sentence, word, one)), None)
    before = [one for one in free if _leads(sentence, word, one)]
    if _has_object(sentence, word):
        before = [one for one in before if word.first - one.last <= ADJECTIVES]
    own = next((one for one in free if _is_within(one, word)), None)
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


def _is_within(number: Number, word: Hit) -> bool:
    return word.first <= number.first and number.last <= word.last


def _is_tally(sentence: Sentence, word: Hit) -> bool:
    """Tell whether a counting word is a mere tally: "toll", "death toll", "bilan des morts"."""
    tally = sentence.page.grammar.toll_tally
    return not tally.isdisjoint(sentence.page.text.tokens[word.first : word.last])


def _follows(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* stands right after the word: "killed at least 17", "toll rose to 31"."""
    if number.first < word.last or not sentence.same_clause(word.last - 1, number.first):
        return False
    if number.max == 0 and sentence.page.marks.within("toll", number.last, number.last + 1):
        return False  # "no dead nor wounded": the second "no" is for the wounded
    if is_joined(sentence, start_of(sentence, word.last, number)):
        return False  # "12 قتيلا و20 جريحا": what "and" is written onto begins anew
    skipped = {t for hit in sentence.of("hedge") for t in range(hit.first, hit.last)}
    # "killed on Friday five fishermen"
    skipped |= {t for time in sentence.times() for t in range(time.first, time.last)}
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    between = [t for t in range(word.last, number.first) if t not in skipped]
    if between and tokens[between[-1]] in grammar.given_by and not _is_tally(sentence, word):
        return False  # "killed by 30 men"
    if _is_tally(sentence, word) and between and tokens[between[-1]] in grammar.toll_arrives:
        return True  # "the death toll from clashes in X rose to 31"
    # "mató a seis civiles e hirió a otros nueve": those others are new to the second verb.
    return all(tokens[t] in grammar.toll_link | grammar.others for t in between)


def _leads(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* counts those before the word: "17 soldiers were killed"."""
    gap = word.first - number.last
    if not 0 <= gap <= BEFORE or (number.max == 0 and not _denies(sentence, word, number)):
        return False
    if _is_of_others(sentence, word, number):
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


def _denies(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether a "no" is for people: "no casualties", "no civilian was hurt", not "no word on"."""
    between = range(number.last, word.first)
    people = {t for hit in sentence.of("people") for t in range(hit.first, hit.last)}
    tokens = sentence.page.text.tokens
    return all(t in people or tokens[t] in sentence.page.grammar.auxiliary for t in between)
