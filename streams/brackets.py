"""
How are marked words shown where there is no colour?

In brackets with what they told us: ``troops [trigger: clashed] near [place: Kidal]``.
Not here: which words are marked, and colours (``streams/marking.py``).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from schemas.record import Span

RIGHT_TO_LEFT = frozenset({"R", "AL"})
"""Classes of Unicode's bidirectional algorithm (UAX 9) whose letters run to the left."""
LEFT_ISLAND, OWN_ISLAND, ISLAND_END = "\u2066", "\u2068", "\u2069"
"""Isolates of UAX 9: what stands between them does not reorder what stands around."""


class _Bracket(NamedTuple):
    """Marked words and all that they told."""

    start: int
    end: int
    label: str


def bracketed(text: str, spans: Iterable[tuple[Span, str]]) -> str:
    """
    Put the words at *spans* in brackets, each with its label.

    Words with several labels have one bracket ("trigger, claim"); what lies within
    other marked words has its bracket within theirs. Where two cross, the later one
    is closed and opened again, so that brackets always pair.

    Args:
        text: Already harmless, letter for letter as the spans count it.
        spans: Where, and what for; empty ones are passed over.
    """
    brackets = _brackets(spans)
    opener, closer = _signs(text)
    starting, edges = defaultdict(list), {0, len(text)}
    for one in brackets:
        starting[one.start].append(one)
        edges |= {one.start, one.end}
    places = sorted(edges)
    is_open: list[_Bracket] = []
    parts: list[str] = []
    for here, there in zip(places, [*places[1:], len(text)], strict=True):
        ended = next((i for i, one in enumerate(is_open) if one.end == here), len(is_open))
        parts += [closer] * (len(is_open) - ended)
        going_on = [one for one in is_open[ended:] if one.end > here]
        del is_open[ended:]
        new = sorted([*going_on, *starting[here]], key=lambda one: -one.end)
        words = text[here:there]
        inner = words.lstrip() if going_on else words  # no bracket opens again on a blank
        parts.append(words[: len(words) - len(inner)])
        parts += [opener.format(one.label) for one in new]
        is_open += new
        parts.append(inner)
    return "".join(parts)


def _brackets(spans: Iterable[tuple[Span, str]]) -> list[_Bracket]:
    """Make one bracket of all that stands at the same words; what was named last comes first."""
    labels: dict[Span, dict[str, None]] = {}
    for span, label in spans:
        if span[0] < span[1]:
            labels.setdefault(span, {})[label] = None
    return [_Bracket(*span, ", ".join(reversed(of))) for span, of in labels.items()]


def _signs(text: str) -> tuple[str, str]:
    """
    Return how a bracket opens and closes.

    Among letters that run to the left, brackets and label would be reordered with
    them: there each bracket is an isolate, and so are the words in it.
    """
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text):
        return f"{LEFT_ISLAND}[{{}}: {OWN_ISLAND}", f"{ISLAND_END}]{ISLAND_END}"
    return "[{}: ", "]"
