"""
Is this part of an incident we know?

Two reports tell of one event when they agree on country, kind and time, and on
the place: the same one, one within ``NEAR_KM`` of it, or within ``SPREAD_KM``
when the same sides fight. A report that only knows the region or the country
("toll rises to 31") belongs to the incident of the same sides there, or to the
only one there is. Ids and numbers decide, not words, so languages do not matter.

Places far apart are two incidents although the same sides fight: a war has many
fronts. Not here: whether a new one is worth an alarm (``agents/telling/gates.py``), and
what an incident adds up to (``agents/linking/fusing.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from agents.where.homes import main_place
from schemas.event import Family, Mention
from schemas.record import identity

from .profiles import Profile, has_same_sides, km_apart

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
# One street battle is a riot to one wire and a fight to the next: on one spot they are one.
_JOINS_THERE: Final[dict[Family, frozenset[Family]]] = _JOINS | {
    "fight": VIOLENT | {"riot"}, "remote": VIOLENT | {"riot"}, "one_sided": VIOLENT | {"riot"},
    "riot": FOUNDING,
}  # fmt: skip
# Who holds the ground, and whether the guns are silent, is told as long as an incident is open.
DAYS_APART_AFTER: Final = 14


class Bond(NamedTuple):
    """How close a mention is to an incident; greater is closer."""

    strength: int
    same_sides: bool
    nearness: int  # days, negative


SAME_PLACE: Final = 4
NEAR_PLACE: Final = 3
SAME_SIDES: Final = 2


def incident_of(mention: Profile, known: Iterable[Profile]) -> Profile | None:
    """
    Return the incident that *mention* is part of, ``None`` when it is news.

    Args:
        mention: What the mention is known by.
        known: What the incidents of its country are known by, in any order.
    """
    best: tuple[Bond, Profile] | None = None
    around: list[Profile] = []
    joins, joins_there = _JOINS[mention.family], _JOINS_THERE[mention.family]
    for one in known:
        gap = mention.days.gap(one.days)
        if one.family not in joins_there or gap > _patience(mention, one):
            continue
        strength = _strength(mention, one)
        if one.family not in joins and strength != SAME_PLACE:
            continue
        if strength is not None:
            bond = Bond(strength, has_same_sides(mention, one), -gap)
            if best is None or _closer((bond, one), best):
                best = bond, one
        elif _is_around(mention, one) and not _is_other_fight(mention, one):
            around.append(one)
    if best is not None:
        return best[1]
    # "Calm in Mali after the attack on X", and of what goes on in Mali one is at X.
    named = [one for one in around if not mention.named.isdisjoint(one.spots)]
    # "Toll rises to 31" in Mali, and only one thing going on in Mali.
    around = named or around
    return around[0] if len(around) == 1 else None


def are_one(one: Profile, other: Profile) -> bool:
    """
    Tell whether two incidents are one: reports of either would join the other.

    Of two that only know an area nothing is sure, nor of a town and the area round it
    unless a group or both sides are the same.
    """
    if other.family not in _JOINS_THERE[one.family] or one.family not in FOUNDING:
        return False
    if one.days.gap(other.days) > _patience(one, other):
        return False
    strength = _strength(one, other)
    if other.family not in _JOINS[one.family]:
        return strength == SAME_PLACE
    return strength is not None


def is_one_kind(family: Family, other: Family) -> bool:
    """Tell whether a report of one kind may be about an event of the other."""
    return other in _JOINS[family]


def _closer(one: tuple[Bond, Profile], other: tuple[Bond, Profile]) -> bool:
    """Compare by bond; between equals by what is known, so that order plays no part."""
    if one[0] != other[0]:
        return one[0] > other[0]
    return _known_as(one[1]) < _known_as(other[1])


def _known_as(one: Profile) -> tuple[object, ...]:
    """Order incidents by what is known of them, and only then by who founded them."""
    return one.days, sorted(map(str, one.spots)), sorted(one.areas), one.incident_id


def _patience(mention: Profile, one: Profile) -> int:
    """Return how many days apart two reports of one event may be."""
    if mention.family not in FOUNDING:
        return DAYS_APART_AFTER
    return DAYS_APART if mention.days.told and one.days.told else DAYS_APART_UNTOLD


def _strength(mention: Profile, one: Profile) -> int | None:
    """Rate what ties the two by place; asked of every incident of a country, so cheap first."""
    if not mention.spots.isdisjoint(one.spots):
        return SAME_PLACE
    apart = km_apart(mention.points, one.points, at_most=SPREAD_KM)
    is_segment = not (mention.ends | mention.spots).isdisjoint(one.ends | one.spots)
    if is_segment or (apart is not None and apart <= NEAR_KM):
        return NEAR_PLACE
    if apart is not None:
        # A bomb goes off where it does: only fighting moves from place to place.
        is_moving = "remote" not in (mention.family, one.family)
        return SAME_SIDES if is_moving and has_same_sides(mention, one) else None
    is_known = not (mention.pairs.isdisjoint(one.pairs) and mention.groups.isdisjoint(one.groups))
    return SAME_SIDES if is_known and _may_contain(mention, one) else None


def _is_other_fight(one: Profile, other: Profile) -> bool:
    """
    Tell whether both name who fights, and name others.

    "Soldiers killed" and "the rebels claim" are no others: one names each side. Two groups
    are, and so are two armies where no group is named.
    """
    if one.groups and other.groups:
        return one.groups.isdisjoint(other.groups)
    if one.groups or other.groups:
        return False
    return bool(one.actors and other.actors) and one.actors.isdisjoint(other.actors)


def _is_around(mention: Profile, one: Profile) -> bool:
    """Tell whether one of the two only knows an area, and the other lies in it."""
    is_town = [bool(each.spots or each.points) for each in (mention, one)]
    return not all(is_town) and _may_contain(mention, one)


def _may_contain(mention: Profile, one: Profile) -> bool:
    """Tell whether the two may lie in one another: one only knows an area, or a name without a position."""
    if mention.points and one.points:
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
    if not known.spots.isdisjoint(fresh.spots):
        return True
    if km_apart(known.points, fresh.points, at_most=NEAR_KM) is not None:
        return True
    same_pair = bool(known.pairs) and not known.pairs.isdisjoint(fresh.pairs)
    return same_pair and not known.areas.isdisjoint(fresh.areas)


def founding_id(dispatch_key: str, mention: Mention, *, again: int = 0) -> str:
    """
    Make the id of the incident that *mention* founds; it is never made anew.

    *again* counts the incidents that it founded before and that are another's by now.
    """
    place = main_place(mention.places)
    where = None if place is None else place.place_id or place.name
    parts = dispatch_key, mention.family, where, mention.time.start
    return identity(*parts, again) if again else identity(*parts)
