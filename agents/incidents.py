"""
Is this part of an incident we know?

Two reports tell of one event when they agree on country, kind and time, and on
the place: the same one, one within ``NEAR_KM`` of it, or within ``SPREAD_KM``
when the same sides fight. A report that only knows the region or the country
("toll rises to 31") belongs to the incident of the same sides there, or to the
only one there is. Ids and numbers decide, not words, so languages do not matter.

Places far apart are two incidents although the same sides fight: a war has many
fronts. Not here: whether a new one is worth an alarm (``agents/gates.py``), and
what an incident adds up to (``agents/fusing.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from schemas.event import LOCATING, Actor, Family, Mention, Place
from schemas.incident import Incident, Status
from schemas.record import PlaceId, identity

from .geo import Point, within_km
from .homes import is_specific, main_place
from .incident_times import Days, days_of_incident, days_of_mention
from .sides import dyads

NEAR_KM: Final = 25.0  # docs/glossary.md, *near*: what two reports mean by one place
SPREAD_KM: Final = 50.0  # one running fight moves this far in a day or two
# Reports of one event disagree on its day in 43 of 100 cases (MAVERICK), mostly by one.
DAYS_APART: Final = 2
# A report that gives no day: an alert of Sunday may tell of a fight since Thursday,
# a toll may rise for a week.
DAYS_APART_UNTOLD: Final = 7

VIOLENT: Final[frozenset[Family]] = frozenset({"fight", "remote", "one_sided"})
FOUNDING: Final[frozenset[Family]] = VIOLENT | {"riot", "protest"}
"""Kinds that open an incident; agreements, arrests and truces only join one."""
_ALL: Final[frozenset[Family]] = FOUNDING | {"strategic", "ceasefire"}
_JOINS: Final[dict[Family, frozenset[Family]]] = {
    "fight": VIOLENT, "remote": VIOLENT, "one_sided": VIOLENT,
    "riot": frozenset({"riot", "protest"}), "protest": frozenset({"riot", "protest"}),
    "strategic": _ALL, "ceasefire": _ALL,
}  # fmt: skip


class Profile(NamedTuple):
    """
    What an incident, or a mention, is known by.

    Attributes:
        incident_id: Empty for a mention.
        family, status: As there.
        days: When.
        spots: Ids of the specific places.
        points: Where they are.
        areas: Codes of the regions and countries that the event lies in, as exactly as is known.
        pairs: Opposing sides.
        actors: All known parties.
    """

    incident_id: str
    family: Family
    status: Status
    days: Days
    spots: frozenset[PlaceId]
    points: tuple[Point, ...]
    areas: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    actors: frozenset[str]


class Bond(NamedTuple):
    """How close a mention is to an incident; greater is closer."""

    strength: int
    same_sides: bool
    nearness: int  # days, negative


SAME_PLACE: Final = 4
NEAR_PLACE: Final = 3
SAME_SIDES: Final = 2
ONLY_ONE: Final = 1


def profile_of(incident: Incident) -> Profile:
    """Return what *incident* is known by."""
    return _profile(
        incident.incident_id,
        incident.family,
        incident.status,
        days_of_incident(incident),
        incident.places,
        incident.actors,
    )


def profile_of_mention(mention: Mention, published: date) -> Profile:
    """Return what *mention*, of a dispatch of the day *published*, is known by."""
    days = days_of_mention(mention, published)
    return _profile("", mention.family, "onset", days, mention.places, mention.actors)


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
    # Where a town is named, its country says nothing more.
    areas = {place.iso3166_2 or place.country or "" for place in spots or located}
    return Profile(
        incident_id,
        family,
        status,
        days,
        frozenset(place.place_id for place in spots if place.place_id is not None),
        tuple(
            (place.lat, place.lon)
            for place in spots
            if place.lat is not None and place.lon is not None
        ),
        frozenset(areas - {""}),
        dyads(actors),
        frozenset(actor.actor_id for actor in actors if actor.actor_id is not None),
    )


def widened(known: Profile, mention: Profile) -> Profile:
    """Return what an incident is known by once *mention* has joined it."""
    return known._replace(
        days=Days(
            min(known.days.first, mention.days.first),
            max(known.days.last, mention.days.last),
            known.days.told or mention.days.told,
        ),
        spots=known.spots | mention.spots,
        points=known.points + mention.points,
        areas=known.areas | mention.areas,
        pairs=known.pairs | mention.pairs,
        actors=known.actors | mention.actors,
    )


def incident_of(mention: Profile, known: Iterable[Profile]) -> str | None:
    """
    Return the id of the incident that *mention* is part of, ``None`` when it is news.

    Args:
        mention: What the mention is known by.
        known: What the incidents of its country are known by, in any order.
    """
    best: tuple[Bond, str] | None = None
    around: list[Profile] = []
    for one in known:
        if one.family not in _JOINS[mention.family] or not _at_one_time(mention, one):
            continue
        bond = _bond(mention, one)
        if bond is not None and (best is None or _closer((bond, one.incident_id), best)):
            best = bond, one.incident_id
        elif bond is None and _may_contain(mention, one) and not _is_other_fight(mention, one):
            around.append(one)
    if best is not None:
        return best[1]
    # "Toll rises to 31" in Mali, and only one thing going on in Mali.
    return around[0].incident_id if len(around) == 1 else None


def _closer(one: tuple[Bond, str], other: tuple[Bond, str]) -> bool:
    """Compare by bond; between equals the smaller id, so that order plays no part."""
    return one[0] > other[0] or (one[0] == other[0] and one[1] < other[1])


def _at_one_time(mention: Profile, one: Profile) -> bool:
    both_told = mention.days.told and one.days.told
    return mention.days.gap(one.days) <= (DAYS_APART if both_told else DAYS_APART_UNTOLD)


def _bond(mention: Profile, one: Profile) -> Bond | None:
    same_sides = has_same_sides(mention, one)
    if mention.spots and not mention.spots.isdisjoint(one.spots):
        strength = SAME_PLACE
    elif _is_near(mention.points, one.points, NEAR_KM):
        strength = NEAR_PLACE
    elif same_sides and (
        _may_contain(mention, one) or _is_near(mention.points, one.points, SPREAD_KM)
    ):
        strength = SAME_SIDES
    else:
        return None
    return Bond(strength, same_sides, -mention.days.gap(one.days))


def _is_near(some: tuple[Point, ...], others: tuple[Point, ...], km: float) -> bool:
    return any(within_km(one, other, km) for one in some for other in others)


def has_same_sides(one: Profile, other: Profile) -> bool:
    """Tell whether the same two sides fight, or the only side that is named is the same."""
    if one.pairs and other.pairs:
        return not one.pairs.isdisjoint(other.pairs)
    return not one.actors.isdisjoint(other.actors)


def _is_other_fight(one: Profile, other: Profile) -> bool:
    """Tell whether both name who fights, and name others."""
    return bool(one.actors and other.actors) and not has_same_sides(one, other)


def _may_contain(mention: Profile, one: Profile) -> bool:
    """Tell whether one of the two only knows an area, and the other lies in it."""
    if (mention.spots or mention.points) and (one.spots or one.points):
        return False
    return any(
        area == other or area.startswith(f"{other}-") or other.startswith(f"{area}-")
        for area in mention.areas
        for other in one.areas
    )


def blocks(known: Profile, fresh: Profile) -> bool:
    """
    Tell whether *known* keeps *fresh* from opening: the same spot, or the same sides in its region.

    Who asks sees to it that *known* was told to the same readers, and lately.
    """
    if known.family not in VIOLENT:
        return False
    if not known.spots.isdisjoint(fresh.spots) or _is_near(known.points, fresh.points, NEAR_KM):
        return True
    same_pair = bool(known.pairs) and not known.pairs.isdisjoint(fresh.pairs)
    return same_pair and not known.areas.isdisjoint(fresh.areas)


def founding_id(dispatch_key: str, mention: Mention) -> str:
    """Make the id of the incident that *mention* founds; it is never made anew."""
    place = main_place(mention.places)
    where = None if place is None else place.place_id or place.name
    return identity(dispatch_key, mention.family, where, mention.time.start)
