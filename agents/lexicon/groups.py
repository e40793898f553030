"""
By which names are armed groups and armies known, and which words say whose they are?

``actors.toml`` holds groups and ``forces.toml`` armies with names of their own, for
all languages; adjectives of countries come by language. Not here: whether a name
found is meant (``agents/actors.py``), and the words for parties without a name,
which are each language's own.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from agents.gazetteer.tables import rows_of, with_plural
from schemas.event import ActorType

FOLDER = Path(__file__).parent
COLUMN = {"en": 2, "fr": 4}
"""Which column of ``countries.tsv`` holds the adjectives of a language."""


class Name(NamedTuple):
    """
    A named armed group.

    Attributes:
        actor_id, type, sector: As in ``schemas.event.Actor``.
        home: Countries that it fights in.
        beside: Countries whose army it fights beside.
        is_acronym: Counts only in capitals.
    """

    actor_id: str
    type: ActorType
    sector: str
    home: frozenset[str]
    beside: frozenset[str]
    is_acronym: bool


def names() -> list[tuple[str, tuple[str, Name]]]:
    """List the names of armed groups, each as ``(written, ("name", Name))``."""
    found = []
    for entry in tomllib.loads((FOLDER / "actors.toml").read_text("utf-8"))["actor"]:
        for written in entry["names"]:
            name = Name(
                entry["id"], entry["type"], entry["sector"],
                frozenset(entry["home"]), frozenset(entry.get("with", ())),
                is_acronym=written.isupper() and len(written) <= 6,
            )  # fmt: skip
            found.append((written, ("name", name)))
    return found


def nationalities(language: str) -> list[tuple[str, tuple[str, str]]]:
    """List the adjectives of countries in *language*, each as ``(written, ("nation", country))``."""
    if language not in COLUMN:
        return []
    found = []
    for row in rows_of("countries.tsv"):
        adjectives = row[COLUMN[language]].split(";") if len(row) > COLUMN[language] else []
        forms = {form for word in adjectives for form in with_plural(word) if form}
        found += [(form, ("nation", row[0])) for form in sorted(forms)]
    return found
