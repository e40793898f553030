"""
Does a place lie in a named area: a country, a region, a district, a town?

Answered from the codes and ids that the gazetteer gave the place, not from
borders drawn on a map, which we do not have. How far outside a place lies is
measured to the nearest town of the area. Not here: drawn shapes
(``agents/where/shapes.py``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.gazetteer.names import gazetteer
from schemas.event import Place
from schemas.record import PlaceId

from .geo import Point, nearest_km
from .homes import is_specific


class Land(NamedTuple):
    """
    A named area; what is ``None`` does not narrow it.

    Attributes:
        country: ISO 3166-1.
        iso3166_2, adm1: Its region: the code, or the name where ISO has no code.
        adm2: The name of its district.
        town: The id of its town, when it is no more than that.
    """

    country: str
    iso3166_2: str | None = None
    adm1: str | None = None
    adm2: str | None = None
    town: PlaceId | None = None

    def has(self, place: Place) -> bool | None:
        """Tell whether *place* lies in it; ``None`` when the place is too coarse to tell."""
        if place.country != self.country:
            return False
        if self.town is not None:
            return True if place.place_id == self.town else self._may_hold(place)
        for mine, its in (
            (self.iso3166_2, place.iso3166_2), (self.adm1, place.adm1), (self.adm2, place.adm2),
        ):  # fmt: skip
            if mine is not None and its != mine:
                return None if its is None and not is_specific(place) else False
        return True

    def _may_hold(self, place: Place) -> bool | None:
        """Tell of another place than the town: an area round it may hold it, a town does not."""
        if is_specific(place):
            return False
        if place.iso3166_2 is not None and self.iso3166_2 is not None:
            return None if place.iso3166_2 == self.iso3166_2 else False
        return None

    def outside_km(self, at: Point) -> float | None:
        """Return how far *at* lies from the nearest town of it; ``None`` when none is known."""
        return nearest_km(at, _towns(self))


def land_of(place_id: PlaceId) -> Land | None:
    """Return the area of that gazetteer id with all below it, ``None`` when nothing has it."""
    entry = gazetteer().entry(place_id)
    if entry is None or not entry.country:
        return None
    key = entry.country, entry.region or ""
    iso, adm1 = gazetteer().iso.get(key), gazetteer().regions.get(key)
    match entry.kind:
        case "country" | "demonym":
            return Land(entry.country)
        case "region":
            return Land(entry.country, iso, None if iso else adm1)
        case "district":
            return Land(entry.country, iso, None if iso else adm1, adm2=entry.name)
        case _:
            return Land(entry.country, iso, town=place_id)


@cache
def _towns(land: Land) -> NDArray[np.float64]:
    names = gazetteer()
    points: list[Point] = []
    if land.town is not None:
        entry = names.entry(land.town)
        if entry is not None and entry.lat is not None and entry.lon is not None:
            points = [(entry.lat, entry.lon)]
    elif land.iso3166_2 is not None:  # a district's towns are not told apart from its region's
        region = names.region_of(land.iso3166_2)
        points = names.points(*region) if region else []
    elif land.adm1 is None:
        points = names.points(land.country)
    return np.array(points, np.float64).reshape(-1, 2)
