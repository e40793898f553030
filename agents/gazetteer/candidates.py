"""
Which words of a text are names in the gazetteer?

The longest name at each capital letter (or in a script without capitals), the
adjectives of countries, which most languages write small, and inflected names.
Not here: which bearer of the name is meant, or whether the word is a name at all
this time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.folding import Text

from .endings import is_inflected, proposals
from .entries import Entry
from .names import Gazetteer

# Arabic articles are written small and belong to the name: "el-Fasher".
ARTICLES: Final = frozenset({"al", "el", "ad", "ar", "as", "ash", "at", "an", "az"})
# An inflected form is a guess: it must be a country, a region or a town one has heard of.
HEARD_OF: Final = 2_000
SHORTEST: Final = 3
# "Calif", "Minn", "Sask".
LONGEST_ABBREVIATION: Final = 5
# "and" and "so" as the first letter of an Arabic name.
AND: Final = ("و", "ف")
IN: Final = ("ب", "وب", "فب")
# Words of the longest inflected name, "Великая Новоселка"; three would cost and find little.
INFLECTED: Final = 2


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
    changes = is_inflected(language)
    never = gazetteer.never(language)
    sentence, free = -1, 0
    bound = 0
    for at in _begins(text, adjectives):
        if at < free:
            continue
        while at >= bound:
            sentence += 1
            bound = text.sentences[sentence][1]
        word = tokens[at]
        if word in adjectives and raw[text.starts[at]].islower():
            entries = [entry for entry in gazetteer.named(word) if entry.kind == "demonym"]
            found.append(Candidate(at, at + 1, word, entries))
            continue
        candidate = _abbreviated(text, at, bound, gazetteer)
        if candidate is None:
            candidate, free = _direct(text, at, bound, gazetteer, never, free)
        if candidate is None and changes and free <= at:
            candidate = _inflected(text, at, bound, language, gazetteer)
        if candidate is not None:
            free = candidate.last
            found.append(candidate)
    return found


def _begins(text: Text, adjectives: set[str]) -> list[int]:
    """Return the tokens at which a name may begin."""
    raw, starts = text.raw, text.starts
    begins = [at for at, start in enumerate(starts) if not raw[start].islower()]
    small = ARTICLES | adjectives if adjectives else ARTICLES
    begins += [
        at for at, word in enumerate(text.tokens) if word in small and raw[starts[at]].islower()
    ]
    begins.sort()
    return begins


def _direct(
    text: Text, at: int, bound: int, gazetteer: Gazetteer, never: frozenset[str], free: int
) -> tuple[Candidate | None, int]:
    """Return the longest name that begins at a token, and the first token behind it."""
    tokens = text.tokens
    word = tokens[at]
    pair = f"{word} {tokens[at + 1]}" if at + 1 < bound else word
    for count in range(min(gazetteer.longest.get(pair, 1), bound - at), 0, -1):
        name = word if count == 1 else " ".join(tokens[at : at + count])
        if name in gazetteer and _is_name(text, at, at + count, never):
            return Candidate(at, at + count, name, gazetteer.named(name)), at + count
    return None, free


def _abbreviated(text: Text, at: int, bound: int, gazetteer: Gazetteer) -> Candidate | None:
    """Return the region in "HELENA, Mont.", "Riverdale, NJ" or "in D.C."."""
    raw, tokens = text.raw, text.tokens
    for count in (3, 2, 1) if len(tokens[at]) <= LONGEST_ABBREVIATION else ():
        name = " ".join(tokens[at : at + count])
        region = gazetteer.abbreviated(name) if at + count <= bound else None
        if region is None:
            continue
        written = text.words(at, at + count)
        has_point = raw[text.ends[at + count - 1] : text.ends[at + count - 1] + 1] == "."
        is_inside = written[0].isupper() and "." in written and has_point
        parting = raw[text.ends[at - 1] : text.starts[at]].strip() if at else ""
        is_behind = parting in {",", "("} and (
            written.isupper() or (written[0].isupper() and has_point)
        )
        if is_inside or (is_behind and "." not in written):
            return Candidate(at, at + count, name, [region])
    return None


def _inflected(
    text: Text, at: int, bound: int, language: str, gazetteer: Gazetteer
) -> Candidate | None:
    """Return the name that the word at a token, or it with the next one, is a form of."""
    tokens = text.tokens
    word = tokens[at]
    never = gazetteer.never(language)
    if len(word) < SHORTEST or word in never:
        return None
    firsts = proposals(word, language)
    for name, count in _forms(tokens, at, bound, firsts, language, gazetteer):
        if name not in gazetteer or name in never:
            continue
        entries = [entry for entry in gazetteer.named(name) if _is_heard_of(entry)]
        if entries:
            is_arabic = language == "ar"
            return Candidate(
                at,
                at + count,
                name,
                entries,
                is_joined=is_arabic and word.startswith(AND),
                is_inside=is_arabic and word.startswith(IN),
            )
    return None


def _forms(
    tokens: list[str],
    at: int,
    bound: int,
    firsts: tuple[str, ...],
    language: str,
    gazetteer: Gazetteer,
) -> Iterator[tuple[str, int]]:
    """Propose names of two words, then of one."""
    if at + 1 < bound:
        second = tokens[at + 1]
        # Arabic changes the head of a name only, the others every word of it.
        seconds = (second,) if language == "ar" else (second, *proposals(second, language))
        for first in firsts if language == "ar" else (tokens[at], *firsts):
            for other in seconds:
                pair = f"{first} {other}"
                for count in range(min(gazetteer.longest.get(pair, 1), bound - at), 2, -1):
                    yield " ".join((first, *tokens[at + 1 : at + count])), count
                yield pair, INFLECTED
    for first in firsts:
        yield first, 1


def _is_heard_of(entry: Entry) -> bool:
    return entry.kind != "place" or entry.is_supplement or entry.population >= HEARD_OF


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
