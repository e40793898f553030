"""Texts with their places marked, for tests of who takes part that need no gazetteer and none of the word files' classes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from agents.lexicon import words_of
from agents.lexicon.grammar import Grammar, grammar_of
from agents.lexicon.groups import force_words, names
from agents.lexicon.marks import Marks
from agents.text.folding import fold
from agents.text.matching import Matcher
from agents.text.sentences import Page
from agents.where.places import Found
from agents.who.actors import actors_in
from agents.who.parties import FoundActor
from agents.who.siding import sided
from schemas.event import Place

PLACE = re.compile(r"\{([~#@])([A-Z]{2})\|([^}]*)\}")
CAPITALS = {"Kyiv": "Kyiv", "Kiev": "Kyiv", "Moscow": "Moscow"}
KINDS = {
    "en": {"state": "army;forces;troops;soldiers;military", "police": "police", "rebel": "rebels;guerrillas;fighters;militants;separatists;terrorists", "militia": "militia", "communal": "herders;farmers", "unidentified": "gunmen", "criminal": "gang", "civilian": "villagers;civilians", "ally": "backed by;allied", "labels": "terrorists"},
    "fr": {"state": "armée;forces;soldats;troupes", "rebel": "rebelles;combattants;jihadistes", "ally": "appuyés par;soutenus par", "civilian": "civils"},
    "es": {"state": "ejército;tropas;fuerzas", "rebel": "guerrilla;guerrilleros;rebeldes;terroristas", "ally": "apoyados por", "labels": "terroristas", "police": "policía"},
    "pt": {"state": "exército;tropas;forças", "rebel": "rebeldes;combatentes", "police": "polícia"},
    "de": {"state": "Armee;Truppen;Soldaten;Streitkräfte", "rebel": "Rebellen;Kämpfer", "militia": "Miliz"},
    "ar": {"state": "الجيش;جيش;القوات;قوات", "rebel": "مسلحين;المتمردين;متمردي", "civilian": "مدنيين"},
    "ru": {"state": "армия;армии;войска;силы", "rebel": "боевики;боевиков"},
    "uk": {"state": "армія;армії;війська;сили", "rebel": "бойовики;бойовиків"},
}  # fmt: skip


@cache
def _matcher(language: str) -> Matcher[tuple[str, Any]]:
    kinds = [
        (word, (f"party.{kind}" if kind in ("ally", "labels") else "party", kind))
        for kind, words in KINDS[language].items()
        for word in words.split(";")
    ]
    return Matcher([*names(), *force_words(language), *kinds])


@cache
def _grammar(language: str) -> Grammar:
    words = words_of(language)
    return grammar_of(words["grammar"], words.get("shape", {}))


def page_of(language: str, marked: str) -> Page:
    """
    Make a page of *marked*, in which the places are told.

    ``{~CO|colombiano}`` is a nationality, ``{#IL|Israel}`` a country, ``{@ML|Gao}`` a town.
    """
    raw, spans, last = "", [], 0
    for found in PLACE.finditer(marked):
        raw += marked[last : found.start()]
        spans.append((len(raw), found[1], found[2], found[3]))
        raw += found[3]
        last = found.end()
    text = fold(raw + marked[last:])
    page = Page(text, language, Marks(_matcher(language).find_all(text)), _grammar(language))
    for start, kind, country, written in spans:
        tokens = [
            at for at in range(len(text.tokens)) if start <= text.starts[at] < start + len(written)
        ]
        place = Place(
            name=written,
            role="origin_of_actor" if kind == "~" else "mention",
            canonical=CAPITALS.get(written, written),
            country=country,
            precision=1 if kind == "@" else 6,
        )
        page.places.append(Found(place, tokens[0], tokens[-1] + 1, ""))
    return page


def parties_of(language: str, marked: str, country: str | None = None) -> list[FoundActor]:
    """Return the parties of *marked* with their sides, for an event in *country*."""
    return sided(actors_in(page_of(language, marked)), country)


def ids_of(language: str, marked: str) -> set[str]:
    """Return the ids of the parties that *marked* names."""
    found = parties_of(language, marked)
    return {one.actor.actor_id for one in found if one.actor.actor_id}


def sides_of(language: str, marked: str, country: str) -> dict[str, str]:
    """Return the side of each armed party of *marked*, by id or, without one, by its words."""
    found = parties_of(language, marked, country)
    return {
        one.actor.actor_id or one.actor.name: one.actor.side
        for one in found
        if one.actor.side != "civilian"
    }
