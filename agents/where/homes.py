"""
In which country did it happen?

An event is kept where its first main place lies; without one, where what it was
near to lies; without that, on the first side of a border that is named. Only
these roles say where an event was: a dateline, a direction ("toward Y") or the
home of a party never does. Not here: finding places in words (``agents/where/places.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schemas.event import LOCATING, Place, PlaceRole

ROLE_ORDER: Final[dict[PlaceRole, int]] = {
    "main": 0, "near": 1, "between": 2, "border": 3, "toward": 4, "from": 5,
    "origin_of_actor": 6, "dateline": 7, "mention": 8,
}  # fmt: skip
# UCDP where_prec: 1 the place, 2 near it; 3 to 6 only name an area or a line around it.
SPECIFIC: Final = 2
LINE: Final = 5
COUNTRY: Final = 6
SEVERAL: Final = 2


def country_of(places: Iterable[Place]) -> str | None:
    """Return the country that *places* put an event in, ``None`` when none locates it."""
    homes = [place for place in places if place.role in LOCATING and place.country]
    # Near and between rank alike: the first named of them decides.
    return min(homes, key=_nearness).country if homes else None


def _nearness(place: Place) -> tuple[bool, int]:
    """Rank a whole country behind what lies in one: beside that it is a party more often."""
    nearness = 0 if place.role == "main" else 2 if place.role == "border" else 1
    return place.precision >= COUNTRY, nearness


def main_place(places: Iterable[Place]) -> Place | None:
    """Return the place that says best where it was, ``None`` when none locates it."""
    locating = [place for place in places if place.role in LOCATING]
    if len(locating) < SEVERAL:  # as in most mentions
        return locating[0] if locating else None
    return min(
        locating,
        key=lambda place: (place.precision > SPECIFIC, ROLE_ORDER[place.role], place.precision),
    )


def is_specific(place: Place) -> bool:
    """Tell whether *place* is a spot rather than an area: one that two reports can share."""
    return place.precision <= SPECIFIC
