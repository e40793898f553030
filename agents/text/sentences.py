"""
What stands in one sentence, and where does one clause of it end?

The ground that events, realis, actors and claims stand on: the sentence's
tokens, the words of ours in it, its places and times. Not here: any judgement
of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeVar

from agents.lexicon.grammar import Grammar
from agents.lexicon.marks import Marks
from agents.when.times import FoundTime
from agents.where.places import Found as FoundPlace
from schemas.record import Span

from .folding import Text
from .matching import Hit

SENTENCE_KEPT = 280  # characters of a sentence that records carry
IN_NUMBERS = frozenset(",:")
CLAUSE_SIGNS = frozenset(',;:()“”„"«»–—،؛')
QUOTES = frozenset('“”„"«» ')
LONGEST_NAME = 3  # words in quotation marks that are a name: «Аль-Каида», "Al Shabab"


class Standing(Protocol):
    """Anything found at tokens ``[first, last)``."""

    @property
    def first(self) -> int:
        """The first token."""

    @property
    def last(self) -> int:
        """The token behind the last."""


R = TypeVar("R")
T = TypeVar("T", bound=Standing)


@dataclass(slots=True)
class Asked:
    """What remembers the answers that were found on it: many want to know the same of it."""

    _answers: dict[Callable[[Any], Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def answer(self, question: Callable[[Self], R]) -> R:
        """Ask *question* of this once, of what no longer changes."""
        if question not in self._answers:
            self._answers[question] = question(self)
        known: R = self._answers[question]
        return known


@dataclass(slots=True)
class Page(Asked):
    """
    A whole text with everything that was found in it.

    Attributes:
        text: The folded text.
        language: ISO 639-1.
        marks: Words of the lexicon.
        grammar: Small words of the language.
        places, times: In order; the dateline's are not among the times.
    """

    text: Text
    language: str
    marks: Marks
    grammar: Grammar
    places: list[FoundPlace] = field(default_factory=list)
    times: list[FoundTime] = field(default_factory=list)
    _read: dict[int, Sentence] = field(default_factory=dict)

    def sentence(self, number: int) -> Sentence:
        """Return sentence *number* with what stands in it; the same object each time."""
        known = self._read.get(number)
        if known is None:
            known = self._read[number] = Sentence(self, number, *self.text.sentences[number])
        return known


@dataclass(slots=True)
class Sentence(Asked):
    """
    One sentence: tokens ``[first, last)`` of the page, the headline being number 0.

    Attributes:
        breaks: Tokens at which a new clause begins, in order.
    """

    page: Page
    number: int
    first: int
    last: int
    breaks: list[int] = field(default_factory=list)
    # Each of its events asks for the same words again.
    _of: dict[str, Sequence[Hit]] = field(default_factory=dict, repr=False, compare=False)
    _longest: dict[str, Sequence[Hit]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the clauses."""
        text = self.page.text
        raw, starts, ends, tokens = text.raw, text.starts, text.ends, text.tokens
        opens = self.page.grammar.clause
        opening = 0  # the token behind the sign that may open a name, while no clause ends
        for i in range(self.first + 1, self.last):
            gap = raw[ends[i - 1] : starts[i]]
            is_set_off = gap != " " and (" - " in gap or not CLAUSE_SIGNS.isdisjoint(gap))
            if gap in IN_NUMBERS and tokens[i - 1].isdecimal() and tokens[i].isdecimal():
                continue  # "5,000", "17:30"
            if is_set_off or tokens[i] in opens:
                is_quote = is_set_off and QUOTES.issuperset(gap)
                if is_quote and opening and i - opening <= LONGEST_NAME:
                    self.breaks.pop()
                    opening = 0
                    continue
                opening = i if is_quote and not raw[starts[i]].islower() else 0
                self.breaks.append(i)

    def of(self, name: str) -> Sequence[Hit]:
        """Return the hits of a class of words in this sentence; they may overlap."""
        known = self._of.get(name)
        if known is None:
            known = self._of[name] = self.page.marks.within(name, self.first, self.last)
        return known

    def longest(self, name: str) -> Sequence[Hit]:
        """Return the hits of a class that do not overlap, the longest first."""
        known = self._longest.get(name)
        if known is None:
            known = self._longest[name] = self.page.marks.longest(name, self.first, self.last)
        return known

    def places(self) -> list[FoundPlace]:
        """Return the places of this sentence."""
        return inside(self.page.places, self.first, self.last)

    def times(self) -> list[FoundTime]:
        """Return the times of this sentence."""
        return inside(self.page.times, self.first, self.last)

    def clause_of(self, token: int) -> int:
        """Return the number of the clause that *token* stands in."""
        return bisect_right(self.breaks, token)

    def same_clause(self, one: int, other: int) -> bool:
        """Tell whether no clause ends between the two tokens."""
        return self.clause_of(one) == self.clause_of(other)

    def clause_span(self, token: int) -> tuple[int, int]:
        """Return the tokens ``[first, last)`` of the clause that *token* stands in."""
        at = bisect_right(self.breaks, token)
        first = self.breaks[at - 1] if at else self.first
        return first, self.breaks[at] if at < len(self.breaks) else self.last

    def ends_clause(self, token: int) -> bool:
        """Tell whether a clause ends before *token*, but for auxiliaries or an "and" behind it."""
        if token >= self.last or token in self.breaks:
            return True
        rest = self.page.text.tokens[token : self.clause_span(token)[1]]
        grammar = self.page.grammar
        return rest[0] in grammar.number_joint or all(word in grammar.auxiliary for word in rest)

    def any(self, name: str, accept: Callable[[Hit], bool] = lambda _: True) -> Hit | None:
        """Return the first hit of a class that *accept* takes."""
        hits = self.of(name)
        return next((hit for hit in hits if accept(hit)), None) if hits else None

    @property
    def kept(self) -> str:
        """The sentence as records carry it, cut at ``SENTENCE_KEPT`` characters."""
        start, end = self.span
        whole = " ".join(self.page.text.raw[start:end].split())
        return whole if len(whole) <= SENTENCE_KEPT else whole[: SENTENCE_KEPT - 1].rstrip() + "…"

    @property
    def span(self) -> Span:
        """Where it stands, its closing mark included."""
        text = self.page.text
        start, end = text.span(self.first, self.last)
        while end < len(text.raw) and text.raw[end] in '.!?”"»’':
            end += 1
        while start > 0 and text.raw[start - 1] in '“"«':
            start -= 1
        return start, end


def inside(found: Sequence[T], first: int, last: int) -> list[T]:
    """Return those of *found* that lie in tokens ``[first, last)``."""
    return [one for one in beginning_in(found, first, last) if one.last <= last]


def beginning_in(found: Sequence[T], first: int, last: int) -> Sequence[T]:
    """
    Return those of *found* that begin in tokens ``[first, last)``.

    Args:
        found: In order. A long text has thousands of parties, places and times, and each of
            its sentences asks for its own: looking through all would be quadratic.
        first: The first token.
        last: The token behind the last.
    """
    start = bisect_left(found, first, key=_first)
    return found[start : bisect_left(found, last, lo=start, key=_first)]


def _first(one: Standing) -> int:
    return one.first
