"""
Which town is "the Libyan capital", "la capitale du Mali"?

An adjective or a name of a country beside a word for its capital is that town,
unless the town itself is named with it ("the Malian capital Bamako"). Not here:
a capital that stands for its government (``people.py``).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from agents.text.folding import Text

from .candidates import Candidate
from .cues import Cues, is_parted
from .names import Gazetteer


def with_capitals(
    text: Text, candidates: list[Candidate], names: Gazetteer, cues: Cues
) -> list[Candidate]:
    """Put the capital in the place of each adjective or country that only says whose it is."""
    found: list[Candidate] = []
    for candidate, following in zip_longest(candidates, candidates[1:]):
        span = _span(text, candidate, cues)
        is_named = following is not None and span is not None and following.first <= span.stop
        seat = None if span is None or is_named else names.capital(candidate.entries[0].country)
        if span is None or seat is None:
            found.append(candidate)
            continue
        name = " ".join(text.tokens[span.start : span.stop])
        found.append(
            replace(candidate, first=span.start, last=span.stop, name=name, entries=[seat])
        )
    return found


def _span(text: Text, candidate: Candidate, cues: Cues) -> range | None:
    """Return the tokens of "Libyan capital", "capitale malienne" or "capital of Mali"."""
    words, of = cues.words["capital"], cues.words["of"]
    first, last = text.sentences[text.sentence_of(candidate.first)]
    at = candidate.first
    if candidate.kind == "country":
        while at > first and text.tokens[at - 1] in of and not is_parted(text, at):
            at -= 1
        is_linked = at < candidate.first
    else:
        is_linked = candidate.kind == "demonym"
    if not is_linked:
        return None
    if candidate.kind == "country" and text.tokens[candidate.last : candidate.last + 1] == ["s"]:
        return None  # "capital of Sudan's Blue Nile state"
    if at > first and text.tokens[at - 1] in words and not is_parted(text, at):
        return range(at - 1, candidate.last)
    if candidate.kind == "country" or candidate.last >= last:
        return None
    is_behind = text.tokens[candidate.last] in words and not is_parted(text, candidate.last)
    return range(candidate.first, candidate.last + 1) if is_behind else None
