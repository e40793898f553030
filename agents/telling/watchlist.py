"""
Does somebody watch there?

An entry is touched by a place that locates the event and lies inside what the
entry names; by one the fighting is said to move toward, or by the far side of a
border, only when the entry asks for that. It fails closed: a place that is
unknown, or coarser than the entry, touches nothing, and neither do a dateline,
a mere mention, or the nationality of a party.

Not here: whether that is worth an alarm (``agents/telling/gates.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple

from agents.where.geo import distance_km
from agents.where.homes import is_specific
from schemas.alert import MatchRule
from schemas.decision import Reason
from schemas.event import Actor, Place
from schemas.watch import Circle, Watch, Watchlist

SUPPORTED_KINDS: Final = frozenset({"country", "iso3166_2", "circle", "border", "actor"})
"""The kinds of entry that can match yet; ``shortcomings`` tells the owner of any other."""

UNREAD: Final = ("include_adjacent", "near_km", "spread_km", "toll_bands")
"""Settings that can be written already and that no rule reads yet; likewise."""

DEFAULTS: Final = Watch(id="defaults", country="XX")
"""An entry that sets nothing."""

# The strongest way to be touched comes first: it is the one the alert names.
RULE_ORDER: Final[tuple[MatchRule, ...]] = (
    "inside", "near", "between", "country_only", "border", "toward", "adjacent", "actor",
)  # fmt: skip
COUNTRY_ONLY: Final = 6  # UCDP where_prec


class Touch(NamedTuple):
    """
    How an entry is touched.

    Attributes:
        rule: By which rule.
        place: Name of the place that does it, ``None`` for an actor.
        distance_km: From the centre of a circle.
    """

    rule: MatchRule
    place: str | None = None
    distance_km: float | None = None


class Miss(NamedTuple):
    """
    Why an entry is not touched.

    Attributes:
        reason: For the decision.
        near: It nearly was: its owner may want to know.
        detail: In words.
    """

    reason: Reason = "outside_watch"
    near: bool = False
    detail: str = "no place of the event lies inside"


class _Cover(Enum):
    """How a place lies to what an entry names."""

    INSIDE = "inside"
    COARSE = "it may lie inside, or not"
    OUTSIDE = "outside"


def shortcomings(watch: Watch) -> tuple[tuple[str, str], ...]:
    """Say what *watch* asks for that nothing can do yet: each key with a sentence."""
    told = []
    if watch.kind not in SUPPORTED_KINDS:
        told.append((watch.kind, f"entries of kind `{watch.kind}` match nothing yet"))
    told += [
        (name, f"`{name}` has no effect yet")
        for name in UNREAD
        if getattr(watch, name) != getattr(DEFAULTS, name)
    ]
    return tuple(told)


def touches(watch: Watch, places: Iterable[Place], actors: Iterable[Actor] = ()) -> Touch | Miss:
    """Tell how *places* and *actors*, of a mention or of a whole incident, touch *watch*."""
    if watch.actor is not None:
        return _actor(watch.actor, actors)
    if watch.border is not None:
        return _border(watch.border, tuple(places))
    best: Touch | None = None
    miss = Miss()
    for place in _telling(places):
        found = _place(watch, place)
        if isinstance(found, Touch):
            if best is None or RULE_ORDER.index(found.rule) < RULE_ORDER.index(best.rule):
                best = found
        elif found.near and not miss.near:
            miss = found
    return best or miss


def _telling(places: Iterable[Place]) -> list[Place]:
    """Leave out "Mali" where another report names the town: it would seem too coarse."""
    known = list(places)
    located = {place.country for place in known if place.role == "main" and is_specific(place)}
    return [
        place
        for place in known
        if place.role != "main" or place.precision != COUNTRY_ONLY or place.country not in located
    ]


def _place(watch: Watch, place: Place) -> Touch | Miss:
    cover, distance = _cover(watch, place)
    if cover is _Cover.OUTSIDE:
        return Miss()
    name = place.canonical or place.name
    if place.role in ("toward", "border"):
        is_asked = watch.include_toward if place.role == "toward" else watch.include_border
        if not is_asked:
            detail = f"only as `{place.role}`, and `include_{place.role}` is off: {name}"
            return Miss("outside_watch", near=True, detail=detail)
    elif place.role not in ("main", "near", "between"):
        return Miss()
    if cover is _Cover.COARSE:
        detail = f"{name} says no more than the area around {entry_of(watch)}"
        return Miss("place_too_coarse", near=True, detail=detail)
    return Touch(_rule(place), name, distance)


def _rule(place: Place) -> MatchRule:
    match place.role:
        case "border" | "toward" | "near" | "between":
            return place.role
        case _:
            return "country_only" if place.precision == COUNTRY_ONLY else "inside"


def _cover(watch: Watch, place: Place) -> tuple[_Cover, float | None]:
    if watch.country is not None:
        return (_Cover.INSIDE if place.country == watch.country else _Cover.OUTSIDE), None
    if watch.iso3166_2 is not None:
        return _subdivision(watch.iso3166_2, place), None
    if watch.circle is not None:
        return _circle(watch.circle, place)
    return _Cover.OUTSIDE, None


def _subdivision(code: str, place: Place) -> _Cover:
    if place.iso3166_2 is not None:
        return _Cover.INSIDE if place.iso3166_2 == code else _Cover.OUTSIDE
    return _Cover.COARSE if place.country == code[:2] else _Cover.OUTSIDE


def _circle(circle: Circle, place: Place) -> tuple[_Cover, float | None]:
    if place.lat is None or place.lon is None:
        return _Cover.OUTSIDE, None
    distance = distance_km((circle.lat, circle.lon), (place.lat, place.lon))
    if is_specific(place):
        is_inside = distance <= circle.radius_km
        return (_Cover.INSIDE if is_inside else _Cover.OUTSIDE), round(distance, 1)
    # The point of an area is its middle, not where it happened.
    return (_Cover.COARSE if distance <= 2 * circle.radius_km else _Cover.OUTSIDE), None


def _border(pair: tuple[str, str], places: tuple[Place, ...]) -> Touch | Miss:
    """Tell whether the border of *pair* is named, and the event lies on it or on a side of it."""
    sides = {place.country: place for place in places if place.role == "border"}
    homes = {place.country for place in places if place.role in ("main", "near", "between")}
    for country, other in (pair, pair[::-1]):
        if country in sides and (other in sides or other in homes):
            return Touch("border", sides[country].canonical or sides[country].name)
    return Miss()


def _actor(wanted: str, actors: Iterable[Actor]) -> Touch | Miss:
    """Who only speaks or mediates takes no part; who claims the deed as a side of it does."""
    for actor in actors:
        only_speaks = actor.role == "claimant" and actor.side == "unknown"
        if only_speaks or actor.role == "mediator":
            continue
        if wanted.casefold() in ((actor.actor_id or "").casefold(), actor.name.casefold()):
            return Touch("actor")
    return Miss()


def entry_of(watch: Watch) -> str:
    """Write an entry's kind and value: "iso3166_2 ML-8"."""
    value = getattr(watch, watch.kind)
    match value:
        case Circle():
            value = f"{value.radius_km:g} km around {value.lat:g}, {value.lon:g}"
        case tuple():
            value = "-".join(value)
    return f"{watch.kind} {value}"


class Rules:
    """A watchlist made ready to be asked: entries of one country are found without a search."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self._entries = {watch.id: watch for watch in watchlist.watch}
        self._order = {watch.id: number for number, watch in enumerate(watchlist.watch)}
        self._by_country: dict[str, list[Watch]] = {}
        self._anywhere: list[Watch] = []
        for watch in watchlist.watch:
            country = watch.country or (watch.iso3166_2 or "")[:2]
            if country:
                self._by_country.setdefault(country, []).append(watch)
            else:
                self._anywhere.append(watch)

    def get(self, watch_id: str) -> Watch | None:
        """Return the entry of that id, ``None`` when it was taken off the list."""
        return self._entries.get(watch_id)

    def asked_by(self, places: Sequence[Place]) -> list[Watch]:
        """Return the entries that *places* could touch, in the order of the file."""
        countries = {place.country for place in places if place.country}
        found = [watch for country in countries for watch in self._by_country.get(country, ())]
        return sorted(found + self._anywhere, key=lambda watch: self._order[watch.id])
