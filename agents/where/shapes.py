"""
How far does a point lie outside a drawn shape?

Circles by great circles; polygons and corridors on a plane of kilometres laid
through the shape's middle, good to one percent for shapes up to a thousand
kilometres across. Not here: what is inside of named areas (``agents/where/lands.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians
from typing import Final, NamedTuple

import shapely

from schemas.watch import Circle, Corridor, Polygon

from .geo import Point, distance_km

KM: Final = 111.2  # of a degree of latitude


class Shape(NamedTuple):
    """
    A shape on its plane.

    Attributes:
        geometry: In km east and north of ``middle``.
        middle: Latitude and longitude.
        margin_km: What lies within it of the geometry is inside.
        extent_km: From the middle to the farthest edge.
    """

    geometry: shapely.Geometry
    middle: Point
    margin_km: float
    extent_km: float

    def outside_km(self, at: Point) -> float:
        """Return how far outside *at* lies; 0 inside."""
        if isinstance(self.geometry, shapely.Point):
            return max(0.0, distance_km(self.middle, at) - self.margin_km)
        there = shapely.Point(*_flat(at, self.middle))
        return max(0.0, float(shapely.distance(self.geometry, there)) - self.margin_km)


def shape_of(drawn: Circle | Corridor | Polygon) -> Shape:
    """Lay what an entry draws on its plane."""
    match drawn:
        case Circle():
            return Shape(
                shapely.Point(0, 0), (drawn.lat, drawn.lon), drawn.radius_km, drawn.radius_km
            )
        case Corridor():
            points = [(lat, lon) for lon, lat in drawn.points]
            middle = _middle(points)
            line = shapely.LineString([_flat(point, middle) for point in points])
            return _with_extent(line, middle, drawn.width_km / 2)
        case Polygon():
            middle = _middle([(lat, lon) for rings in drawn.areas for lon, lat in rings[0]])
            areas = [
                shapely.Polygon(
                    *_rings([[_flat((lat, lon), middle) for lon, lat in ring] for ring in rings])
                )
                for rings in drawn.areas
            ]
            return _with_extent(shapely.MultiPolygon(areas), middle, 0.0)


def _rings(rings: list[list[Point]]) -> tuple[list[Point], list[list[Point]]]:
    return rings[0], rings[1:]


def _with_extent(geometry: shapely.Geometry, middle: Point, margin_km: float) -> Shape:
    shapely.prepare(geometry)
    west, south, east, north = shapely.bounds(geometry).tolist()
    corners = max(abs(west), abs(east)), max(abs(south), abs(north))
    return Shape(
        geometry, middle, margin_km, (corners[0] ** 2 + corners[1] ** 2) ** 0.5 + margin_km
    )


def _middle(points: Iterable[Point]) -> Point:
    """Return the middle of the box round *points*; one that crosses the date line is unrolled."""
    known = list(points)
    first = known[0][1]
    lats = [lat for lat, _ in known]
    lons = [_unrolled(lon, first) for _, lon in known]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _unrolled(lon: float, near: float) -> float:
    """Return *lon* as the turn of the globe that lies nearest to *near*."""
    return near + (lon - near + 180) % 360 - 180


def _flat(at: Point, middle: Point) -> Point:
    """Return km east and north of *middle*."""
    east = (_unrolled(at[1], middle[1]) - middle[1]) * KM * cos(radians(middle[0]))
    return east, (at[0] - middle[0]) * KM
