"""
How is "between two places" drawn?

A line from the one to the other, the short way round the earth. Where that crosses the
antimeridian it is cut there (RFC 7946 §3.1.9), or maps would draw it once round the globe. Not
here: points (``spot.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.event import Place

Position = tuple[float, float]
"""Longitude and latitude (RFC 7946 §3.1.1)."""


def line_between(places: Sequence[Place]) -> dict[str, Any] | None:
    """Return the line that an event lay on; ``None`` when it was not between two known points."""
    named = [one for one in places if one.role == "between"]
    ends = [at for at in map(_position, named) if at is not None]
    if len(named) != 2 or len(ends) != 2:
        return None
    parts = _cut(*ends)
    match len(parts):
        case 0:
            return None
        case 1:
            return {"type": "LineString", "coordinates": parts[0]}
        case _:
            return {"type": "MultiLineString", "coordinates": parts}


def _position(place: Place) -> Position | None:
    if place.lat is None or place.lon is None:
        return None
    is_on_earth = -90 <= place.lat <= 90 and -180 <= place.lon <= 180
    return (round(place.lon, 6), round(place.lat, 6)) if is_on_earth else None


def _cut(one: Position, other: Position) -> list[list[Position]]:
    """Cut the line where it crosses the antimeridian."""
    if abs(one[0] - other[0]) <= 180:
        return [[one, other]] if one != other else []
    west, east = sorted((one, other))  # of the two, *east* has the greater longitude
    behind = west[0] + 360  # *west* as seen going on eastward
    share = (180 - east[0]) / (behind - east[0]) if behind > east[0] else 0.0
    lat = round(east[1] + share * (west[1] - east[1]), 6)
    parts: list[list[Position]] = [[east, (180.0, lat)], [(-180.0, lat), west]]
    # An end that lies on the antimeridian leaves a part without length.
    return [part for part in parts if part[0] != part[1]]
