"""
Where is a point that lies a distance away from another?

A sphere is exact enough for a wire's kilometres. Degrees, WGS 84.
"""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin
from typing import Final

EARTH_KM: Final = 6371.0


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """Return latitude and longitude of the point *km* from a place, towards *bearing*."""
    angle, course = km / EARTH_KM, radians(bearing)
    phi, lam = radians(lat), radians(lon)
    there = asin(sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(course))
    east = atan2(sin(course) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(there))
    return round(degrees(there), 4), round((degrees(lam + east) + 540) % 360 - 180, 4)
