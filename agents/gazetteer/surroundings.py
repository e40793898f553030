"""
How does a name stand to the names and words round it?

Lists, pairs, borders, "Gao, Mali", and the names of people, which hold names of
places too. Not here: prepositions (``cues.py``).
"""

from __future__ import annotations

from typing import Final

from agents.folding import Text

from .candidates import CALENDAR, Candidate
from .cues import Cues, cue_before
from .names import Gazetteer

COUNTRIES: Final = frozenset({"country", "demonym"})


def continues(text: Text, before: Candidate, candidate: Candidate, cues: Cues) -> bool:
    """Tell whether the name goes on a list or ends a pair: "Gao, Kidal and Ménaka"."""
    last, first = before.last, candidate.first
    if first - last > 4 or text.sentence_of(last - 1) != text.sentence_of(first):
        return False
    words = text.tokens[last:first]
    if words and words[0] in cues.joint:
        return all(word in cues.skip or word in cues.joint for word in words)
    is_comma = "," in text.raw[text.ends[last - 1] : text.starts[first]]
    is_alike = (before.kind in COUNTRIES) == (candidate.kind in COUNTRIES)
    return not words and is_comma and is_alike


def opens_pair(
    text: Text,
    candidate: Candidate,
    following: Candidate | None,
    begin: int,
    bounds: tuple[int, int],
    cues: Cues,
) -> tuple[str, int | None]:
    """Read "between X and Y": two places make a segment, "border between" a border, else nothing."""
    words = text.tokens[candidate.last : following.first] if following else []
    is_pair = bool(words) and len(words) <= 4 and any(word in cues.joint for word in words)
    if not is_pair or "demonym" in {candidate.kind, following.kind if following else ""}:
        return "", None
    if begin > bounds[0] and text.tokens[begin - 1] in cues.line:
        return "border", None
    return "between", candidate.first


def is_borderline(text: Text, candidate: Candidate, bounds: tuple[int, int], cues: Cues) -> bool:
    """Tell "the Algerian border", "la frontière algérienne" and "the Mali-Niger border"."""
    tokens = text.tokens
    behind = tokens[candidate.last : min(candidate.last + 2, bounds[1])]
    is_before = candidate.first > bounds[0] and tokens[candidate.first - 1] in cues.line
    if candidate.kind == "demonym" and is_before:
        return True
    if behind and behind[0] in cues.line:
        return len(behind) < 2 or behind[1] not in {"town", "village", "guards", "guard", "police"}
    joined = text.raw[text.ends[candidate.last - 1] : text.ends[candidate.last - 1] + 1] in {
        "-",
        "–",
    }
    return joined and len(behind) == 2 and behind[1] in cues.line


def is_across(text: Text, candidate: Candidate, bounds: tuple[int, int], cues: Cues) -> bool:
    """Tell, of a country, "the border with Algeria" and "the Algerian border": the text is on the other side."""
    if cue_before(text, candidate.first, bounds[0], cues)[0] == "border":
        return True
    joint = text.raw[text.ends[candidate.first - 1] : text.starts[candidate.first]]
    is_pair = candidate.first > 0 and joint.strip() in {"-", "–"}
    behind = text.raw[text.ends[candidate.last - 1] : text.ends[candidate.last - 1] + 1]
    is_pair = is_pair or behind in {"-", "–"}
    return not is_pair and is_borderline(text, candidate, bounds, cues)


def country_behind(text: Text, candidate: Candidate, following: Candidate | None) -> str | None:
    """Return the country in "Gao, Mali" or "Gao in northern Mali"."""
    if not following or following.kind not in {"country", "region"}:
        return None
    words = text.tokens[candidate.last : following.first]
    gap = text.raw[text.ends[candidate.last - 1] : text.starts[following.first]]
    is_close = gap.strip() in {",", "("} or (
        words and words[0] in {"in", "en", "au"} and len(words) < 4
    )
    return following.entries[0].country if is_close else None


def is_person(text: Text, candidate: Candidate, names: Gazetteer, cues: Cues) -> bool:
    """Tell whether a name is part of a person's: a capital word beside it and no cue before it."""
    if candidate.kind == "demonym" or candidate.last - candidate.first > 1:
        return False
    if candidate.kind == "country" and candidate.name not in names.common:
        return False
    number = text.sentence_of(candidate.first)
    first, last = text.sentences[number]
    at, raw = candidate.first, text.raw
    is_part = (
        at + 1 < last
        and raw[text.ends[at] : text.starts[at + 1]] == " "
        and _is_bare_capital(text, at + 1, names, cues)
    ) or (
        at - 1 > first
        and raw[text.ends[at - 1] : text.starts[at]] == " "
        and _is_bare_capital(text, at - 1, names, cues)
    )
    if not is_part or (number == 0 and _is_titled(text, first, last)):
        return False
    return not cue_before(text, at, first, cues)[0]


def _is_bare_capital(text: Text, at: int, names: Gazetteer, cues: Cues) -> bool:
    token = text.tokens[at]
    is_word = token in CALENDAR or token in cues.region or token in cues.district
    return text.raw[text.starts[at]].isupper() and not is_word and token not in names.adjectives


def _is_titled(text: Text, first: int, last: int) -> bool:
    """Tell a headline in capitals, where they tell nothing; a few words may just be names."""
    capitals = sum(text.raw[start].isupper() for start in text.starts[first:last])
    return last - first > 5 and capitals * 3 > (last - first) * 2
