"""
How does a name stand to the names and words round it?

Lists, pairs, borders, and "Gao, Mali". Not here: prepositions (``cues.py``), and
names that are people's (``people.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.folding import Text

from .candidates import Candidate
from .cues import Cues, cue_before
from .homonyms import Within

COUNTRIES: Final = frozenset({"country", "demonym"})
GUARDS: Final = 3  # tokens before an adjective in which those who guard a border are named
CONTAINERS: Final = frozenset({"country", "region", "district"})


def continues(text: Text, before: Candidate, candidate: Candidate, cues: Cues) -> bool:
    """Tell whether the name goes on a list or ends a pair: "Gao, Kidal and Ménaka"."""
    last, first = before.last, candidate.first
    if first - last > 4 or text.sentence_of(last - 1) != text.sentence_of(first):
        return False
    words = text.tokens[last:first]
    joint, skip = cues.words["joint"], cues.words["skip"]
    # Arabic writes "and" as the first letter of the name.
    if (words and words[0] in joint) or (not words and candidate.is_joined):
        return all(word in skip or word in joint for word in words)
    is_comma = not {",", "،"}.isdisjoint(text.raw[text.ends[last - 1] : text.starts[first]])
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
    is_joint = any(word in cues.words["joint"] for word in words)
    is_pair = len(words) <= 4 and (is_joint or (following is not None and following.is_joined))
    if not is_pair or "demonym" in {candidate.kind, following.kind if following else ""}:
        return "", None
    if begin > bounds[0] and text.tokens[begin - 1] in cues.words["line"]:
        return "border", None
    return "between", candidate.first


def is_borderline(text: Text, candidate: Candidate, bounds: tuple[int, int], cues: Cues) -> bool:
    """Tell "the Algerian border", "la frontière algérienne" and "the Mali-Niger border"."""
    tokens, line = text.tokens, cues.words["line"]
    behind = tokens[candidate.last : min(candidate.last + 2, bounds[1])]
    is_before = candidate.first > bounds[0] and tokens[candidate.first - 1] in line
    if candidate.kind == "demonym" and is_before:
        ahead = tokens[max(candidate.first - GUARDS, bounds[0]) : candidate.first - 1]
        return cues.words["no_line"].isdisjoint(ahead)  # "les gardes de la frontière algérienne"
    if behind and behind[0] in line:
        return len(behind) < 2 or behind[1] not in cues.words["no_line"]
    joined = text.raw[text.ends[candidate.last - 1] : text.ends[candidate.last - 1] + 1] in {
        "-",
        "–",
    }
    return joined and len(behind) == 2 and behind[1] in line


def is_attribute(
    text: Text, candidate: Candidate, following: Candidate | None, bounds: tuple[int, int]
) -> bool:
    """Tell whether a country only says whose or about whom: "US-Luftangriff", "the Israel-Hamas war"."""
    at = candidate.last
    if candidate.kind != "country" or at >= bounds[1]:
        return False
    if following is not None and following.first == at:
        return False
    is_joined = text.raw[text.ends[at - 1] : text.starts[at]] == "-"
    return is_joined and text.raw[text.starts[at]].isupper()


def is_across(text: Text, candidate: Candidate, bounds: tuple[int, int], cues: Cues) -> bool:
    """Tell, of a country, "the border with Algeria" and "the Algerian border": the text is on the other side."""
    if cue_before(text, candidate.first, bounds[0], cues)[0] == "border":
        return True
    joint = text.raw[text.ends[candidate.first - 1] : text.starts[candidate.first]]
    is_pair = candidate.first > 0 and joint.strip() in {"-", "–"}
    behind = text.raw[text.ends[candidate.last - 1] : text.ends[candidate.last - 1] + 1]
    is_pair = is_pair or behind in {"-", "–"}
    return not is_pair and is_borderline(text, candidate, bounds, cues)


def container_behind(
    text: Text, candidate: Candidate, following: Candidate | None, cues: Cues
) -> Within:
    """Return what contains the name, in "Gao, Mali", "Paris, Texas" or "Gao in northern Mali"."""
    if not following or following.name == candidate.name:
        return frozenset()
    # One state behind another is a list; a town may lie in either.
    is_list = candidate.kind == "region" == following.kind
    within = frozenset(
        (entry.country, None if entry.kind == "country" or is_list else entry.region)
        for entry in following.entries
        if entry.kind in CONTAINERS
    )
    if not within or candidate.kind in COUNTRIES:
        return frozenset()
    words = text.tokens[candidate.last : following.first]
    gap = text.raw[text.ends[candidate.last - 1] : text.starts[following.first]]
    is_close = gap.strip() in {",", "(", "،"} or (
        words and words[0] in cues.words["behind"] and len(words) < 4
    )
    return within if is_close else frozenset()
