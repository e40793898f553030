"""
Which of many names and terms does a text hold, and where?

An Aho-Corasick automaton over the folded words joined by single spaces: the
spaces are exact word boundaries in every script, and one pass finds all of a
hundred thousand patterns. A pattern never crosses the end of a sentence.

Not here: what a hit means; payloads are the caller's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Final, Generic, NamedTuple, TypeVar

import ahocorasick

from .folding import Text, fold_lines

P = TypeVar("P")

OPEN: Final = "*"
GLUED: Final = "+"


class Hit(NamedTuple):
    """
    One pattern found.

    Attributes:
        first, last: Its tokens, ``last`` exclusive.
        payload: What the pattern was given with.
    """

    first: int
    last: int
    payload: Any


class Matcher(Generic[P]):
    """
    Finds all of its patterns in one pass.

    A phrase given several times, or two that fold alike, is found once for each
    payload, in the order given: several hits then share one span.
    """

    def __init__(self, patterns: Iterable[tuple[str, P]], onto: Iterable[str] = ()) -> None:
        """
        Build the automaton, about 2 µs a pattern.

        Args:
            patterns: Phrases with their payloads. A ``*`` before the first word or after
                the last one stands for any letters that belong to the same token; a ``+``
                before the first word for nothing or any of *onto*.
            onto: What the language writes onto a word (Arabic "و", "ال"). Looking back for
                it spares a pattern for each spelling: 100 MB of Arabic.

        Raises:
            ValueError: A phrase holds no word at all, so it would match nothing.
        """
        given = list(patterns)
        self._onto = frozenset(fold_lines(list(onto)))
        known: dict[str, tuple[int, int, list[P]]] = {}
        # Folding all at once is some twenty times as fast as one by one.
        folded = fold_lines([phrase for phrase, _ in given])
        for (phrase, payload), words in zip(given, folded, strict=True):
            if not words:
                raise ValueError(f"pattern {phrase!r} holds no word")
            is_open, is_glued = phrase[0] == OPEN, phrase[0] == GLUED
            key = ("" if is_open or is_glued else " ") + words + ("" if phrase[-1] == OPEN else " ")
            back = len(key) if is_glued else 0
            known.setdefault(key, (words.count(" ") + 1, back, []))[2].append(payload)
        self._automaton: ahocorasick.Automaton[tuple[int, int, list[P]]] = ahocorasick.Automaton()
        for key, found in known.items():
            self._automaton.add_word(key, found)
        self._automaton.make_automaton()

    def find_all(self, text: Text) -> list[Hit]:
        """Return every hit, also overlapping ones, by first token and then by last."""
        if not len(self._automaton):
            return []
        offsets, joined, onto = text.offsets, text.joined, self._onto
        hits = []
        for end, (length, back, payloads) in self._automaton.iter(joined):
            last = bisect_right(offsets, end)
            if back:
                written = joined[offsets[last - length] : end + 1 - back]
                if written and written not in onto:
                    continue
            hits += [Hit(last - length, last, payload) for payload in payloads]
        hits.sort(key=_place)
        return hits

    def find(self, text: Text) -> list[Hit]:
        """Return the hits that do not overlap, leftmost first, the longest of those that begin alike."""
        hits = self.find_all(text)
        longest = {hit.first: hit.last for hit in hits}
        kept: list[Hit] = []
        free = 0
        for hit in hits:
            repeats = bool(kept) and kept[-1][:2] == hit[:2]
            if repeats or (hit.first >= free and hit.last == longest[hit.first]):
                kept.append(hit)
                free = hit.last
        return kept


def _place(hit: Hit) -> tuple[int, int]:
    return hit.first, hit.last
