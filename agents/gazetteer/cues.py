"""
What do the words round a place name say about it?

Prepositions just before the name, and kinds of area on either side. Words live
in ``cues.tsv``, by language; its head says what each class means.

Not here: distances (``offsets.py``), what the place is, and what happens there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Final

from agents.text.folding import Text, fold_words

from .tables import rows_of

# So many words may stand between cue and name ("in the northern desert town of").
REACH: Final = 7

BEFORE: Final = ("in", "toward", "from", "near", "border", "between")
WORDS: Final = (
    "skip", "joint", "line", "no_line", "region", "district", "of", "behind", "title", "article",
    "civic", "paper", "forces", "bare", "capital", "site_behind", "quarter_behind", "ends", "head",
    "elsewhere",
)  # fmt: skip
PHRASES: Final = ("of_body", "said", "site", "quarter")
COMPASS: Final = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0,
    "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
HALVES: Final = {"halfnorth": 0.0, "halfsouth": 180.0}
UNITS: Final = {"km": 1.0, "miles": 1.609344}

JOINS: Final = frozenset(" -'’\n\u00a0\u202f\u200f\u200e")
"""What may stand between two words that belong together."""


@dataclass(slots=True)
class Cues:
    """
    The cue words of one language, folded.

    Attributes:
        before: Phrase, as words -> class, of what stands before a name.
        longest: Words of the longest of those.
        closing: The last words of those: most tokens are none, and need no further look.
        words: Class -> single words.
        phrases: Class -> phrases, as words.
        compass: Word of a direction -> degrees from north.
        halves: First half of a direction written in two words -> degrees from north.
        units: Word of a unit -> km.
        link, glue, inside: As in ``cues.tsv``.
        measured: All words that may stand in "40 km to the south of the town of".
        called: Words beside the name of a settlement: the last of those before it, those behind it.
        kinds: What an area is called: "region", "upazila", "village".
        glued: Words that may stand between a settlement and what contains it.
        beside: The last words of the cues of class "near".
        stops: Words that are in no name that the gazetteer does not know.
        has_capital_nouns: A capital marks a noun, and not a name.
    """

    before: dict[tuple[str, ...], str] = field(default_factory=dict)
    longest: int = 1
    closing: frozenset[str] = frozenset()
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    phrases: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    compass: dict[str, float] = field(default_factory=dict)
    halves: dict[str, float] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    link: frozenset[str] = frozenset()
    glue: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    measured: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    glued: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    has_capital_nouns: bool = False


@cache
def cues_of(language: str) -> Cues:
    """Return the cues of *language*; of English when there are none for it."""
    rows = {
        kind: [fold_words(phrase) for phrase in phrases.split(";")]
        for code, kind, phrases in rows_of("cues.tsv")
        if code == language
    }
    if not rows:
        return cues_of("en")

    def words(kind: str) -> frozenset[str]:
        return frozenset(word for phrase in rows.get(kind, ()) for word in phrase)

    cues = Cues()
    for kind in BEFORE:
        cues.before.update(dict.fromkeys(rows.get(kind, ()), kind))
    cues.longest = max(map(len, cues.before))
    cues.closing = frozenset(phrase[-1] for phrase in cues.before)
    cues.words = {kind: words(kind) for kind in WORDS}
    cues.phrases = {kind: frozenset(rows.get(kind, ())) for kind in PHRASES}
    for point, degrees in COMPASS.items():
        cues.compass.update(dict.fromkeys(words(point), degrees))
    for half, degrees in HALVES.items():
        cues.halves.update(dict.fromkeys(words(half), degrees))
    for unit, km in UNITS.items():
        cues.units.update(dict.fromkeys(words(unit), km))
    cues.link, cues.glue, cues.inside = words("link"), words("glue"), words("inside")
    cues.measured = frozenset({*cues.link, *cues.glue, *cues.compass, *cues.halves, *cues.units})
    before = cues.phrases["site"] | cues.phrases["quarter"]
    behind = cues.words["site_behind"] | cues.words["quarter_behind"]
    cues.called = frozenset(phrase[-1] for phrase in before) | behind
    named = frozenset(word for phrase in before for word in phrase) | behind
    cues.kinds = cues.words["region"] | cues.words["district"] | behind
    cues.glued = named | cues.kinds | cues.measured | cues.words["skip"] | cues.words["behind"]
    cues.beside = frozenset(phrase[-1] for phrase in rows.get("near", ()))
    cues.stops = frozenset({"s"}).union(
        cues.closing, cues.kinds,
        *(cues.words[kind] for kind in ("skip", "joint", "behind", "article", "ends")),
    )  # fmt: skip
    cues.has_capital_nouns = "nouns" in rows
    return cues


def cue_before(text: Text, first: int, start: int, cues: Cues) -> tuple[str, int]:
    """Return the class of the cue before token *first* (not before *start*) and where it begins."""
    tokens, skip, closing = text.tokens, cues.words["skip"], cues.closing
    at = first
    while at > start and first - at <= REACH:
        word = tokens[at - 1]
        for count in range(cues.longest, 0, -1) if word in closing else ():
            if at - count < start:
                continue
            kind = cues.before.get(tuple(tokens[at - count : at]))
            if kind and not (count == 1 and at - 1 == start and _is_article(text, at - 1, cues)):
                return kind, at - count
        # "Near the Malian capital Bamako", where the adjective follows its noun.
        is_whose = at - 1 > start and tokens[at - 2] in cues.words["capital"]
        if not (word in skip or is_whose) or is_parted(text, at):
            break
        at -= 1
    return "", first


def cue_over(text: Text, first: int, start: int, cues: Cues) -> str:
    """
    Return the "in" or "near" of the noun that the name at token *first* belongs to, or "".

    "In einem Dorf des Bezirks X", "in three hamlets of the X district".
    """
    tokens, of = text.tokens, cues.words["of"]
    at = first
    while at > start and tokens[at - 1] in cues.words["skip"] and not is_parted(text, at):
        at -= 1
    if of.isdisjoint(tokens[at:first]):
        return ""
    while at > start and first - at <= REACH and not is_parted(text, at):
        word = tokens[at - 1]
        if word in cues.inside or word in cues.words["behind"]:
            return "in"
        if word in cues.words["forces"] or word in cues.words["joint"]:
            return ""
        for count in range(cues.longest, 0, -1) if word in cues.closing else ():
            if at - count >= start and cues.before.get(tuple(tokens[at - count : at])) == "near":
                return "near"
        at -= 1
    return ""


def _is_article(text: Text, at: int, cues: Cues) -> bool:
    """Tell "A Polônia" at the head of a sentence from "a Polônia", to Poland."""
    return text.tokens[at] in cues.words["article"] and text.raw[text.starts[at]].isupper()


def area_kind(text: Text, first: int, last: int, bounds: tuple[int, int], cues: Cues) -> str:
    """Return "region" or "district" when the name is called one, before or behind it; else ""."""
    tokens = text.tokens
    around = [tokens[last]] if last < bounds[1] and not is_parted(text, last) else []
    at = first
    while at > bounds[0] and first - at < 3 and tokens[at - 1] in cues.words["of"]:
        at -= 1
    if at > bounds[0] and (at < first or not around) and not is_parted(text, at):
        around.append(tokens[at - 1])
    for word in around:
        if word in cues.words["district"] and word not in cues.words["region"]:
            return "district"
        if word in cues.words["region"]:
            return "region"
    return ""


def is_parted(text: Text, at: int) -> bool:
    """Tell whether punctuation parts token *at* from the one before."""
    return not JOINS.issuperset(text.raw[text.ends[at - 1] : text.starts[at]])
