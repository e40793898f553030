"""
Where does a text use words of which class?

Not here: which words there are (``agents/lexicon/__init__.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final

from agents.text.matching import Hit

FEW: Final = 6  # hits that are sooner looked through than searched; most classes have fewer


class Marks:
    """
    Where a text uses words of which class.

    A class is a name such as ``cue.planned``; a hit's payload is what the word
    stands for there (a ``Trigger``, a number, a pair of bounds, a kind).
    """

    def __init__(self, hits: list[Hit]) -> None:
        """Sort *hits*, whose payload is ``(class, value)``, into their classes."""
        by_class: dict[str, list[Hit]] = {}
        for hit in hits:
            by_class.setdefault(hit.payload[0], []).append(hit)
        self._found = by_class
        self._by_class: dict[str, list[Hit]] = {}
        self._firsts: dict[str, list[int]] = {}

    def of(self, name: str) -> list[Hit]:
        """Return all hits of a class, in order; they may overlap."""
        known = self._by_class.get(name)
        if known is None:
            # Most classes of most texts are never asked for.
            raw = self._found.get(name, ())
            known = self._by_class[name] = [Hit(one[0], one[1], one[2][1]) for one in raw]
        return known

    def kinds_in(self, first: int, last: int) -> Iterator[tuple[str, Any]]:
        """Yield class and value of each hit that lies in tokens ``[first, last)``."""
        for hits in self._found.values():
            for hit in hits:
                if first <= hit[0] and hit[1] <= last:
                    yield hit[2]

    def within(self, name: str, first: int, last: int) -> list[Hit]:
        """Return the hits of a class that lie in tokens ``[first, last)``."""
        hits = self._by_class.get(name)
        if hits is None:
            if name not in self._found:
                return []
            hits = self.of(name)
        if len(hits) <= FEW:
            return [hit for hit in hits if first <= hit[0] and hit[1] <= last]
        firsts = self._firsts.get(name)
        if firsts is None:
            firsts = self._firsts[name] = [hit.first for hit in hits]
        start = bisect_left(firsts, first)
        stop = bisect_left(firsts, last, start)
        if start == stop:
            return []
        return [hit for hit in hits[start:stop] if hit.last <= last]

    def longest(self, name: str, first: int, last: int) -> list[Hit]:
        """Return those of ``within`` that do not overlap, leftmost first, longest first."""
        hits = self.within(name, first, last)
        if len(hits) < 2:
            return hits
        kept: list[Hit] = []
        free = first
        for hit in sorted(hits, key=lambda h: (h.first, -h.last)):
            if hit.first >= free:
                kept.append(hit)
                free = hit.last
        return kept
