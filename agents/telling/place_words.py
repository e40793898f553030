"""
Where was it, in words?

"at Tinzaouaten, Kidal (Mali)", "à la frontière Mali-Algérie", "in der Ukraine": the
place that says best where an event was, with the preposition that its kind wants. A
name is the language's own where we know it, the gazetteer's otherwise. Not here:
which place that is (``agents/where/homes.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from agents.gazetteer.tables import bare
from agents.text.folding import fold_words
from agents.where.homes import is_specific, main_place
from agents.who.party_names import country_name
from schemas.event import Place
from schemas.incident import Incident

from .wording import Wording, is_arabic

# Macrons and dots below anywhere, cedillas below d and h: French and Turkish have others.
TRANSLITERATED: Final = re.compile("[\u0304\u0323]|(?<=[DHdh])\u0327")
COUNTRY: Final = 6  # UCDP where_prec
ISOLATE: Final = "\u2068{}\u2069"
"""First strong isolate and its end (UAX 9): a foreign name must not turn what stands round it."""


def where(incident: Incident, words: Wording) -> str:
    """Write where *incident* was, with a space before it; empty when no place locates it."""
    place = main_place(incident.places)
    if place is None:
        return ""
    forms = words.where
    if place.role == "border":
        return _border(incident, place, words)
    if place.role == "between" and (ends := _ends(incident.places)):
        named = forms["between"].format(*(_name(one, words) for one in ends))
        return _in_country(named, place, words)
    if place.precision == COUNTRY and place.country:
        pattern = words.countries.get(place.country, words.countries[""])
        return forms["country"].format(pattern.format(_country(place.country, words)))
    is_near = place.role in ("near", "between")
    form = "near" if is_near else "spot" if is_specific(place) else "area"
    return _in_country(forms[form].format(_within(place, words)), place, words)


def place_in_words(place: Place, words: Wording) -> str:
    """Name *place* with its region and country: "Tinzaouaten, Kidal (Mali)"."""
    return _in_country(_within(place, words), place, words)


def _within(place: Place, words: Wording) -> str:
    """Name the region beside the place that lies in it."""
    name = _name(place, words)
    if not place.adm1:
        return name
    bare_name = bare(place.adm1)
    region = place.adm1 if words.language == "en" else bare_name
    region = words.place(place.iso3166_2) or words.place(bare_name) or isolated(region, words)
    alike = {_heard(one) for one in (place.canonical or place.name, name)}
    if alike & {_heard(bare_name), _heard(region)}:  # Kharkiv lies in Kharkiv Oblast
        return name
    return words.line["within"].format(name, region)


@lru_cache(maxsize=1 << 12)  # the towns of a war are named again and again
def _heard(name: str) -> str:
    """Return what is left of *name* without marks, quotes and capitals: Ma’rib is Marib."""
    return "".join(fold_words(name)).replace("'", "")


def _in_country(told: str, place: Place, words: Wording) -> str:
    country = _country(place.country, words) if place.country else ""
    is_told = not country or country == _name(place, words)
    return told if is_told else words.line["country"].format(told, country)


def _border(incident: Incident, place: Place, words: Wording) -> str:
    """Name both countries of a border when the other one is known."""
    name = _name(place, words)
    if place.country and place.country != incident.country and place.precision == COUNTRY:
        return words.where["borders"].format(_country(incident.country, words), name)
    return words.where["border"].format(name)


def _ends(places: Sequence[Place]) -> tuple[Place, Place] | None:
    """Return the two places that it was between, when both are known."""
    ends = [place for place in places if place.role == "between"]
    return (ends[0], ends[1]) if len(ends) == 2 else None


def _name(place: Place, words: Wording) -> str:
    if place.precision == COUNTRY and place.country:
        return _country(place.country, words)
    known = words.place(place.place_id)
    if known is None and not is_specific(place):
        known = words.place(place.iso3166_2) or words.place(bare(place.canonical or place.name))
    name = printed(place.canonical or place.name)
    if known is None and words.language != "en" and not is_specific(place):
        name = bare(name)
    return known or isolated(name, words)


def _country(code: str, words: Wording) -> str:
    return words.place(code) or isolated(country_name(code, words.language), words)


def printed(name: str) -> str:
    """
    Leave out the marks of transliteration, which no wire prints: Khān Yūnis is Khan Yunis.

    Latvian and Māori spell with macrons too; their towns lose them.
    """
    split = normalize("NFD", name)
    return normalize("NFC", TRANSLITERATED.sub("", split))


def isolated(name: str, words: Wording) -> str:
    """Set *name* apart in a line of Arabic when it is written in other letters."""
    if words.language != "ar" or not name or is_arabic(name):
        return name
    return ISOLATE.format(name)
