"""
Does the report itself say that an event was elsewhere than one sentence has it?

"India shells villages near Sialkot" and, further up, "India opened fire": the country that
acts is where its army comes from, once the report names a spot in another country. And
where a sentence names two countries, the one in which the rest of the report is at home
is the place. What loses its place that way stays in the record, in a role that locates nothing.

Not here: the place that a sentence has by its own words (``agents/where/event_places.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from schemas.event import LOCATING, Mention, PlaceRole

from .nesting import COUNTRY, REGION

ARMIES: Final = frozenset({"state", "external"})


def without_elsewhere(mentions: Sequence[Mention]) -> list[Mention]:
    """Return *mentions*, those that the report itself puts elsewhere without their place."""
    return [_settled(one, mentions) for one in mentions]


def _settled(one: Mention, mentions: Sequence[Mention]) -> Mention:
    located = {place.country for place in one.places if place.role in LOCATING}
    others = [
        other for other in mentions
        if other.idx != one.idx
        and other.family == one.family
        and other.realis in ("actual", one.realis)
    ]  # fmt: skip
    elsewhere = {country for other in others for country in _spots(other, COUNTRY)}
    if len(located) != 1 or None in located or not elsewhere or located & elsewhere:
        return one
    if _spots(one, REGION):  # but a region's name may be that of another across the border
        return one
    if located <= _armies(one):
        return _moved(one, "origin_of_actor")
    named = {place.country for place in one.places if place.role == "mention"}
    return _moved(one, "mention") if named & elsewhere else one


def _spots(mention: Mention, finer_than: int) -> set[str | None]:
    """Return the countries in which *mention* stands somewhere finer than that precision."""
    return {
        place.country
        for place in mention.places
        if place.role in LOCATING and place.precision < finer_than and place.country is not None
    }


def _armies(mention: Mention) -> set[str | None]:
    return {actor.country for actor in mention.actors if actor.type in ARMIES}


def _moved(mention: Mention, role: PlaceRole) -> Mention:
    """Give the places of *mention* a *role* that locates nothing."""
    places = (replace(one, role=role) if one.role in LOCATING else one for one in mention.places)
    return replace(
        mention,
        places=tuple(places),
        rules=(*mention.rules[:-1], "places.elsewhere@1", *mention.rules[-1:]),
    )
