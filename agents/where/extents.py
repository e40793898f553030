"""
Where does a name that no gazetteer lists begin and end?

At capitals, a few small words between them; in a text that is all capitals at words
that stand in no name; in a script without them it is one word. Not here: which words
call it a settlement (``settlements.py``).
"""

from __future__ import annotations

from typing import Final

from agents.gazetteer.cues import Cues
from agents.gazetteer.names import Gazetteer
from agents.gazetteer.people import is_titled
from agents.text.folding import Text

from .found import Found

LONGEST: Final = 4  # words of a name: "San Miguel de Mercedes"
PARTS: Final = frozenset({" ", "-", "'", "’", "\n"})
"""What may stand between two words of one name."""
# Written small inside names of any language.
PARTICLES: Final = frozenset({
    "de", "del", "la", "las", "los", "el", "al", "do", "da", "dos", "das", "du", "des", "d",
})  # fmt: skip


class Extents:
    """
    Tells the extents of names in one text.

    Attributes:
        text: The text.
        is_shouted: It is written in capitals.
    """

    def __init__(
        self, text: Text, cues: Cues, names: Gazetteer, found: list[Found], *, shouted: bool
    ) -> None:
        self.text = text
        self.is_shouted = shouted
        self._cues = cues
        self._known = {one.first for one in found}
        self._never = names.never("en")
        self._titled: dict[int, bool] = {}
        self._wide = {
            at for one in found if one.place.precision > 5 for at in range(one.first, one.last)
        }

    def stops(self, word: str) -> bool:
        """Tell whether a folded word is in no name."""
        return word in self._cues.stops or word in self._never

    def on(self, first: int, stop: int) -> int:
        """Return the end of the name that begins at token *first*; itself where none does."""
        at = first
        while at < stop and at - first < LONGEST and self._is_part(at):
            if at > first and not (self._is_joined(at) and self._goes_on(at)):
                break
            at += 1
            if (
                self.is_caseless(at - 1)
                and self.text.tokens[at - 1] not in self._cues.words["head"]
            ):
                break
        while at > first and self.text.tokens[at - 1] in PARTICLES:
            at -= 1
        return at

    def back(self, last: int, start: int) -> int:
        """Return the beginning of the name that ends before token *last*."""
        first = last
        while first > start and last - first < LONGEST and self._is_part(first - 1):
            if first < last and not self._is_joined(first):
                break
            first -= 1
        while first < last and self.text.tokens[first] in PARTICLES and self.is_small(first):
            first += 1
        if first == last or self.is_caseless(first):
            return last
        return last if not self.is_shouted and self._is_titled(start) else first

    def _goes_on(self, at: int) -> bool:
        """Tell whether token *at* is part of the name before it, and no place that it lies in."""
        is_of = self.text.tokens[at - 1] in self._cues.words["of"]
        return not is_of or at not in self._known

    def _is_part(self, at: int) -> bool:
        word = self.text.tokens[at]
        if word in PARTICLES:
            return True
        if self.is_small(at) or self.stops(word):
            return False
        return at not in self._wide and not word.isdigit()

    def _is_titled(self, start: int) -> bool:
        """Tell whether the sentence that begins at token *start* has a capital at each word."""
        if start not in self._titled:
            number = self.text.sentence_of(start)
            self._titled[start] = is_titled(self.text, *self.text.sentences[number])
        return self._titled[start]

    def is_small(self, at: int) -> bool:
        """Tell whether a token begins with a small letter."""
        return self.text.raw[self.text.starts[at]].islower()

    def is_caseless(self, at: int) -> bool:
        """Tell whether a token's script has no capitals."""
        return not self.text.raw[self.text.starts[at]].isupper() and not self.is_small(at)

    def _is_joined(self, at: int) -> bool:
        """Tell whether token *at* goes on the name of the one before it."""
        return self.text.raw[self.text.ends[at - 1] : self.text.starts[at]] in PARTS
