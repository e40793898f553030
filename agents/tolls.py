"""
How many does a sentence count, and of what?

Joins every word that counts people ("killed", "blessés") with the number that
belongs to it, and applies the hedges round it to its bounds. A compound
("killed and arrested") is one word and one kind.

Not here: whom it counts and who says so (``agents/claims.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from schemas.claim import Hedge

from .matching import Hit
from .numbers import Number, numbers_in
from .sentences import Sentence

# What may stand between a counting word and the number after it: "death toll rose to 31".
LINKS: Final = frozenset({
    "of", "to", "by", "a", "the", "stands", "at", "rose", "rises", "risen", "climbed", "reached",
    "is", "was", "now", "has", "de", "d", "la", "le", "du", "est", "passe", "s", "eleve", "atteint",
})  # fmt: skip
OF: Final = frozenset({"of", "de", "d"})
TALLIES: Final = frozenset({"toll", "bilan"})
ARRIVES: Final = frozenset({"to", "at", "a", "de"})
BEFORE: Final = 9  # tokens between "17" and "killed": "17 members of the presidential guard were"
AUXILIARIES: Final = frozenset(
    {"were", "was", "have", "had", "been", "ont", "ete", "furent", "sont"}
)
OTHERS: Final = frozenset({"others", "autres"})  # "others surrendered" counts nobody
OLD: Final = frozenset({("year", "old"), ("years", "old"), ("year", "olds")})
ARTICLES: Final = frozenset({"a", "an"})


class Bounds(NamedTuple):
    """Least and most persons, ``None`` where unstated, with the hedges that say so."""

    min: int | None
    max: int | None
    hedge: tuple[Hedge, ...]


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
        if not _is_a_time(sentence, one) and not _is_an_age(sentence, one)
    ]
    free = list(numbers)
    tolls = []
    for word in sentence.longest("toll"):
        if word.payload == "losses":
            words = sentence.page.text.words(word.first, word.last)
            tolls.append(Toll(word, None, Bounds(None, None, ("vague_word",)), words))
            continue
        number = _number_of(sentence, word, free)
        if number is not None:
            free = [one for one in free if one != number]
            tolls.append(Toll(word, number, *_bounds(sentence, number)))
    return tolls


def _is_a_time(sentence: Sentence, number: Number) -> bool:
    return any(time.first <= number.first and number.last <= time.last for time in sentence.times())


def _is_an_age(sentence: Sentence, number: Number) -> bool:
    """Tell whether *number* counts the years of a person: "32-year-old", "un homme de 32 ans"."""
    tokens = sentence.page.text.tokens
    behind = tuple(tokens[number.last : min(number.last + 2, sentence.last)])
    before = tokens[number.first - 1] if number.first > sentence.first else ""
    return behind in OLD or (behind[:1] == ("ans",) and before in OF)


def _number_of(sentence: Sentence, word: Hit, free: list[Number]) -> Number | None:
    """Choose the number of a counting word: the one just after a verb, else the nearest before."""
    after = next((one for one in free if _follows(sentence, word, one)), None)
    if after is not None:
        return after
    if sentence.page.text.tokens[word.last - 1] in TALLIES:
        return None  # "a toll" counts nobody
    before = [one for one in free if _leads(sentence, word, one)]
    return before[-1] if before else _article(sentence, word)


def _follows(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether *number* stands right after the word: "killed at least 17", "toll rose to 31"."""
    if number.first < word.last or not sentence.same_clause(word.last - 1, number.first):
        return False
    hedged = {t for hit in sentence.of("hedge") for t in range(hit.first, hit.last)}
    tokens = sentence.page.text.tokens
    between = [t for t in range(word.last, number.first) if t not in hedged]
    if tokens[word.last - 1] in TALLIES and between and tokens[between[-1]] in ARRIVES:
        return True  # "the death toll from clashes in X rose to 31"
    return all(tokens[t] in LINKS for t in between)


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
    return all(t in people or tokens[t] in AUXILIARIES for t in between)


def _article(sentence: Sentence, word: Hit) -> Number | None:
    """Read "a soldier was killed" as one, and "soldiers were killed" as two or more."""
    tokens = sentence.page.text.tokens
    people = [
        hit for hit in sentence.of("people")
        if tokens[hit.first] not in OTHERS
        and 0 < word.first - hit.last <= 3 and tokens[word.first - 1] in AUXILIARIES
    ]  # fmt: skip
    if not people or not sentence.same_clause(people[-1].first, word.first):
        return None
    who = people[-1]
    if who.first > sentence.first and tokens[who.first - 1] in ARTICLES:
        return Number(who.first - 1, who.last, 1, 1, is_vague=False)
    if tokens[who.first].endswith("s") or tokens[who.first] in ("people", "women", "men"):
        return Number(who.first, who.last, 2, None, is_vague=True)
    return None


def _bounds(sentence: Sentence, number: Number) -> tuple[Bounds, str]:
    """Apply the hedges round *number* to its bounds; returns them and the words as written."""
    hedges: set[Hedge] = {"vague_word"} if number.is_vague and number.max != 0 else set()
    low, high = number.min, number.max
    first, last = number.first, number.last
    for hit in sentence.of("hedge"):
        if hit.payload in ("provisional", "unconfirmed"):
            hedges.add(hit.payload)
        elif hit.last == number.first or hit.first == number.last:
            hedges.add(hit.payload)
            first, last = min(first, hit.first), max(last, hit.last)
            low, high = _hedged(hit.payload, low, high)
    while last - 1 > first and sentence.page.text.tokens[last - 1] in OF:
        last -= 1  # "dozens of" is said of somebody; the number phrase is "dozens"
    written = sentence.page.text.words(first, last)
    return Bounds(low, high, tuple(sorted(hedges))), written


def _hedged(hedge: Hedge, low: int | None, high: int | None) -> tuple[int | None, int | None]:
    """Return the bounds of "at least 17", "more than 30", "up to 50", "about 40", "nearly 40"."""
    if low is None or high is None:
        return low, high
    tenth = max(1, low // 10)
    match hedge:
        case "at_least":
            return low, None
        case "more_than":
            return low + 1, None
        case "at_most":
            return None, high
        case "about":
            return low - tenth, high + tenth
        case "nearly":
            return low - tenth, high - 1
        case _:
            return low, high
