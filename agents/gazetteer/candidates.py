"""
Which words of a text are names in the gazetteer?

The longest name at each capital letter (or in a script without capitals), the
adjectives of countries, which most languages write small, and inflected names.
Not here: which bearer of the name is meant, or whether the word is a name at all
this time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.text.folding import Text

from .entries import Entry
from .inflected import arabic_head, inflected, is_inflected
from .names import Gazetteer

# Arabic articles are written small and belong to the name: "el-Fasher".
ARTICLES: Final = frozenset({"al", "el", "ad", "ar", "as", "ash", "at", "an", "az"})
# "Calif", "Minn", "Sask".
LONGEST_ABBREVIATION: Final = 5
# Languages with so many endings that an inflected guess wants a capital of its own.
STARTING: Final = frozenset({"ru", "uk"})
BEHIND: Final = frozenset({",", "("})


@dataclass(slots=True)
class Candidate:
    """
    A name found in a text.

    Attributes:
        first, last: Its tokens.
        name: Folded.
        entries: What it may mean, never empty.
        is_joined: Its first letter is an "and".
        is_inside: Its first letter is an "in".
    """

    first: int
    last: int
    name: str
    entries: list[Entry]
    is_joined: bool = False
    is_inside: bool = False

    @property
    def kind(self) -> str:
        """Return the kind of the strongest reading: a country before its adjective and its towns."""
        return self.entries[0].kind


def candidates_in(text: Text, language: str, gazetteer: Gazetteer) -> list[Candidate]:
    """Return the names in *text*, in order, never overlapping, never across a sentence."""
    found: list[Candidate] = []
    tokens, raw = text.tokens, text.raw
    # Adjectives are written small everywhere but in English.
    adjectives = set() if language == "en" else gazetteer.adjectives.get(language, set())
    never = gazetteer.never(language)
    changes, is_english, heads = is_inflected(language), language == "en", gazetteer.heads
    sentence, free = -1, 0
    first = bound = 0
    for at in _begins(text, adjectives):
        if at < free:
            continue
        while at >= bound:
            sentence += 1
            first, bound = text.sentences[sentence]
        word = tokens[at]
        if word in adjectives and raw[text.starts[at]].islower():
            entries = [entry for entry in gazetteer.named(word) if entry.kind == "demonym"]
            found.append(Candidate(at, at + 1, word, entries))
            continue
        candidate = None
        if is_english and len(word) <= LONGEST_ABBREVIATION:
            candidate = _abbreviated(text, at, bound, gazetteer)
        if candidate is None and (word in heads or word in gazetteer):
            candidate = _of_language(
                _direct(text, at, bound, gazetteer, never), language, gazetteer
            )
        if changes and (candidate is None or _may_go_on(text, candidate, bound)):
            candidate = _inflected(text, at, (first, bound), language, candidate)
            candidate = _of_language(candidate, language, gazetteer)
        if candidate is not None:
            free = candidate.last
            found.append(candidate)
    return found


def _inflected(
    text: Text, at: int, bounds: tuple[int, int], language: str, plain: Candidate | None
) -> Candidate | None:
    """Return the name that the words at a token are a form of, else the *plain* one found there."""
    first, bound = bounds
    word = text.tokens[at]
    entries, count, name = inflected(text.tokens, at, bound, language)
    if not entries or (plain is not None and count == 1):
        return plain
    if at == first and count == 1 and language in STARTING and not _has_area(entries):
        return None  # "Тобі фабрики не бачити": not Toba, at the start any word has a capital
    is_joined, is_inside = arabic_head(word) if language == "ar" else (False, False)
    return Candidate(at, at + count, name, entries, is_joined, is_inside)


def _may_go_on(text: Text, candidate: Candidate, bound: int) -> bool:
    """Tell "Хан-Юниса": a town of one word may be the head of a longer, inflected name."""
    at = candidate.last
    is_one = candidate.kind == "place" and at - candidate.first == 1 and at < bound
    return is_one and text.raw[text.ends[at - 1] : text.starts[at]] == "-"


def _has_area(entries: list[Entry]) -> bool:
    return any(entry.kind in {"country", "region"} for entry in entries)


def _of_language(
    candidate: Candidate | None, language: str, gazetteer: Gazetteer
) -> Candidate | None:
    """Leave out adjectives of other languages: "Syrien" is French for Syrian, German for Syria."""
    adjectives = gazetteer.peoples.get(language)
    if candidate is None or adjectives is None or candidate.name in adjectives:
        return candidate
    candidate.entries = [entry for entry in candidate.entries if entry.kind != "demonym"]
    return candidate if candidate.entries else None


def _begins(text: Text, adjectives: set[str]) -> list[int]:
    """Return the tokens at which a name may begin: capitals, articles, adjectives written small."""
    raw = text.raw
    return [
        at
        for at, (word, start) in enumerate(zip(text.tokens, text.starts, strict=True))
        if not raw[start].islower() or word in adjectives or word in ARTICLES
    ]


def _direct(
    text: Text, at: int, bound: int, gazetteer: Gazetteer, never: frozenset[str]
) -> Candidate | None:
    """Return the longest name that begins at a token."""
    tokens = text.tokens
    word = tokens[at]
    longest = min(gazetteer.heads.get(word, 1), bound - at)
    for count in range(longest, 0, -1):
        name = word if count == 1 else " ".join(tokens[at : at + count])
        if name in gazetteer and _is_name(text, at, at + count, never):
            return Candidate(at, at + count, name, gazetteer.named(name))
    return None


def _abbreviated(text: Text, at: int, bound: int, gazetteer: Gazetteer) -> Candidate | None:
    """Return the region in "HELENA, Mont.", "Riverdale, NJ" or "in D.C."."""
    raw, tokens = text.raw, text.tokens
    parting = raw[text.ends[at - 1] : text.starts[at]].strip() if at else ""
    is_letter = (
        text.ends[at] - text.starts[at] == 1 and raw[text.ends[at] : text.ends[at] + 1] == "."
    )
    if parting not in BEHIND and not is_letter:
        return None
    for count in (3, 2, 1):
        if at + count > bound:
            continue
        written = text.words(at, at + count)
        has_point = raw[text.ends[at + count - 1] : text.ends[at + count - 1] + 1] == "."
        is_inside = "." in written and has_point
        # "FINALLY, IN BOGOTA": beside other capitals they mark no abbreviation.
        is_marked = has_point or (written.isupper() and not text.words(at - 1, at).isupper())
        is_behind = "." not in written and parting in BEHIND and is_marked
        region = None
        if written[0].isupper() and (is_inside or is_behind):
            name = " ".join(tokens[at : at + count])
            region = gazetteer.abbreviated(name)
        if region is not None:
            return Candidate(at, at + count, name, [region])
    return None


def _is_name(text: Text, first: int, last: int, never: frozenset[str]) -> bool:
    """Tell whether the words are written as a name, from the first to the last."""
    raw, starts = text.raw, text.starts
    word = text.tokens[first]
    if last - first == 1 and (word in never or word in ARTICLES or word.isdigit()):
        return False
    if last - first == 1 and len(word) <= 2:
        return text.words(first, last).isupper()
    if raw[starts[last - 1]].islower():
        return False
    is_hyphenated = raw[text.ends[first] : text.ends[first] + 1] in {"-", "'", "’", " "}
    return not raw[starts[first]].islower() or is_hyphenated
