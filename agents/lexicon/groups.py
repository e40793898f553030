"""
By which names are armed groups and armies known?

``actors.toml`` holds groups and ``forces.toml`` armies and missions with names of
their own, who fights beside whom, and the words that make a country a party. Not
here: whether a name found is meant (``agents/who/named_parties.py``), and the words for
parties without a name, which are each language's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from schemas.event import ActorType

from .phrases import Phrases

FOLDER: Final = Path(__file__).parent
FILES: Final = ("actors.toml", "forces.toml")

# Letters that Arabic writes onto a word: and, by, for, so, like.
ONTO: Final = ("و", "ب", "ل", "ف", "ك")
ARTICLE: Final = "ال"
FOR_THE: Final = "لل"

COMMON: Final = 7  # letters: a name this short is somebody's or something's elsewhere
SECTORS: Final[dict[ActorType, str]] = {
    "state": "MIL", "rebel": "REB", "militia": "PRM", "communal": "UAF", "criminal": "CRM",
    "unidentified": "UAF", "civilian": "CVL", "protester": "CVL", "external": "MIL",
}  # fmt: skip

Guard = Literal["none", "either", "home", "both"]


class Name(NamedTuple):
    """
    One written form of a party's name.

    Attributes:
        actor_id, type, sector, country: As in ``schemas.event.Actor``.
        home: Countries that it fights in; none means anywhere.
        beside: Countries whose army it fights beside.
        rules: Countries that it governs.
        written: As the lexicon writes it.
        guard: What must be near for it to count: its home, a second sign of it,
            either, both, or nothing.
        is_acronym: Counts only in capitals, or exactly as written.
        is_label: What an enemy calls it.
    """

    actor_id: str
    type: ActorType
    sector: str
    country: str | None
    home: frozenset[str]
    beside: frozenset[str]
    rules: frozenset[str]
    written: str
    guard: Guard
    is_acronym: bool
    is_label: bool


@cache
def entries() -> tuple[dict[str, Any], ...]:
    """Return every party that the two files list, as they list it."""
    return tuple(entry for file in FILES for entry in _file(file)["actor"])


@cache
def names() -> list[tuple[str, tuple[str, Name]]]:
    """List every written form of every name, each as ``(written, ("name", Name))``."""
    unfold = Phrases({}, ONTO)
    found: list[tuple[str, tuple[str, Name]]] = []
    for entry in entries():
        for kind in ("names", "sure", "weak", "local", "labels"):
            for line in entry.get(kind, ()):
                for written in unfold.forms(line):
                    name = _name(entry, written, kind)
                    found += [(form, ("name", name)) for form in _onto(written, unfold)]
    return found


def force_words(language: str) -> list[tuple[str, tuple[str, str]]]:
    """List the words of *language* that make a country a party, each as ``(word, (class, kind))``."""
    listed = _file("forces.toml")["words"].get(language, {})
    return [(word, (f"force.{kind}", kind)) for kind, words in listed.items() for word in words]


@cache
def allied_in(country: str) -> tuple[frozenset[str], ...]:
    """Return the sets of parties, by id, that fight on one side in *country*."""
    listed = (line for line in _file("forces.toml")["side"] if line[0] == country)
    return tuple(frozenset(line[1:]) for line in listed)


@cache
def capitals() -> dict[str, str]:
    """Return the capital that stands for its government in news, by country."""
    listed: dict[str, str] = _file("forces.toml")["capital"]
    return listed


@cache
def gang_lands() -> frozenset[str]:
    """Return the countries where a gang without a name is an organised side."""
    return frozenset(_file("forces.toml")["gangs"]["lands"].split())


@cache
def predecessor(actor_id: str) -> str | None:
    """Return the group that *actor_id* came out of: linked, never the same."""
    return next((one.get("after") for one in entries() if one["id"] == actor_id), None)


def is_shouted(written: str) -> bool:
    """Tell whether *written* is an acronym, in whole or in part: FARDC, M23, FAMa, CSP-DPA, LeT."""
    parts = written.replace("/", "-").split("-")
    has_two = any(sum(letter.isupper() for letter in part) > 1 for part in parts)
    return " " not in written and (has_two or written.isupper())


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def _name(entry: dict[str, Any], written: str, kind: str) -> Name:
    force, _, _ = entry["id"].partition(":")
    is_country = ":" in entry["id"]
    actor_type = entry.get("type", "state" if is_country or "country" in entry else "rebel")
    is_acronym = is_shouted(written)
    return Name(
        actor_id=entry["id"],
        type=actor_type,
        sector="COP" if entry["id"].endswith(":police") else entry.get("sector", SECTORS[actor_type]),
        country=force if is_country else entry.get("country"),
        home=_codes(entry, "home"),
        beside=_codes(entry, "with"),
        rules=_codes(entry, "rules"),
        written=written,
        guard=_guard(written, kind, is_acronym=is_acronym),
        is_acronym=is_acronym,
        is_label=kind == "labels",
    )  # fmt: skip


def _guard(written: str, kind: str, *, is_acronym: bool) -> Guard:
    if kind == "weak":
        return "home" if " " in written else "both"
    if kind in ("labels", "local"):
        return "home"
    is_common = is_acronym or len(written) <= COMMON
    return "either" if kind == "names" and is_common else "none"


def _codes(entry: dict[str, Any], key: str) -> frozenset[str]:
    return frozenset(entry.get(key, "").split())


def _onto(written: str, unfold: Phrases) -> Iterator[str]:
    if not "\u0600" <= written[0] <= "\u06ff":
        yield written
        return
    yield from unfold.written_onto(written)
    if written.startswith(ARTICLE):
        yield FOR_THE + written[len(ARTICLE) :]
        yield f"{ONTO[0]}{FOR_THE}{written[len(ARTICLE) :]}"
