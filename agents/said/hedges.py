"""
What do the hedges round a number make of it?

"At least 17" has no upper bound, "about 40" is 36 to 44, "12 personnes au moins" hedges
from behind. The bounds follow docs/glossary.md (vague words). Not here: which number
belongs to which counting word (``agents/said/tolls.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from agents.text.matching import Hit
from agents.text.numbers import Number, numbers_in
from agents.text.sentences import Sentence
from schemas.claim import Hedge

BEHIND: Final = 3  # tokens of people between a number and the hedge behind them


class Bounds(NamedTuple):
    """Least and most persons, ``None`` where unstated, with the hedges that say so."""

    min: int | None
    max: int | None
    hedge: tuple[Hedge, ...]


def start_of(sentence: Sentence, after: int, number: Number) -> int:
    """Return where *number* begins with its hedge, which stands behind token *after*."""
    hedges = sentence.page.marks.within("hedge", after, number.first)
    before = [hit.first for hit in hedges if _is_before(sentence, number, hit)]
    return min(before, default=number.first)


def bounds_of(sentence: Sentence, number: Number) -> tuple[Bounds, tuple[int, int]]:
    """Apply the hedges round *number* to its bounds; returns them and the tokens of the phrase."""
    hedges: set[Hedge] = {"vague_word"} if number.is_vague and number.max != 0 else set()
    if number.is_range:
        hedges.add("range")
    low, high = number.min, number.max
    first, last = number.first, number.last
    for hit in sentence.longest("hedge"):
        if hit.payload in ("provisional", "unconfirmed"):
            hedges.add(hit.payload)
        elif number.is_person:
            continue  # "charged over teenager's murder" counts no more than one
        elif _is_before(sentence, number, hit) or _is_behind(sentence, number, hit):
            hedges.add(hit.payload)
            first, last = min(first, hit.first), max(last, hit.last)
            low, high = _hedged(hit.payload, low, high)
    while last - 1 > first and sentence.page.text.tokens[last - 1] in sentence.page.grammar.of:
        last -= 1  # "dozens of" is said of somebody; the number phrase is "dozens"
    return Bounds(low, high, tuple(sorted(hedges))), (first, last)


def _is_before(sentence: Sentence, number: Number, hedge: Hit) -> bool:
    """Tell whether *hedge* stands right before *number*: "siege over, eight dead" is not more than eight."""
    return hedge.last == number.first and sentence.same_clause(hedge.first, number.first)


def _is_behind(sentence: Sentence, number: Number, hedge: Hit) -> bool:
    """Tell whether *hedge* stands behind *number*: "12 or more", "12 personnes au moins"."""
    is_limit = hedge.payload in ("at_least", "at_most")
    if hedge.first == number.last:
        # "Kills two close to the border" is no "nearly two".
        return is_limit or sentence.ends_clause(hedge.last)
    if not is_limit or hedge.first - number.last > BEHIND:
        return False
    marks, after = sentence.page.marks, range(number.last, hedge.last + 1)
    counted = [
        hit for name in ("people", "toll") for hit in marks.within(name, number.last, hedge.first)
    ]
    is_beside = any(hit.first == number.last for hit in counted)
    is_alone = not any(one.first in after for one in numbers_in(sentence))
    return is_beside and is_alone and sentence.same_clause(number.last, hedge.first)


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
