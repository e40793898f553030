"""
What is one thing that a name may mean?

A country, the adjective of one, a region, a district, an area of no country, a
place, or nothing that may be located. Not here: which names mean it (``names.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.record import PlaceId

Kind = Literal["country", "demonym", "region", "district", "area", "place", "none"]


@dataclass(slots=True, frozen=True)
class Entry:
    """
    One thing that a name may mean.

    Attributes:
        kind: ``area`` is a continent or a sea; ``none`` is a name that must not be read as one
            of its parts ("Gulf of Guinea"), or as a place at all ("Hezbollah").
        id: GeoNames id or ``x-tocsin:`` id; ``None`` when it has none.
        name: Its usual name.
        country: ISO 3166-1 alpha-2, "" for areas; of ``none``, the country that it speaks of.
        region: GeoNames code of its first-level region.
        population: Inhabitants, 0 when unknown.
        lat, lon: ``None`` when nobody trustworthy says.
        is_supplement: Ours, not GeoNames'.
        is_noted: Wires name it without saying where it lies; whatever is ours is.
        is_alternate: Found by one of its other names, which may be any word anywhere.
        is_capital: Of its country.
    """

    kind: Kind
    id: PlaceId | None
    name: str
    country: str
    region: str | None = None
    population: int = 0
    lat: float | None = None
    lon: float | None = None
    is_supplement: bool = False
    is_noted: bool = False
    is_alternate: bool = False
    is_capital: bool = False
