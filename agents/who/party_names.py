"""
What are a country and a party called in English?

Reports name one party in many ways and in many languages; messages call it by
one: a group by what the lexicon says it is called, an army by its country's
adjective. Not here: recognising parties in words (``agents/who/actors.py``).
"""

from __future__ import annotations

from functools import cache

from agents.gazetteer.tables import rows_of
from agents.lexicon.groups import entries
from schemas.event import Actor


def party_name(actor: Actor) -> str:
    """Return what *actor* is called, as written when nothing better is known."""
    if actor.actor_id is None:
        return actor.name
    known = _groups().get(actor.actor_id)
    country, _, force = actor.actor_id.partition(":")
    if force and country in _countries():  # the lexicon lists only odd names of armies
        return f"{_countries()[country][1]} {force}"
    return known or actor.name


def country_name(code: str) -> str:
    """Return the English name of a country as wires use it, its *code* when there is none."""
    known = _countries().get(code)
    return known[0] if known else code


@cache
def _groups() -> dict[str, str]:
    return {entry["id"]: entry.get("called", entry["names"][0]) for entry in entries()}


@cache
def _countries() -> dict[str, tuple[str, str]]:
    """Read the first English name and adjective of every country."""
    return {
        code: (names.split(";")[0], adjectives.split(";")[0] or names.split(";")[0])
        for code, names, adjectives, *_ in rows_of("countries.tsv")
    }
