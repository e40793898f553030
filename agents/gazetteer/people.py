"""
Is a name of a place the name of somebody or something else this time?

"Jordan Henderson" is a person, "the Washington Post" a paper, "the University of
Texas" speaks for itself, and "Moscow" that says something is a government. Not
here: lists and borders (``surroundings.py``), homonyms among places.
"""

from __future__ import annotations

from typing import Final

from agents.text.folding import Text

from .candidates import Candidate
from .cues import Cues, cue_before
from .names import Gazetteer
from .surroundings import COUNTRIES

# A place of this size is not taken for a family name because a capital stands beside it.
WELL_KNOWN: Final = 100_000
# Tokens that a name of a body may go on for: "Texas Southern University".
RUN: Final = 3


def without_people(
    text: Text, candidates: list[Candidate], names: Gazetteer, cues: Cues
) -> list[Candidate]:
    """Leave out people and bodies, and people met before who go by their family name."""
    kept: list[Candidate] = []
    people: set[str] = set()
    for candidate in candidates:
        if is_person(text, candidate, names, cues):
            people.add(candidate.name)
        elif not is_body(text, candidate, cues) and not _is_cue(candidate, cues):
            kept.append(candidate)
    if not people:
        return kept
    return [
        candidate
        for candidate in kept
        if candidate.name not in people
        or candidate.kind in COUNTRIES
        or cue_before(
            text, candidate.first, text.sentences[text.sentence_of(candidate.first)][0], cues
        )[0]
    ]


def _is_cue(candidate: Candidate, cues: Cues) -> bool:
    """Tell whether a town bears a name that is a word of this language round names: "PERTO"."""
    name = candidate.name
    return candidate.kind == "place" and (name in cues.closing or name in cues.words["skip"])


def is_person(text: Text, candidate: Candidate, names: Gazetteer, cues: Cues) -> bool:
    """Tell whether a name is part of a person's, by the words in capitals beside it."""
    if candidate.last - candidate.first > 1 or candidate.kind in {"demonym", "area", "none"}:
        return False
    number = text.sentence_of(candidate.first)
    first, last = text.sentences[number]
    at = candidate.first
    if number == 0 and is_titled(text, first, last):
        return False
    before = text.tokens[at - 1] if at > first and _are_joined(text, at - 1, cues) else ""
    after = text.tokens[at + 1] if at + 1 < last and _are_joined(text, at, cues) else ""
    if before and (before in names.given or len(before) == 1) and before not in cues.closing:
        return candidate.kind != "country" or candidate.name in names.given
    if before in cues.words["title"] and not _has_article(text, at - 1, first, cues):
        return candidate.kind != "country"
    if candidate.name in names.given and after and not _is_office(after, names, cues):
        return not cue_before(text, at, first, cues)[0]
    is_surname_next = bool(after) and not _is_word(after, names, cues)
    if candidate.kind in {"country", "region"} or _is_well_known(candidate):
        return False
    is_name_before = bool(before) and at - 1 > first and not _is_word(before, names, cues)
    return (is_surname_next or is_name_before) and not cue_before(text, at, first, cues)[0]


def is_fragment(text: Text, candidate: Candidate, names: Gazetteer, cues: Cues) -> bool:
    """Tell whether a name only opens a longer one that no gazetteer has: "Baba Haridas Nagar"."""
    number = text.sentence_of(candidate.first)
    first, last = text.sentences[number]
    at = candidate.last
    if at >= last or cues.has_capital_nouns or is_titled(text, first, last):
        return False
    gap = text.raw[text.ends[at - 1] : text.starts[at]]
    is_next = gap == "-" or (gap == " " and _is_capital(text, at))
    if gap == " " and text.words(at, at + 1).isupper():
        return False  # "в Херсоне FPV-дрон": letters that stand for words are no part of a name
    return is_next and not _is_word(text.tokens[at], names, cues)


def is_body(text: Text, candidate: Candidate, cues: Cues) -> bool:
    """Tell whether a name is part of a paper's, a team's, a treaty's or a university's."""
    first, last = text.sentences[text.sentence_of(candidate.first)]
    tokens, raw = text.tokens, text.raw
    at = candidate.last
    while at < min(last, candidate.last + RUN) and raw[text.starts[at]].isupper():
        if raw[text.ends[at - 1] : text.starts[at]] not in {" ", "-"}:
            break
        if tokens[at] in cues.words["paper"]:
            return True
        at += 1
    at = candidate.first
    for count in (1, 2):
        phrase = tuple(tokens[at - count : at])
        if at - count < first or phrase not in cues.phrases["of_body"]:
            continue
        if raw[text.starts[at - count]].isupper() or text.raw[text.starts[at]].islower():
            return not cue_before(text, at - count, first, cues)[0]
    return False


def is_government(text: Text, candidate: Candidate, cues: Cues) -> bool:
    """Tell whether a capital stands for its government: "Moscow said", "Kyiv's troops"."""
    if not any(entry.is_capital for entry in candidate.entries):
        return False
    first, last = text.sentences[text.sentence_of(candidate.first)]
    tokens, at, said = text.tokens, candidate.last, cues.phrases["said"]
    if candidate.first > first and (tokens[candidate.first - 1],) in said:
        return True  # "teilte Kiew mit", "قالت موسكو"
    if at >= last:
        return False
    gap = text.raw[text.ends[at - 1] : text.starts[at]]
    if tokens[at] == "s" and gap in {"'", "’"}:
        return any(word in cues.words["forces"] for word in tokens[at + 1 : min(at + 4, last)])
    if not gap.isspace():
        return False
    return (tokens[at],) in said or tuple(tokens[at : at + 2]) in said


def is_titled(text: Text, first: int, last: int) -> bool:
    """Tell a headline in capitals, where they tell nothing; a few words may just be names."""
    capitals = sum(text.raw[start].isupper() for start in text.starts[first:last])
    return last - first > 5 and capitals * 3 > (last - first) * 2


def _are_joined(text: Text, one: int, cues: Cues) -> bool:
    """Tell whether two words, both in capitals, have nothing but a space between them."""
    gap = text.raw[text.ends[one] : text.starts[one + 1]]
    is_short = len(text.tokens[one]) == 1 or text.tokens[one] in cues.words["title"]
    return (
        (gap == " " or (gap == ". " and is_short))
        and _is_capital(text, one)
        and _is_capital(text, one + 1)
    )


def _is_capital(text: Text, at: int) -> bool:
    return text.raw[text.starts[at]].isupper()


def _is_office(token: str, names: Gazetteer, cues: Cues) -> bool:
    """Tell a word that is written with a capital behind places, and is nobody's family name."""
    return (
        token in cues.words["civic"]
        or token in cues.words["region"]
        or token in cues.words["district"]
        or token in names.adjectives["en"]
        or token in cues.closing
        or token in cues.words["skip"]
    )


def _is_word(token: str, names: Gazetteer, cues: Cues) -> bool:
    """Tell a word that is written with a capital beside places; some are also family names."""
    return token in names.never("en") or _is_office(token, names, cues)


def _is_well_known(candidate: Candidate) -> bool:
    return any(e.population >= WELL_KNOWN and not e.is_alternate for e in candidate.entries)


def _has_article(text: Text, at: int, first: int, cues: Cues) -> bool:
    """Tell "the general in Paris" from "General Paris": an article makes it an office."""
    return at > first and text.tokens[at - 1] in cues.words["article"]
