"""
What becomes of a name that was made sense of: a place with its role and precision?

A role is what the words give the name; a point is the gazetteer's, or follows
from the text's own words, never a guess. Not here: making sense of it
(``agents/where/places.py``).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from agents.text.folding import Text
from agents.where.geo import destination
from schemas.event import Place, PlaceRole

from .candidates import Candidate
from .entries import Entry
from .homonyms import Choice
from .names import Gazetteer
from .offsets import Offset

# UCDP's "near" (docs/glossary.md, *near*).
NEAR_KM: Final = 25.0
# Distances in news are round numbers: the point is good to a fifth of the way.
OFFSET_ERROR: Final = 0.2

Method = Literal["gazetteer", "supplement", "offset", "segment", "centroid", "none"]

ROLES: Final[dict[str, PlaceRole]] = {
    "toward": "toward",
    "from": "from",
    "near": "near",
    "between": "between",
    "border": "border",
}
PRECISION: Final = {
    "place": 1, "district": 3, "region": 4, "country": 6, "demonym": 6, "area": 7,
}  # fmt: skip
# The middle of an area is computed or somebody's choice; only towns and continents have a point
# of their own in the gazetteer.
CENTRED: Final = frozenset({"country", "demonym", "region", "district"})


class Sense(NamedTuple):
    """
    A name with what was found out about it.

    Attributes:
        candidate: The name.
        choice: What it means.
        cue: in, toward, from, near, between, border or "" for none.
        area: "region" or "district" when it is called one.
        offset: A distance or direction from it.
        group: Equal for the two ends of one "between".
        is_government: A capital that stands for its government.
    """

    candidate: Candidate
    choice: Choice
    cue: str
    area: str
    offset: Offset | None
    group: int | None
    is_government: bool = False


def place_of(text: Text, sense: Sense, names: Gazetteer, head: range) -> Place:
    """Return the place of *sense*; whatever is named in *head* has the role ``dateline``."""
    candidate, choice = sense.candidate, sense.choice
    entry = choice.entry
    role: PlaceRole = ROLES.get(sense.cue, "mention")
    if (entry.kind == "demonym" and role != "border") or sense.is_government:
        role = "origin_of_actor"
    if candidate.first in head:
        role = "dateline"
    is_district = sense.area == "district" and entry.kind == "place"
    region = (entry.country, entry.region or "")
    place = Place(
        name=text.words(candidate.first, candidate.last),
        role=role,
        place_id=entry.id,
        canonical=entry.name,
        country=entry.country or None,
        iso3166_2=names.iso.get(region),
        adm1=names.regions.get(region),
        adm2=entry.name if entry.kind == "district" else None,
        lat=entry.lat,
        lon=entry.lon,
        precision=3 if is_district else PRECISION[entry.kind],
        method=_method(entry),
        score=choice.score,
        runner_up=choice.runner_up,
        group=sense.group,
        span=text.span(candidate.first, candidate.last),
    )
    return _placed(place, sense.offset)


def _method(entry: Entry) -> Method:
    if entry.kind in CENTRED:
        return "centroid" if entry.lat is not None else "gazetteer" if entry.id else "none"
    if entry.is_supplement:
        return "supplement"
    return "gazetteer" if entry.id else "none"


def _placed(place: Place, offset: Offset | None) -> Place:
    """Move a place to where its role puts the event."""
    if place.role == "between":
        return replace(place, precision=5, method="segment")
    if place.role == "border" and place.precision == 6:
        return replace(place, precision=5)
    if place.role != "near" or place.precision > 3:
        return place
    if not offset or offset.km is None:
        bearing = offset.bearing if offset else None
        return replace(place, precision=2, radius_km=NEAR_KM, bearing=bearing)
    if offset.bearing is None or place.lat is None or place.lon is None:
        return replace(place, precision=2, radius_km=offset.km)
    lat, lon = destination(place.lat, place.lon, offset.bearing, offset.km)
    radius = max(5.0, round(offset.km * OFFSET_ERROR, 1))
    return replace(
        place,
        lat=lat,
        lon=lon,
        bearing=offset.bearing,
        radius_km=radius,
        precision=2,
        method="offset",
    )
