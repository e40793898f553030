"""
How many does a sentence count, and of what?

Joins every word that counts people ("killed", "blessés") with the number that
belongs to it. A compound ("killed and arrested") is one word and one kind.

Not here: hedges (``agents/hedges.py``), whom it counts and who says so
(``agents/claims.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .framed import framed, is_article, is_counted
from .hedges import Bounds, bounds_of, start_of
from .matching import Hit
from .numbers import Number, is_joined, numbers_in
from .sentences import Sentence
from .uncounted import AWAY, uncounted

APART: Final = 9  # tokens between the numbers of one list
BEFORE: Final = 9  # tokens between "17" and "killed": "17 members of the presidential guard were"


class Toll(NamedTuple):
    """
    A counting word with its number.

    Attributes:
        word: The counting word; its payload is the kind of claim.
        number: ``None`` for losses without one.
        bounds: Of the number, hedges applied.
        words: The number phrase as written, hedges included.
    """

    word: Hit
    number: Number | None
    bounds: Bounds
    words: str


def tolls_in(sentence: Sentence) -> list[Toll]:
    """Return the tolls of *sentence*: its counting words, each joined with a number of its own."""
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
            words = sentence.page.text.words(word.first, word.last)
            tolls.append(Toll(word, None, Bounds(None, None, ("vague_word",)), words))
            continue
        number = _number_of(sentence, word, free)
        if number is None:
            continue
        free = [one for one in free if one == number or not _is_within(one, word)]
        for one in _listed(sentence, word, number, free):
            free = [other for other in free if other != one]
            tolls.append(Toll(word, one, *bounds_of(sentence, one)))
    return tolls


def _is_a_time(sentence: Sentence, number: Number) -> bool:
    return any(time.first <= number.first and number.last <= time.last for time in sentence.times())


def _counts_things(sentence: Sentence, number: Number) -> bool:
    """Tell whether *number* counts years or goods: "32-year-old", "12 km", "un homme de 32 ans"."""
    tokens = sentence.page.text.tokens
    return number.last < sentence.last and tokens[number.last] in sentence.page.grammar.unit


def _number_of(sentence: Sentence, word: Hit, free: list[Number]) -> Number | None:
    """Choose the number of a counting word: the one just after a verb, else the nearest before."""
    after = next((one for one in free if _follows(sentence, word, one)), None)
    if after is not None:
        return after
    if _is_tally(sentence, word):
        # "a toll" counts nobody, "sobe para 13 o número de mortos" thirteen
        return next((one for one in free if _arrives(sentence, word, one)), None)
    before = [one for one in free if _leads(sentence, word, one)]
    own = next((one for one in free if _is_within(one, word)), None)
    if own is not None and not (before and before[-1].last == word.first):
        return own  # "قتيلان" is two by itself, "100 قتيل" a hundred
    return before[-1] if before else framed(sentence, word, free) or uncounted(sentence, word)


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


def _listed(sentence: Sentence, word: Hit, number: Number, free: list[Number]) -> list[Number]:
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


def _is_list(sentence: Sentence, one: Number, other: Number) -> bool:
    """Tell whether "and" or a comma stands right before *other*, and people in between."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    if one.max == 0 or not 0 < other.first - one.last <= APART:
        return False
    start = start_of(sentence, one.last, other)
    if start - 2 > one.last and tokens[start - 1] in grammar.toll_link:
        start -= 1  # "mató a seis soldados y a dos civiles"
    has_joint = start - 1 > one.last and tokens[start - 1] in grammar.number_joint
    is_next = has_joint or start in sentence.breaks or is_joined(sentence, start)
    return is_next and not sentence.page.marks.within("toll", one.last, other.first)


def _has_word_of_its_own(sentence: Sentence, number: Number) -> bool:
    """Tell whether a counting word follows: "killed two soldiers and three were wounded"."""
    words = sentence.page.marks.within(
        "toll", number.last, min(number.last + BEFORE, sentence.last)
    )
    tokens, joints = sentence.page.text.tokens, sentence.page.grammar.number_joint
    return any(
        sentence.same_clause(number.first, word.first)
        # "two civilians and wounded nine": that word opens what comes next.
        and joints.isdisjoint(tokens[number.last : word.first])
        for word in words
    )


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
    if _is_tally(sentence, word) and between and tokens[between[-1]] in grammar.toll_arrives:
        return True  # "the death toll from clashes in X rose to 31"
    # "mató a seis civiles e hirió a otros nueve": those others are new to the second verb.
    return all(tokens[t] in grammar.toll_link | grammar.others for t in between)


def _leads(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* counts those before the word: "17 soldiers were killed"."""
    gap = word.first - number.last
    if not 0 <= gap <= BEFORE or (number.max == 0 and not _denies(sentence, word, number)):
        return False
    if sentence.same_clause(number.first, word.first):
        return True
    # "17 people, among them three children, were killed": people stand by the number.
    return bool(sentence.page.marks.within("people", number.last, number.last + 3)) and gap > 2


def _denies(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether a "no" is for people: "no casualties", "no civilian was hurt", not "no word on"."""
    between = range(number.last, word.first)
    people = {t for hit in sentence.of("people") for t in range(hit.first, hit.last)}
    tokens = sentence.page.text.tokens
    return all(t in people or tokens[t] in sentence.page.grammar.auxiliary for t in between)
