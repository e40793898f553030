"""
Which incidents of a country may a report be about, by where they are?

An index over profiles, so that a report is held against the few incidents around
it and not against every one of the country. It leaves out only what can neither
be the same incident nor keep a new one from opening; whether any of the others
is, ``agents/linking/incidents.py`` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import product
from math import cos, floor, radians
from typing import Final

from agents.where.geo import KM_PER_DEGREE, Point

from .incidents import SPREAD_KM
from .profiles import Profile

# Degrees by degrees: as wide as SPREAD_KM reaches up to 63 degrees north, where it takes more.
Cell = tuple[int, int]
ROUGH: Final = "rough"
"""The key of incidents that no point is known of."""
LOOSE: Final = "loose"
"""The key of incidents that a report may be taken from again."""
POLAR: Final = 89.0  # within a degree of a pole every meridian is near


class Neighbourhood:
    """The profiles of one country's incidents."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}
        self._under: dict[object, dict[str, None]] = {}

    def __len__(self) -> int:
        return len(self._profiles)

    def add(self, profile: Profile) -> None:
        """Take in one incident that is not yet here."""
        self._profiles[profile.incident_id] = profile
        for key in _keys(profile):
            self._under.setdefault(key, {})[profile.incident_id] = None

    def remove(self, incident_id: str) -> None:
        """Forget one incident, if it is here."""
        profile = self._profiles.pop(incident_id, None)
        for key in _keys(profile) if profile is not None else ():
            self._under[key].pop(incident_id, None)
            if not self._under[key]:
                del self._under[key]

    def around(self, one: Profile) -> Iterator[Profile]:
        """Yield those that *one* may be part of or be blocked by, each once, in no special order."""
        if not one.points:
            yield from self._profiles.values()
            return
        found: dict[str, None] = {}
        for key in (ROUGH, *_marks(one), *_reach(one.points)):
            found.update(self._under.get(key, {}))
        for incident_id in found:
            yield self._profiles[incident_id]

    def loose(self, since: datetime) -> Iterator[Profile]:
        """Yield those that a report since then may be taken from again, in no special order."""
        for incident_id in self._under.get(LOOSE, {}):
            profile = self._profiles[incident_id]
            if profile.loose is not None and profile.loose >= since:
                yield profile


def _keys(profile: Profile) -> Iterable[object]:
    """Return what *profile* is found under."""
    cells = {(floor(lat), _turned(floor(lon))) for lat, lon in profile.points}
    rough = () if profile.points else (ROUGH,)
    loose = () if profile.loose is None else (LOOSE,)
    return *rough, *loose, *_marks(profile), *cells


def _marks(profile: Profile) -> Iterable[object]:
    """Return its places and its areas, told apart from cells and from each other."""
    towns = profile.spots | profile.ends
    return *(("spot", one) for one in towns), *(("area", one) for one in profile.areas)


def _reach(points: Iterable[Point]) -> set[Cell]:
    """Return the cells that lie within ``SPREAD_KM`` of *points*, and some beside them."""
    return {cell for point in points for cell in _cells(point)}


@lru_cache(maxsize=1 << 12)  # the towns of a war are named again and again
def _cells(point: Point) -> tuple[Cell, ...]:
    lat, lon = point
    high = SPREAD_KM / KM_PER_DEGREE
    most = abs(lat) + high
    wide = 180.0 if most > POLAR else high / cos(radians(most))
    north = range(floor(lat - high), floor(lat + high) + 1)
    east = range(floor(lon - wide), floor(lon + wide) + 1)
    return tuple({(y, _turned(x)): None for y, x in product(north, east)})


def _turned(lon: int) -> int:
    """Count a meridian from -180 to 179: 180 degrees east is 180 west."""
    return (lon + 180) % 360 - 180
