"""
How far apart are two points, and which one lies a distance away?

Great circles on a sphere: good to half a percent, which is far below what the
precision of a place name allows. Not here: which place is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH_KM: Final = 6371.0
KM_PER_DEGREE: Final = 111.0  # of latitude; a little less than the true 111.2, so nothing is lost


def distance_km(one: Point, other: Point) -> float:
    """Return the distance between two points in km."""
    lat1, lat2 = radians(one[0]), radians(other[0])
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other[1] - one[1]) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """Return latitude and longitude of the point *km* from a place, towards *bearing*."""
    angle, course = km / EARTH_KM, radians(bearing)
    phi, lam = radians(lat), radians(lon)
    there = asin(sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(course))
    east = atan2(sin(course) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(there))
    return round(degrees(there), 4), round((degrees(lam + east) + 540) % 360 - 180, 4)


def nearest_km(one: Point, others: Sequence[Point] | NDArray[np.float64]) -> float | None:
    """Return the distance to the nearest of *others*, rows of latitude and longitude, if any."""
    if not len(others):
        return None
    there = np.radians(np.asarray(others, np.float64))
    lat, lon = radians(one[0]), radians(one[1])
    half_lat, half_lon = (there[:, 0] - lat) / 2, (there[:, 1] - lon) / 2
    chord = np.sin(half_lat) ** 2 + cos(lat) * np.cos(there[:, 0]) * np.sin(half_lon) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(float(chord.min()))))
