"""
What do the words round a place name say about it?

Prepositions just before the name, kinds of area on either side, and distances
with a direction ("40 km south of"). Words live in ``cues.tsv``, by language.

Not here: what the place is, and what happens there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from agents.folding import Text, fold_words

from .tables import rows_of

# So many words may stand between cue and name ("in the northern desert town of").
REACH: Final = 7

KILOMETRES: Final = {"k": 1.0, "m": 1.609344}
BEARINGS: Final = {"north": 0.0, "nord": 0.0, "east": 90.0, "est": 90.0, "south": 180.0,
                   "sud": 180.0, "west": 270.0, "ouest": 270.0}  # fmt: skip
PAIRS: Final = {(0.0, 90.0): 45.0, (180.0, 90.0): 135.0, (180.0, 270.0): 225.0, (0.0, 270.0): 315.0}

_POINT = r"(north|south|east|west|nord|sud|est|ouest)"
DISTANCE: Final = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(k(?:m|ilom[eè]t(?:er|re)s?)|miles?)\b(?:\s*\([^)]*\))?"
    rf"\s*(?:(?:to the|au|à l['’])\s*)?(?:{_POINT}[- ]?{_POINT}?)?\s*"
    r"(?:of|from|away from|outside|de|d['’]|du)\s*(?:the |la )?(?:(?:town|city|village|ville) (?:of |de |d['’]))?$",
    re.IGNORECASE,
)
DIRECTION: Final = re.compile(
    rf"\b(?:au |à l['’]|the )?{_POINT}[- ]?{_POINT}?\s(?:of|de|d['’]|du)\s*(?:the |la )?$",
    re.IGNORECASE,
)

# The last word of either, and one of the others, before we look closer: the
# expressions are dear.
BEHIND_DISTANCE: Final = frozenset({"of", "from", "outside", "de", "du", "d", "the", "la"})
HINTS: Final = frozenset(
    {*BEARINGS, "km", "kms", "kilometer", "kilometers", "kilometre", "kilometres", "mile", "miles"}
    | {north + east for north in ("north", "south") for east in ("east", "west")}
)

# "in the north of Gaza" is inside it.
INSIDE: Final = re.compile(r"\b(?:in the|in|dans le|dans l['’])\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Cues:
    """
    The cue words of one language.

    Attributes:
        before: Folded phrase, as words -> class, of what stands before a name.
        longest: Words of the longest of those.
        closing: The last words of those: most tokens are none, and need no further look.
        skip, joint, line, region, district: Single folded words.
    """

    before: dict[tuple[str, ...], str] = field(default_factory=dict)
    longest: int = 1
    closing: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    joint: frozenset[str] = frozenset()
    line: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    district: frozenset[str] = frozenset()


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


@cache
def cues_of(language: str) -> Cues:
    """Return the cues of *language*; of English when there are none for it."""
    rows = {
        kind: phrases.split(";") for code, kind, phrases in rows_of("cues.tsv") if code == language
    }
    if not rows:
        return cues_of("en")
    cues = Cues()
    for kind in ("in", "toward", "from", "near", "border", "between"):
        for phrase in rows[kind]:
            cues.before[fold_words(phrase)] = kind
    cues.longest = max(map(len, cues.before))
    cues.closing = frozenset(phrase[-1] for phrase in cues.before)
    for kind in ("skip", "joint", "line", "region", "district"):
        setattr(cues, kind, frozenset(word for phrase in rows[kind] for word in fold_words(phrase)))
    return cues


def cue_before(text: Text, first: int, start: int, cues: Cues) -> tuple[str, int]:
    """Return the class of the cue before token *first* (not before *start*) and where it begins."""
    tokens = text.tokens
    at = first
    while at > start and first - at <= REACH:
        for count in range(cues.longest, 0, -1) if tokens[at - 1] in cues.closing else ():
            if at - count < start:
                continue
            kind = cues.before.get(tuple(tokens[at - count : at]))
            if kind:
                return kind, at - count
        if tokens[at - 1] not in cues.skip or _is_parted(text, at):
            break
        at -= 1
    return "", first


def area_kind(text: Text, first: int, last: int, bounds: tuple[int, int], cues: Cues) -> str:
    """Return "region" or "district" when the name is called one, before or behind it; else ""."""
    tokens = text.tokens
    around = [tokens[last]] if last < bounds[1] and not _is_parted(text, last) else []
    at = first
    while (
        at > bounds[0] and first - at < 3 and tokens[at - 1] in {"of", "de", "du", "d", "la", "l"}
    ):
        at -= 1
    if at > bounds[0] and (at < first or not around):
        around.append(tokens[at - 1])
    for word in around:
        if word in cues.district and word not in cues.region:
            return "district"
        if word in cues.region:
            return "region"
    return ""


def offset_before(text: Text, first: int, start: int) -> Offset | None:
    """Read "40 km south of" or "south of" just before token *first*."""
    if text.tokens[first - 1] not in BEHIND_DISTANCE or HINTS.isdisjoint(
        text.tokens[max(start, first - REACH) : first]
    ):
        return None
    begin = text.starts[start]
    before = text.raw[max(begin, text.starts[first] - 90) : text.starts[first]]
    match = DISTANCE.search(before)
    if match:
        km = float(match[1].replace(",", ".")) * KILOMETRES[match[2][0].lower()]
        points = match[3], match[4]
    else:
        match = DIRECTION.search(before)
        if not match or INSIDE.search(before[: match.start()]):
            return None
        km, points = None, (match[1], match[2])
    begin = text.starts[first] - len(before) + match.start()
    token = first
    while token > start and text.starts[token - 1] >= begin:
        token -= 1
    return Offset(km, _bearing(*points), token)


def _bearing(one: str | None, two: str | None) -> float | None:
    if not one:
        return None
    main = BEARINGS[one.lower()]
    return PAIRS.get((main, BEARINGS[two.lower()]), main) if two else main


def _is_parted(text: Text, at: int) -> bool:
    """Tell whether punctuation parts token *at* from the one before."""
    gap = text.raw[text.ends[at - 1] : text.starts[at]]
    return not set(gap) <= {" ", "-", "'", "’", "\n", "\u00a0", "\u202f"}
