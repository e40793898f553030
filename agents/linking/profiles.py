"""
What is an incident known by?

The few values that two reports of one event share in any language: days, ids and
points of places, regions, parties. Made once for each revision, so that a new
report can be held against every incident of its country in a fraction of a
millisecond. Not here: when two of them are one (``agents/linking/incidents.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from agents.where.geo import KM_PER_DEGREE, Point, distance_km
from agents.where.homes import LINE, is_specific
from schemas.event import LOCATING, Actor, ActorType, Family, Mention, Place
from schemas.incident import Incident, Sighting, Status
from schemas.record import PlaceId

from .incident_times import Days, days_of_mention, days_told
from .loose import UNSETTLED, loose_of
from .sides import dyads

T = TypeVar("T")
OF_STATES: Final[frozenset[ActorType]] = frozenset({"state", "external"})


class Profile(NamedTuple):
    """
    What an incident, or a mention, is known by.

    Attributes:
        incident_id: Empty for a mention.
        family, status: As there.
        days: When.
        spots: Ids of the specific places.
        ends: Ids of the towns that it lay between.
        points: Where those places and towns are.
        areas: Codes of the regions and countries that the event lies in, as exactly as is known.
        pairs: Opposing sides.
        actors: All known parties.
        groups: Those of them that are no state's.
        named: Ids of towns that a mention names without putting it there.
        loose: When the last report came that names no town, if it was lately.
    """

    incident_id: str
    family: Family
    status: Status
    days: Days
    spots: frozenset[PlaceId]
    ends: frozenset[PlaceId]
    points: tuple[Point, ...]
    areas: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    actors: frozenset[str]
    groups: frozenset[str]
    named: frozenset[PlaceId] = frozenset()
    loose: datetime | None = None


def profile_of(incident: Incident, sightings: Sequence[Sighting]) -> Profile:
    """
    Return what *incident*, which adds up to *sightings*, is known by.

    Its days are all that its reports tell of: one that rages on is known by the last of
    them although most speak of the first.
    """
    known = _profile(
        incident.incident_id,
        incident.family,
        incident.status,
        days_told(incident, sightings),
        incident.places,
        incident.actors,
    )
    loose = loose_of(sightings, since=incident.last_evidence - UNSETTLED)
    return known._replace(loose=loose[-1].evidence.received_at) if loose else known


def profile_of_mention(mention: Mention, published: date) -> Profile:
    """Return what *mention*, of a dispatch of the day *published*, is known by."""
    days = days_of_mention(mention, published)
    known = _profile("", mention.family, "onset", days, mention.places, mention.actors)
    if known.spots or known.points:
        return known
    named = (place for place in mention.places if place.role == "mention" and is_specific(place))
    return known._replace(
        named=frozenset(one.place_id for one in named if one.place_id is not None)
    )


def _profile(
    incident_id: str,
    family: Family,
    status: Status,
    days: Days,
    places: tuple[Place, ...],
    actors: tuple[Actor, ...],
) -> Profile:
    locating = [place for place in places if place.role in LOCATING]
    # A border is where it was only when nothing else is said.
    located = [place for place in locating if place.role != "border"] or locating
    spots = [place for place in located if is_specific(place)]
    ends = [place for place in located if place.role == "between" and place.precision == LINE]
    towns = [*spots, *ends] if ends else spots
    # Where a town is named, its country says nothing more; another region does.
    areas = {place.iso3166_2 or place.country or "" for place in towns or located}
    areas.update([place.iso3166_2 for place in located if place.iso3166_2 is not None])
    known = [actor for actor in actors if actor.actor_id is not None]
    return Profile(
        incident_id,
        family,
        status,
        days,
        _ids(spots),
        _ids(ends) if ends else frozenset(),
        tuple([
            (place.lat, place.lon)
            for place in towns
            if place.lat is not None and place.lon is not None
        ]),
        _shared(frozenset(areas - {""})),
        _shared(dyads(actors)),
        _shared(frozenset([one.actor_id for one in known if one.actor_id])),
        _shared(frozenset([
            one.actor_id for one in known if one.actor_id and one.type not in OF_STATES
        ])),
    )  # fmt: skip


def _ids(places: list[Place]) -> frozenset[PlaceId]:
    return frozenset([place.place_id for place in places if place.place_id is not None])


@lru_cache(maxsize=1 << 14)
def _shared(values: frozenset[T]) -> frozenset[T]:
    """Return the first of equal sets: thousands of incidents have few regions and parties."""
    return values


def widened(known: Profile, mention: Profile) -> Profile:
    """Return what an incident is known by once *mention* has joined it."""
    return known._replace(
        days=known.days.with_all_of(mention.days),
        spots=known.spots | mention.spots,
        ends=known.ends | mention.ends,
        points=known.points + mention.points,
        areas=known.areas | mention.areas,
        pairs=known.pairs | mention.pairs,
        actors=known.actors | mention.actors,
        groups=known.groups | mention.groups,
    )


def is_wider(one: Profile, known: Profile) -> bool:
    """Tell whether *one* may be tied to more incidents than *known* was: places, days, parties."""
    return (
        one.days != known.days
        or one.spots != known.spots
        or one.ends != known.ends
        or one.areas != known.areas
        or one.actors != known.actors
        or one.pairs != known.pairs
        or not set(one.points) <= set(known.points)
    )


def has_same_sides(one: Profile, other: Profile) -> bool:
    """Tell whether the same two sides fight, or the only side that is named is the same."""
    if one.pairs and other.pairs:
        return not one.pairs.isdisjoint(other.pairs)
    return not one.actors.isdisjoint(other.actors)


def km_apart(some: tuple[Point, ...], others: tuple[Point, ...], *, at_most: float) -> float | None:
    """Return the distance of the nearest two points, ``None`` beyond *at_most*."""
    nearest: float | None = None
    reach = at_most / KM_PER_DEGREE
    for one in some:
        for other in others:
            # Far apart in latitude is far apart: most pairs cost no sine.
            if abs(one[0] - other[0]) <= reach:
                km = distance_km(one, other)
                if km <= at_most and (nearest is None or km < nearest):
                    nearest = km
    return nearest
