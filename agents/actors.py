"""
Who took part?

Named groups by their alias sets, armies by pattern ("Malian army", "Mali's
army", "armée malienne"), and kinds of parties without a name ("gunmen"). A
nationality says whose soldiers they are and never where an event was; what one
side calls the other is kept as a label and never becomes a type.

Not here: which of them a mention is about (``agents/events.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec.structs import replace

from schemas.event import Actor, ActorType
from schemas.record import Side

from .folding import Text
from .lexicon.groups import Name
from .matching import Hit
from .places import Found as FoundPlace
from .sentences import Page

SECTORS: Final[dict[ActorType, str]] = {
    "state": "MIL", "rebel": "REB", "militia": "PRM", "communal": "UAF", "criminal": "CRM",
    "unidentified": "UAF", "civilian": "CVL", "protester": "CVL",
}  # fmt: skip
ARMED: Final[frozenset[ActorType]] = frozenset({
    "state", "rebel", "militia", "communal", "external", "unidentified", "criminal",
})  # fmt: skip
# Every party that is armed and not the state: its presence alone makes an event of weak words.
ENEMIES: Final[frozenset[ActorType]] = ARMED - {"state"}
COMMON_NAME: Final = 7  # letters: a name this short is somebody's or something's elsewhere


class FoundActor(NamedTuple):
    """
    A party in the text.

    Attributes:
        actor: Its side is ``unknown`` until :func:`sided` gave it one.
        first, last: Its tokens, nationality included.
        beside: Countries whose army it fights beside.
        is_police: Police alone make no fight.
        is_named: Known by name or as a country's army.
    """

    actor: Actor
    first: int
    last: int
    beside: frozenset[str] = frozenset()
    is_police: bool = False
    is_named: bool = False


def actors_in(page: Page) -> list[FoundActor]:
    """Return the parties of *page* in order, not overlapping; names win over kinds."""
    last = len(page.text.tokens)
    near = _countries(page.places)
    named = [
        _named(page.text, hit)
        for hit in page.marks.longest("name", 0, last)
        if _is_meant(page.text, hit, near)
    ]
    taken = {token for one in named for token in range(one.first, one.last)}
    kinds = [
        _of_kind(page, hit)
        for hit in page.marks.longest("party", 0, last)
        # "the paramilitary Rapid Support Forces" are one party, and so are "M23 rebels".
        if taken.isdisjoint(range(hit.first - 1, hit.last + 1)) or hit.payload == "civilian"
    ]
    return sorted(named + kinds, key=lambda one: one.first)


def _countries(places: list[FoundPlace]) -> frozenset[str]:
    return frozenset(one.place.country for one in places if one.place.country)


def _is_meant(text: Text, hit: Hit, near: frozenset[str]) -> bool:
    """Tell whether a name is the group's: acronyms in capitals, common names only near its home."""
    name: Name = hit.payload
    written = text.words(hit.first, hit.last)
    if name.is_acronym and not written.isupper():
        return False
    if written[:1].islower() and " " not in written:
        return False
    return len(written) > COMMON_NAME or not name.home or bool(name.home & near)


def _named(text: Text, hit: Hit) -> FoundActor:
    name: Name = hit.payload
    actor = Actor(
        name=text.words(hit.first, hit.last),
        actor_id=name.actor_id,
        type=name.type,
        sector=name.sector,
        country=name.actor_id[:2] if name.actor_id[2:] == ":army" else None,
        span=text.span(hit.first, hit.last),
    )
    return FoundActor(actor, hit.first, hit.last, name.beside, is_named=True)


def _of_kind(page: Page, hit: Hit) -> FoundActor:
    """Make a party of a kind; forces get the country that stands beside them."""
    text = page.text
    is_police = hit.payload == "police"
    kind: ActorType = "state" if is_police else hit.payload
    first, last, country = hit.first, hit.last, None
    if kind == "state":
        first, last, country = _nationality(page, hit)
    written = text.words(first, last)
    labels = page.marks.within("party.labels", hit.first, hit.last)
    force = "police" if is_police else "army"
    actor = Actor(
        name=written,
        actor_id=f"{country}:{force}" if country else None,
        type=kind,
        sector="COP" if is_police else SECTORS[kind],
        country=country,
        labels_used=tuple(text.words(one.first, one.last).lower() for one in labels),
        span=text.span(first, last),
    )
    return FoundActor(actor, first, last, is_police=is_police, is_named=country is not None)


def _nationality(page: Page, hit: Hit) -> tuple[int, int, str | None]:
    """Find "Malian", "Mali's", "malienne", "of Mali" beside a force; widen its tokens by it."""
    tokens = page.text.tokens
    for one in page.places:
        place = one.place
        if place.country is None or place.precision != 6:
            continue
        is_adjective = place.role == "origin_of_actor"
        if one.last == hit.first and is_adjective:
            return one.first, hit.last, place.country
        if one.last + 1 == hit.first and tokens[one.last] == "s":
            return one.first, hit.last, place.country
        if one.first == hit.last and is_adjective:
            return hit.first, one.last, place.country
        if one.first == hit.last + 1 and tokens[hit.last] in ("of", "du", "de"):
            return hit.first, one.last, place.country
    return hit.first, hit.last, None


def sided(found: list[FoundActor], country: str | None) -> list[FoundActor]:
    """
    Give every party its side, for an event in *country*.

    The country's own forces and those known to fight beside them are A, other armed
    parties B; without own forces the first armed party is A. Forces without a
    nationality are the country's. Unarmed people are ``civilian``.
    """
    own = [one for one in found if _is_own(one, country)]
    first_armed = next((one for one in found if one.actor.type in ARMED), None)
    lead = None if own or first_armed is None else first_armed.actor
    return [_with_side(one, country, lead) for one in found]


def _is_own(one: FoundActor, country: str | None) -> bool:
    is_forces = one.actor.type == "state" and one.actor.country in (None, country)
    return is_forces or (country is not None and country in one.beside)


def _with_side(one: FoundActor, country: str | None, lead: Actor | None) -> FoundActor:
    actor = one.actor
    side: Side
    if actor.type not in ARMED:
        side = "civilian"
    elif _is_own(one, country) or (lead is not None and _same(actor, lead)):
        side = "A"
    else:
        side = "B"
    changed = replace(actor, side=side, role="ally" if country in one.beside else actor.role)
    if side == "civilian":
        changed = replace(changed, role="victim")
    if actor.type == "state" and actor.country is None and country and not one.is_police:
        changed = replace(changed, actor_id=f"{country}:army", country=country)
    if actor.type == "state" and actor.country not in (None, country):
        changed = replace(changed, type="external")
    return one._replace(actor=changed)


def _same(one: Actor, other: Actor) -> bool:
    return one.type == other.type and one.actor_id == other.actor_id
