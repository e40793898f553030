"""
How far and which way from a place?

"40 km south of X", "south-east of X", "à 40 km de X": read backwards from the
name, word by word, with the words that ``cues.tsv`` gives for each language.
Not here: the point that follows from it (``agents/where/geo.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.text.folding import Text

from .cues import Cues, is_parted

# Words of the longest phrase: "40 kilometres (25 miles) to the south-east of the town of".
LONGEST: Final = 14
# Nobody measures from a town further off than this; a larger number counts something else.
FARTHEST_KM: Final = 1_000.0
# "south-east" and "sud-est" are two words; an east wind may also blow north.
PAIRS: Final = {
    (0.0, 90.0): 45.0, (90.0, 0.0): 45.0, (180.0, 90.0): 135.0, (90.0, 180.0): 135.0,
    (180.0, 270.0): 225.0, (270.0, 180.0): 225.0, (0.0, 270.0): 315.0, (270.0, 0.0): 315.0,
}  # fmt: skip


@dataclass(slots=True)
class Offset:
    """
    A distance from a place.

    Attributes:
        km: ``None`` when only the direction is said.
        bearing: Degrees from north, ``None`` when only the distance is said.
        first: Token where the phrase begins.
    """

    km: float | None
    bearing: float | None
    first: int


def offset_before(text: Text, first: int, start: int, cues: Cues) -> Offset | None:
    """Read "40 km south of" or "south of" just before token *first*, not before *start*."""
    if first <= start or text.tokens[first - 1] not in cues.measured:
        return None
    begin = _begin(text, first, start, cues)
    words = text.tokens[begin:first]
    at = next((n for n, word in enumerate(words) if word in cues.units and n), None)
    km = None if at is None else _number(text, begin, begin + at)
    if km is not None and at is not None:
        km *= cues.units[words[at]]
        bearing = _bearing(words[at:], cues)
        is_linked = not cues.link.isdisjoint(words[at:])
        is_said = bearing is not None or is_linked
        return Offset(km, bearing, begin) if is_said and 0 < km <= FARTHEST_KM else None
    ways = [n for n, word in enumerate(words) if word in cues.compass or word in cues.halves]
    if not ways:
        return None
    is_bare = not cues.words["bare"].isdisjoint(words)
    is_linked = is_bare or not cues.link.isdisjoint(words[ways[-1] + 1 :])
    opening = begin + ways[0]
    while opening > begin and text.tokens[opening - 1] in cues.glue - cues.inside:
        opening -= 1
    is_inside = opening > start and text.tokens[opening - 1] in cues.inside
    bearing = _bearing(words, cues)
    return Offset(None, bearing, opening) if is_linked and not is_inside else None


def _begin(text: Text, first: int, start: int, cues: Cues) -> int:
    """Return where the phrase begins: words of measure and figures, brackets but no commas."""
    at = first
    while at > max(start, first - LONGEST):
        word = text.tokens[at - 1]
        if word not in cues.measured and not word.isdigit():
            break
        if at < first or is_parted(text, first):
            gap = text.raw[text.ends[at - 1] : text.starts[at]]
            if set(gap) - set(" -–(),.'’\n\u00a0\u202f"):
                break
            if "," in gap and not (word.isdigit() and text.tokens[at].isdigit()):
                break
        at -= 1
    return at


def _number(text: Text, begin: int, unit: int) -> float | None:
    """Return the figure just before the unit: "40", "12.5", "1,200"."""
    at = unit - 1
    if not text.tokens[at].isdigit():
        return None
    if at > begin and text.tokens[at - 1].isdigit():
        gap = text.raw[text.ends[at - 1] : text.starts[at]]
        if gap in {".", ","} and len(text.tokens[at]) < 3:
            return float(f"{text.tokens[at - 1]}.{text.tokens[at]}")
    return float(text.tokens[at])


def _bearing(words: list[str], cues: Cues) -> float | None:
    points = [cues.compass.get(word, cues.halves.get(word)) for word in words]
    found = [point for point in points if point is not None]
    if not found:
        return None
    return PAIRS.get((found[0], found[1]), found[0]) if len(found) > 1 else found[0]
