"""
How does a place lie to what a watch entry names?

Inside, beside it, near enough that its owner may want to know, too coarsely known
to tell, or elsewhere. Fails closed: a place without a point is in no drawn shape,
and an entry that nothing is known of covers nothing. Not here: which role a place
must have, and which switches of the entry count (``agents/telling/watchlist.py``).
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from agents.where.geo import Point
from agents.where.homes import is_specific
from agents.where.lands import Land, land_of
from agents.where.shapes import Shape, shape_of
from schemas.event import Place
from schemas.watch import Watch

COUNTRY: Final = 6  # UCDP where_prec


class Lies(Enum):
    """How a place lies to an entry."""

    INSIDE = "inside"
    BESIDE = "outside, within `near_km`"
    COARSE = "it may lie inside, or not"
    CLOSE = "in the same country, or within twice the extent"
    ELSEWHERE = "elsewhere"


class Cover(NamedTuple):
    """How a place lies, and how far outside in km where that is measured."""

    lies: Lies
    outside_km: float | None = None


def cover(watch: Watch, place: Place) -> Cover:
    """Tell how *place* lies to what *watch* names; elsewhere for borders and actors."""
    area = area_of(watch)
    match area:
        case Land():
            return _of_land(watch, area, place)
        case Shape():
            return _of_shape(watch, area, place)
        case None:
            return Cover(Lies.ELSEWHERE)


@lru_cache(maxsize=4096)
def area_of(watch: Watch) -> Land | Shape | None:
    """Return the ground that *watch* covers; ``None`` for borders, actors and what is unknown."""
    if watch.country is not None:
        return Land(watch.country)
    if watch.iso3166_2 is not None:
        return Land(watch.iso3166_2[:2], watch.iso3166_2)
    if watch.place is not None:
        return land_of(watch.place)
    drawn = watch.circle or watch.corridor or watch.polygon
    # A path is replaced by what the file holds when the watchlist is loaded.
    return None if drawn is None or isinstance(drawn, str) else shape_of(drawn)


def _of_land(watch: Watch, land: Land, place: Place) -> Cover:
    has = land.has(place)
    if has is None:
        return Cover(Lies.COARSE)
    if has:
        return Cover(Lies.INSIDE)
    if watch.include_adjacent and (point := _spot(place)) is not None:
        far = land.outside_km(point)
        if far is not None and far <= watch.near_km:
            return Cover(Lies.BESIDE, round(far, 1))
    return Cover(Lies.CLOSE if place.country == land.country else Lies.ELSEWHERE)


def _spot(place: Place) -> Point | None:
    if not is_specific(place) or place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon


def _of_shape(watch: Watch, shape: Shape, place: Place) -> Cover:
    if place.lat is None or place.lon is None:
        return Cover(Lies.ELSEWHERE)
    far = round(shape.outside_km((place.lat, place.lon)), 1)
    if not is_specific(place):
        # The point of an area is its middle, not where it happened.
        return Cover(Lies.COARSE if far <= shape.extent_km else Lies.ELSEWHERE)
    if far == 0:
        return Cover(Lies.INSIDE, 0)
    if watch.include_adjacent and far <= watch.near_km:
        return Cover(Lies.BESIDE, far)
    return Cover(Lies.CLOSE if far <= shape.extent_km else Lies.ELSEWHERE, far)
