"""
Who fights on whose side?

The country's own forces and those known to fight beside them are side A, whoever
faces them B. What the text says comes before what is known: "between X and Y" parts
two that are allies elsewhere, "backed by" joins two. C is only the third of a fight
that the text shows to have three sides.

Not here: finding the parties (``agents/who/actors.py``), and the letters of one incident
told by several reports (``agents/linking/sides.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Final

from msgspec.structs import replace

from agents.lexicon.groups import allied_in
from schemas.event import ActorType
from schemas.record import Side

from .parties import ARMED, LOADED, FoundActor, key_of

GENERIC: Final[frozenset[ActorType]] = frozenset({"rebel", "militia"})


def sided(found: list[FoundActor], country: str | None) -> list[FoundActor]:
    """
    Give every party its side, for an event in *country*.

    Without own forces, those who fight beside them, those who govern there, or else
    the first armed party lead A. Forces without a nationality are the country's.
    Unarmed people and mediators stay as they are: ``civilian``, and ``unknown``.
    """
    armed: dict[str, FoundActor] = {}
    for one in found:
        if one.actor.type in ARMED and one.actor.role != "mediator":
            key = key_of(one)
            known = armed.get(key)
            armed[key] = one if known is None else known._replace(
                against=known.against | one.against, along=known.along | one.along
            )  # fmt: skip
    camps = _Camps(armed, country)
    camps.part()
    return [_with_side(one, country, camps) for one in found]


class _Camps:
    """
    The armed parties of one dispatch, each once, and who stands with whom.

    Attributes:
        own: Keys of the country's own forces.
        allies: Keys of those who fight beside them.
        sides: Side by key.
    """

    def __init__(self, armed: dict[str, FoundActor], country: str | None) -> None:
        self._armed = armed
        self._country = country
        self._known = allied_in(country) if country else ()
        self._named = Counter(one.actor.type for one in armed.values() if one.is_named)
        self.own = [key for key, one in armed.items() if _is_own(one, country)]
        self.allies: set[str] = set()
        self.sides: dict[str, Side] = {}

    def part(self) -> None:
        """Part them into sides."""
        leaders = self.own or self._leader()
        first = self._camp_of(leaders)
        rest = [key for key in self._armed if key not in first]
        self.allies = first - set(leaders)
        self.sides |= dict.fromkeys(first, "A")
        self.sides |= dict.fromkeys(rest, "B")
        enemies = next(
            (pair for pair in combinations(rest, 2) if pair[1] in self._armed[pair[0]].against),
            None,
        )
        if enemies is None:
            return
        one, other = enemies
        if any(self._armed[key].against for key in first):
            third = self._camp_of([other], without={*first, one})
            self.sides |= dict.fromkeys(third, "C")
        else:
            # Two others fight: the country's forces only look on.
            self.allies = set()
            self.sides |= dict.fromkeys(first, "unknown")
            self.sides |= dict.fromkeys(self._camp_of([one], without={other}), "A")

    def _leader(self) -> list[str]:
        """Return who leads side A where the country's own forces take no part."""
        beside = (key for key, one in self._armed.items() if self._country in one.beside)
        ruling = (key for key, one in self._armed.items() if self._country in one.rules)
        chosen = next(beside, None) or next(ruling, None) or next(iter(self._armed), None)
        return [] if chosen is None else [chosen]

    def _camp_of(self, keys: list[str], without: Iterable[str] = ()) -> set[str]:
        """Return *keys* with their friends and the friends of those; no two of them are enemies."""
        camp, queue = set(keys), list(keys)
        while queue:
            here = self._armed[queue.pop()]
            for key, one in self._armed.items():
                if (
                    key not in camp and key not in without
                    and camp.isdisjoint(one.against) and self._are_friends(here, one)
                ):  # fmt: skip
                    camp.add(key)
                    queue.append(key)
        return camp

    def _are_friends(self, one: FoundActor, other: FoundActor) -> bool:
        """Tell whether two fight together: the text says so, it is known, or they are one party."""
        if key_of(other) in one.along:
            return True
        first, second = one.actor, other.actor
        if any(self._id_of(one) in camp and self._id_of(other) in camp for camp in self._known):
            return True
        if self._country in other.beside:
            return self._country in one.beside or _is_own(one, self._country)
        return first.type == second.type and self._is_same_kind(one, other)

    def _id_of(self, one: FoundActor) -> str | None:
        """Return whom known alliances name it by: soldiers without a nationality are the country's."""
        is_own = one.actor.type == "state" and one.actor.country is None
        return f"{self._country}:army" if is_own else one.actor.actor_id

    def _is_same_kind(self, one: FoundActor, other: FoundActor) -> bool:
        """Tell whether two of one type are one party: "gunmen" and "attackers", "the rebels" and M23."""
        kind: ActorType = one.actor.type
        generic = [p.actor for p in (one, other) if p.actor.actor_id is None]
        if kind == "state" or not generic:
            return False
        if len(generic) == 1:
            is_loaded = any(word in generic[0].name.casefold() for word in LOADED)
            return kind in GENERIC and self._named[kind] == 1 and not is_loaded
        return True


def _is_own(one: FoundActor, country: str | None) -> bool:
    return one.actor.type == "state" and one.actor.country in (None, country)


def _with_side(one: FoundActor, country: str | None, camps: _Camps) -> FoundActor:
    actor = one.actor
    if actor.role == "mediator" or actor.type not in ARMED:
        return one
    key = key_of(one)
    role = "ally" if key in camps.allies else actor.role
    changed = replace(actor, side=camps.sides[key], role=role)
    if country and actor.type == "state" and actor.country not in (None, country):
        changed = replace(changed, type="external")
    if actor.type == "state" and actor.country is None and country and not one.is_police:
        changed = replace(changed, actor_id=f"{country}:army", country=country)
    return one._replace(actor=changed)
