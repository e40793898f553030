"""
Which words stand beside a time, and turn it?

"Since last Thursday", "mardi dernier", "early in the morning of": the few words in
front of a time and behind it, found by their classes. Not here: which day is meant
(``phrases.py``).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from agents.text.folding import Text

from .vocabulary import Vocabulary

Relation = Literal["on", "since", "until", "before", "after", "overnight"]

RELATIONS: Final[tuple[Relation, ...]] = ("since", "until", "before", "after")

# These belong to the time and to the words that a reader is shown.
TURNING: Final = frozenset({"last", "next", "part_of", "early", "mid", "late"})
DASHES: Final = frozenset("-–—/")
FURTHEST: Final = 6  # phrases before a time; no language needs more


class Company(NamedTuple):
    """
    What stands before a time.

    Attributes:
        first: The first token of all that belongs to it.
        said: The classes of the words met.
        relation: The relation that they give it.
        between: Where "between" or "from" stands, if it does.
    """

    first: int
    said: frozenset[str] = frozenset()
    relation: Relation = "on"
    between: int | None = None


class Beside(NamedTuple):
    """
    The words of a time's sentence.

    Attributes:
        text: The text.
        bounds: First token of the sentence and the one past it.
        words: What says when.
    """

    text: Text
    bounds: tuple[int, int]
    words: Vocabulary

    def before(self, at: int, kind: str) -> int:
        """Return how many tokens before *at* are a phrase of class *kind*, 0 for none."""
        first, tokens = self.bounds[0], self.text.tokens
        if at > first:
            for phrase, classes in self.words.before.get(tokens[at - 1], ()):
                start = at - len(phrase)
                if kind in classes and start >= first and tuple(tokens[start:at]) == phrase:
                    return len(phrase)
        return 0

    def behind(self, at: int, kind: str) -> int:
        """Return how many tokens from *at* on are a phrase of class *kind*, 0 for none."""
        last, tokens = self.bounds[1], self.text.tokens
        if at < last:
            for phrase, classes in self.words.behind.get(tokens[at], ()):
                end = at + len(phrase)
                if kind in classes and end <= last and tuple(tokens[at:end]) == phrase:
                    return len(phrase)
        return 0

    def company(self, first: int) -> Company:
        """Read the words before token *first*, back to the one that gives the relation."""
        at, kept = first, first
        said: frozenset[str] = frozenset()
        relation: Relation = "on"
        between = None
        for _ in range(FURTHEST):
            classes, width = self._classes_before(at)
            if not width:
                break
            at -= width
            said |= classes
            if "between" in classes:
                between = at
            if classes & TURNING:
                kept = at
            if "on" in classes or classes & TURNING:
                continue
            relation = next((one for one in RELATIONS if one in classes), "on")
            kept = kept if relation == "on" else at
            break
        return Company(kept, said, relation, between)

    def number(self, first: int) -> tuple[int | None, int]:
        """Return the number just before token *first* and where it begins."""
        tokens = self.text.tokens
        for width in (3, 2, 1):
            start = first - width
            number = self.words.numbers.get(tuple(tokens[max(start, 0) : first]))
            if number and start >= self.bounds[0]:
                return number, start
        is_figure = first > self.bounds[0] and tokens[first - 1].isdecimal()
        if is_figure and len(tokens[first - 1]) <= 3:
            return int(tokens[first - 1]), first - 1
        return None, first

    def mark(self, token: int) -> str:
        """Return what stands between the token before *token* and it, without spaces."""
        if not 0 < token < len(self.text.starts):
            return ""
        return self.text.raw[self.text.ends[token - 1] : self.text.starts[token]].strip()

    def is_dashed(self, token: int) -> bool:
        """Tell whether a dash, and no more than a full stop, stands before *token*: "3.–5."."""
        return self.mark(token).strip(" .") in DASHES

    def _classes_before(self, at: int) -> tuple[frozenset[str], int]:
        first, tokens = self.bounds[0], self.text.tokens
        if at > first:
            for phrase, classes in self.words.before.get(tokens[at - 1], ()):
                start = at - len(phrase)
                if start >= first and tuple(tokens[start:at]) == phrase:
                    return classes, len(phrase)
        return frozenset(), 0
