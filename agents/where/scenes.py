"""
At how many places far apart does one sentence put events?

"Raids on camps in Kayes, Niono and Bankass" is one sentence and three events: towns
farther apart than one fight moves in a day are scenes of their own, each in its own
country. A segment ("between X and Y"), a border and an area are no towns and divide
nothing. Not here: which role a place has (``agents/where/event_places.py``), and which
incident a scene belongs to (``agents/linking/incidents.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemas.event import LOCATING, Mention, Place

from .geo import distance_km
from .homes import country_of, is_specific

SCENE_KM: Final = 50.0  # one running fight moves this far in a day or two
# Where one sentence names both sides and two towns, the front ran from one to the other.
FRONT_KM: Final = 120.0
SEVERAL: Final = 2
Scene = tuple[Place, ...]


def scenes_of(places: Scene, *, apart_km: float = SCENE_KM) -> tuple[Scene, ...]:
    """
    Return the places of each event that *places* locate, in the order in which they are told.

    Towns within *apart_km* of one another, or of one between them, are one scene. What is not where it happened (a direction, a dateline) stays with every scene; an area
    stays with those that may lie in it.
    """
    if len(places) < SEVERAL:
        return (places,)
    named = [one for one in places if _divides(one)]
    towns = [one for one in named if not _is_region_of(one, named)]
    if len({one.place_id for one in towns}) < SEVERAL:
        return (places,)
    groups = _grouped(towns, apart_km)
    if len(groups) == 1:
        return (places,)
    return tuple(
        tuple(
            one for one in places if one in group or (one not in towns and _goes_with(one, group))
        )
        for group in groups
    )


def home_countries(mention: Mention) -> tuple[str, ...]:
    """Return the countries that the events of *mention* are kept under, each once, as told."""
    homes = (country_of(scene) for scene in scenes_of(mention.places))
    return tuple(dict.fromkeys(home for home in homes if home is not None))


def _divides(place: Place) -> bool:
    return place.role in ("main", "near") and is_specific(place) and place.place_id is not None


def _is_region_of(town: Place, others: Sequence[Place]) -> bool:
    """Tell whether *town* bears the name of the region that another one lies in: that is meant."""
    name = (town.canonical or town.name).casefold()
    return any(
        other.place_id != town.place_id
        and other.iso3166_2 == town.iso3166_2
        and (other.adm1 or "").casefold().startswith(name)
        for other in others
    )


def _grouped(towns: Sequence[Place], apart_km: float) -> list[list[Place]]:
    """Put towns together that lie near one another, or near one that does."""
    groups: list[list[Place]] = []
    for town in towns:
        near = [group for group in groups if any(_is_near(town, one, apart_km) for one in group)]
        joined = [*(one for group in near for one in group), town]
        first = groups.index(near[0]) if near else len(groups)
        groups = [group for group in groups if group not in near]
        groups.insert(first, joined)
    return groups


def _is_near(one: Place, other: Place, apart_km: float) -> bool:
    """Tell how two towns lie; of one whose position is not known, only a front says so."""
    if one.place_id == other.place_id:
        return True
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return apart_km > SCENE_KM
    return distance_km((one.lat, one.lon), (other.lat, other.lon)) <= apart_km


def _goes_with(place: Place, group: Sequence[Place]) -> bool:
    """Tell whether *place*, which is none of the towns, says something of those in *group*."""
    if place.role not in LOCATING:
        return True
    return any(
        place.country == town.country and place.iso3166_2 in (None, town.iso3166_2)
        for town in group
    )
