"""
Which names does a text itself say lie where?

"Riverdale, New Jersey", "غاو في جنوب غرب بوركينا فاسو": said once, it holds for the
whole text. Not here: what stands between two names (``surroundings.py``), and
choosing a bearer (``homonyms.py``).
"""

from __future__ import annotations

from itertools import zip_longest

from agents.text.folding import Text, fold_words

from .candidates import Candidate
from .cues import Cues
from .entries import Entry
from .homonyms import Within
from .names import Gazetteer
from .surroundings import container_behind


def bind(
    text: Text, candidates: list[Candidate], names: Gazetteer, cues: Cues
) -> tuple[list[Within], dict[str, Within]]:
    """
    Return what contains each of *candidates* by the words right behind it, and by name.

    A name that nobody bears where the text says gets those bearers beside its own who are
    called so in Latin letters: "غاو" is written for the town in Mali only.
    """
    within: list[Within] = []
    bound: dict[str, Within] = {}
    for candidate, following in zip_longest(candidates, candidates[1:]):
        where = container_behind(text, candidate, following, cues)
        within.append(where)
        if not where:
            continue
        if not _lies(candidate.entries, where):
            more = _namesakes(candidate, names, where)
            for other in candidates if more else ():
                if other.name == candidate.name:
                    other.entries = [*other.entries, *more]
        if _lies(candidate.entries, where):
            bound.setdefault(candidate.name, where)
    return within, bound


def _lies(entries: list[Entry], where: Within) -> bool:
    return any((e.country, e.region) in where or (e.country, None) in where for e in entries)


def _namesakes(said: Candidate, names: Gazetteer, where: Within) -> list[Entry]:
    usual = {" ".join(fold_words(entry.name)) for entry in said.entries} - {said.name}
    return [
        entry
        for name in sorted(usual)
        for entry in names.named(name)
        if entry.kind == "place" and (entry.country, None) in where
    ]
