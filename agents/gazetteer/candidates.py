"""
Which words of a text are names in the gazetteer?

The longest name at each capital letter (or in a script without capitals), and
the French adjectives of countries, which are written small. Not here: which
bearer of the name is meant, or whether the word is a name at all this time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.folding import Text

from .names import Entry, Gazetteer

# Arabic articles are written small and belong to the name: "el-Fasher".
ARTICLES: Final = frozenset({"al", "el", "ad", "ar", "as", "ash", "at", "an", "az"})

# Months and weekdays are names of towns too, and never meant as such.
CALENDAR: Final = frozenset(
    {
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
        "saturday", "sunday", "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet",
        "aout", "septembre", "octobre", "novembre", "decembre", "lundi", "mardi", "mercredi",
        "jeudi", "vendredi", "samedi", "dimanche", "enero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "the", "of", "le", "la", "les", "an", "and", "general", "colonel",
        "president", "minister", "army", "police", "union", "republic", "state", "government",
    }
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """
    A name found in a text.

    Attributes:
        first, last: Its tokens.
        name: Folded.
        entries: What it may mean, never empty.
    """

    first: int
    last: int
    name: str
    entries: list[Entry]

    @property
    def kind(self) -> str:
        """Return the kind of the strongest reading: a country before its adjective and its towns."""
        return self.entries[0].kind


def candidates_in(text: Text, language: str, gazetteer: Gazetteer) -> list[Candidate]:
    """Return the names in *text*, in order, never overlapping, never across a sentence."""
    found: list[Candidate] = []
    tokens, raw, longest = text.tokens, text.raw, gazetteer.longest
    # Adjectives are written small everywhere but in English.
    adjectives = frozenset() if language == "en" else gazetteer.adjectives
    small = ARTICLES | adjectives if adjectives else ARTICLES
    begins = [at for at, start in enumerate(text.starts) if not raw[start].islower()]
    begins += [
        at for at, word in enumerate(tokens) if word in small and raw[text.starts[at]].islower()
    ]
    begins.sort()
    sentence, free = -1, 0
    bound = 0
    for at in begins:
        if at < free:
            continue
        while at >= bound:
            sentence += 1
            bound = text.sentences[sentence][1]
        word = tokens[at]
        if word in adjectives and raw[text.starts[at]].islower():
            found.append(_adjective(at, word, gazetteer))
            continue
        pair = f"{word} {tokens[at + 1]}" if at + 1 < bound else word
        for count in range(min(longest.get(pair, 1), bound - at), 0, -1):
            name = word if count == 1 else " ".join(tokens[at : at + count])
            if name in gazetteer and _is_name(text, at, at + count):
                entries = gazetteer.named(name)
                if entries[0].kind != "none":
                    found.append(Candidate(at, at + count, name, entries))
                free = at + count
                break
    return found


def _is_name(text: Text, first: int, last: int) -> bool:
    """Tell whether the words are written as a name, from the first to the last."""
    raw, starts = text.raw, text.starts
    word = text.tokens[first]
    if last - first == 1 and (word in CALENDAR or word in ARTICLES or word.isdigit()):
        return False
    if word == "us" or len(word) <= 2:
        return text.words(first, last).isupper() or last - first > 1
    if raw[starts[last - 1]].islower():
        return False
    is_hyphenated = raw[text.ends[first] : text.ends[first] + 1] in {"-", "'", "’", " "}
    return not raw[starts[first]].islower() or is_hyphenated


def _adjective(at: int, token: str, gazetteer: Gazetteer) -> Candidate:
    entries = [entry for entry in gazetteer.named(token) if entry.kind == "demonym"]
    return Candidate(at, at + 1, token, entries)
