"""
Does somebody watch there?

An entry is touched by a place that locates the event and lies inside what the
entry names; by one beside it, by one the fighting is said to move toward, or by
the far side of a border, only when the entry asks for that. It fails closed: a
place that is unknown, or coarser than the entry, touches nothing, and neither do a
dateline, a mere mention, or the nationality of a party.

Not here: where a place lies (``agents/telling/areas.py``), and whether that is
worth an alarm (``agents/telling/gates.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from agents.gazetteer.names import gazetteer
from agents.where.geo import distance_km
from agents.where.homes import is_specific
from schemas.alert import MatchRule
from schemas.decision import Reason
from schemas.event import Actor, Place
from schemas.watch import Circle, Corridor, Polygon, Watch, Watchlist

from .areas import COUNTRY, Cover, Lies, area_of, cover

# The strongest way to be touched comes first: it is the one the alert names.
RULE_ORDER: Final[tuple[MatchRule, ...]] = (
    "inside", "near", "between", "country_only", "border", "toward", "adjacent", "actor",
)  # fmt: skip
# Roles that locate an event only for entries that ask for them.
ASKED: Final = {"toward": "include_toward", "border": "include_border"}


class Touch(NamedTuple):
    """
    How an entry is touched.

    Attributes:
        rule: By which rule.
        place: Name of the place that does it, ``None`` for an actor.
        distance_km: From the centre of a circle; of others, how far outside.
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
        place: Name of the place that lies so, if it is one.
    """

    reason: Reason = "outside_watch"
    near: bool = False
    detail: str = "no place of the event lies inside"
    place: str | None = None


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
        if place.role != "main" or place.precision != COUNTRY or place.country not in located
    ]


def _place(watch: Watch, place: Place) -> Touch | Miss:
    name = place.canonical or place.name
    if place.role not in ("main", "near", "between", *ASKED):
        return Miss()
    found = cover(watch, place)
    if found.lies is Lies.ELSEWHERE:
        return Miss()
    if place.role in ASKED and not getattr(watch, ASKED[place.role]):
        detail = f"only as `{place.role}`, and `{ASKED[place.role]}` is off: {name}"
        return Miss("outside_watch", near=True, detail=detail, place=name)
    if found.lies is Lies.COARSE:
        detail = f"{name} says no more than the area around {entry_of(watch)}"
        return Miss("place_too_coarse", near=True, detail=detail, place=name)
    if found.lies is Lies.CLOSE:
        far = "" if found.outside_km is None else f", {found.outside_km:g} km outside"
        detail = f"{name} lies outside {entry_of(watch)}{far}"
        return Miss("outside_watch", near=True, detail=detail, place=name)
    return Touch(_rule(place, found.lies), name, _distance(watch, place, found))


def _rule(place: Place, lies: Lies) -> MatchRule:
    if lies is Lies.BESIDE:
        return "adjacent"
    match place.role:
        case "border" | "toward" | "near" | "between":
            return place.role
        case _:
            return "country_only" if place.precision == COUNTRY else "inside"


def _distance(watch: Watch, place: Place, found: Cover) -> float | None:
    """Return what readers of the match want to know: how far from the middle, or how far outside."""
    if watch.circle is not None and place.lat is not None and place.lon is not None:
        middle = watch.circle.lat, watch.circle.lon
        return round(distance_km(middle, (place.lat, place.lon)), 1)
    return found.outside_km


def _border(pair: tuple[str, str], places: tuple[Place, ...]) -> Touch | Miss:
    """Tell whether the border of *pair* is named, and the event lies on it or on a side of it."""
    sides = {place.country: place for place in places if place.role == "border"}
    homes = {place.country for place in places if place.role in ("main", "near", "between")}
    for country, other in (pair, pair[::-1]):
        if country in sides and (other in sides or other in homes):
            return Touch("border", sides[country].canonical or sides[country].name)
    if homes.isdisjoint(pair) and sides.keys().isdisjoint(pair):
        return Miss()
    detail = f"it is not said to be on the border of {pair[0]} and {pair[1]}"
    return Miss("outside_watch", near=True, detail=detail)


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
        case Corridor():
            value = f"{value.width_km:g} km wide along {len(value.points)} points"
        case Polygon():
            value = f"of {sum(len(rings[0]) for rings in value.areas)} points"
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
            countries = countries_of(watch)
            if countries is None:
                self._anywhere.append(watch)
            for country in countries or ():
                self._by_country.setdefault(country, []).append(watch)

    def get(self, watch_id: str) -> Watch | None:
        """Return the entry of that id, ``None`` when it was taken off the list."""
        return self._entries.get(watch_id)

    def asked_by(self, places: Sequence[Place]) -> list[Watch]:
        """Return the entries that *places* could touch, in the order of the file."""
        countries = {place.country for place in places if place.country}
        found = [watch for country in countries for watch in self._by_country.get(country, ())]
        each = {watch.id: watch for watch in (*found, *self._anywhere)}
        return sorted(each.values(), key=lambda watch: self._order[watch.id])


def countries_of(watch: Watch) -> Iterable[str] | None:
    """Return where a place must lie to touch *watch*; ``None`` when that can be anywhere."""
    if watch.border is not None:
        return watch.border
    # A region needs no look into the gazetteer.
    country = watch.country or (watch.iso3166_2 or "")[:2]
    if watch.place is not None:
        land = area_of(watch)
        if land is None:
            return ()
        country = getattr(land, "country", "")
    if not country:
        return None
    return sorted(gazetteer().beside(country)) if watch.include_adjacent else (country,)
