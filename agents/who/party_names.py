"""
What are a country and a party called in a language?

Reports name one party in many ways and in many languages; messages call it by
one: a group by what the lexicon or ``party_names.toml`` says it is called there, an
army by its country's adjective. Not here: recognising parties in words
(``agents/who/actors.py``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from agents.gazetteer.areas import LANGUAGES
from agents.gazetteer.tables import rows_of
from agents.lexicon.groups import entries
from schemas.event import Actor, ActorType

NAMES: Final = Path(__file__).with_name("party_names.toml")


class Country(NamedTuple):
    """What a country is called in one language, and the forms of its adjective."""

    name: str
    adjectives: tuple[str, ...]


def party_name(actor: Actor, language: str = "en") -> str:
    """Return what *actor* is called in *language*, as written when nothing better is known."""
    if actor.actor_id is None:
        return actor.name
    told = _told(language)
    known: str | None = told.get("names", {}).get(actor.actor_id)
    if known is not None:
        return known
    country, _, force = actor.actor_id.partition(":")
    if force in told["forces"] and country in _countries(language):
        return _force(told, language, country, force)  # the lexicon lists only odd names of armies
    return _groups(language).get(actor.actor_id, actor.name)


def type_name(kind: ActorType, language: str = "en") -> str:
    """Return what a party without a name is called in *language*: "rebels", "Rebellen"."""
    name: str = _told(language)["types"][kind]
    return name


def country_name(code: str, language: str = "en") -> str:
    """Return a country's name in *language* as wires use it, its *code* when there is none."""
    known = _countries(language).get(code) or _countries("en").get(code)
    return known.name if known else code


def _force(told: dict[str, Any], language: str, country: str, force: str) -> str:
    known = _countries(language)[country]
    adjectives = known.adjectives
    if country in told.get("adjective", {}):
        adjectives = (told["adjective"][country],)
    pattern: str = told["forces"][force]
    if not adjectives:
        return f"{pattern.partition('{}')[0].strip() or force} ({known.name})"
    endings = tuple(told.get("endings", {}).get(force, ()))
    fitting = (one for one in adjectives if one.endswith(endings))
    return pattern.format(next(fitting, adjectives[0]) if endings else adjectives[0])


@cache
def _told(language: str) -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads(NAMES.read_text("utf-8"))[language]
    return told


@cache
def _groups(language: str) -> dict[str, str]:
    return {
        entry["id"]: next(_arabic(entry) if language == "ar" else iter(()), None)
        or entry.get("called", entry["names"][0])
        for entry in entries()
    }


def _arabic(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the names in Arabic letters that stand in one form."""
    for name in entry["names"]:
        if "\u0600" <= name[0] <= "\u06ff" and "{" not in name:
            yield name


@cache
def _countries(language: str) -> dict[str, Country]:
    """Read the usual name of every country that has one in *language*, and its adjectives."""
    column = 2 * LANGUAGES.index(language)
    found = {}
    for code, *columns in rows_of("countries.tsv"):
        name, adjectives = columns[column].split(";")[0], columns[column + 1].split(";")
        forms = tuple(form for form in adjectives if form)
        # "Chad forces": in English the name itself serves where there is no adjective.
        found[code] = Country(name, forms or ((name,) if language == "en" else ()))
    return {code: one for code, one in found.items() if one.name}
