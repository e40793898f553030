"""
Who fights on whose side?

The country's own forces and those known to fight beside them are side A, whoever
faces them B. What the text says comes before what is known: "between X and Y" parts
two that are allies elsewhere, "backed by" joins two. C is only the third of a fight
that the text shows to have three sides.

Not here: finding the parties (``agents/actors.py``), and the letters of one incident
told by several reports (``agents/sides.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from schemas.record import Side

from .lexicon.groups import allied_in
from .parties import ARMED, LOADED, FoundActor, key_of

GENERIC: Final = frozenset({"rebel", "militia"})


def sided(found: list[FoundActor], country: str | None) -> list[FoundActor]:
    """
    Give every party its side, for an event in *country*.

    Without own forces, those who govern there or else the first armed party lead A.
    Forces without a nationality are the country's. Unarmed people are ``civilian``,
    mediators ``unknown``.
    """
    armed: dict[str, FoundActor] = {}
    for one in found:
        if one.actor.type in ARMED and one.actor.role != "mediator":
            key = key_of(one)
            known = armed.setdefault(key, one)
            armed[key] = known._replace(
                against=known.against | one.against, along=known.along | one.along
            )
    camps = _Camps(list(armed.values()), country)
    return [_with_side(one, country, camps) for one in found]


class _Camps:
    """
    The armed parties of one dispatch, each once, and who stands with whom.

    Attributes:
        sides: Side by key.
        own: Keys of the country's own forces.
    """

    def __init__(self, armed: list[FoundActor], country: str | None) -> None:
        self._armed = armed
        self._country = country
        self._keys = [key_of(one) for one in armed]
        self._foes = {frozenset((key_of(one), foe)) for one in armed for foe in one.against}
        self._friends = self._friendships()
        self.own = {key_of(one) for one in armed if _is_own(one, country)}
        self.sides = self._sides()

    def _friendships(self) -> set[frozenset[str]]:
        """List the pairs that fight together: the text says so, or it is known, or one name covers both."""
        pairs = {frozenset((key_of(one), friend)) for one in self._armed for friend in one.along}
        known = allied_in(self._country) if self._country else ()
        for at, one in enumerate(self._armed):
            for other in self._armed[at + 1 :]:
                ids = {one.actor.actor_id, other.actor.actor_id}
                if any(ids <= camp for camp in known) or self._is_same_kind(one, other):
                    pairs.add(frozenset((key_of(one), key_of(other))))
        return {pair for pair in pairs if len(pair) == 2} - self._foes

    def _is_same_kind(self, one: FoundActor, other: FoundActor) -> bool:
        """Tell whether two are one party to the text: "gunmen" twice, or "the rebels" and M23."""
        first, second = one.actor, other.actor
        if first.type != second.type or first.type == "state":
            return False
        named = {p.actor.actor_id for p in self._armed if p.is_named and p.actor.type == first.type}
        if first.actor_id is None and second.actor_id is None:
            return True
        is_mixed = (first.actor_id is None) != (second.actor_id is None)
        generic = first if first.actor_id is None else second
        is_loaded = any(word in generic.name.casefold() for word in LOADED)
        return is_mixed and len(named) == 1 and first.type in GENERIC and not is_loaded

    def _sides(self) -> dict[str, Side]:
        leaders = self._leaders()
        first = self._joined(leaders, without=frozenset())
        rest = [key for key in self._keys if key not in first]
        sides: dict[str, Side] = dict.fromkeys(first, "A")
        sides |= dict.fromkeys(rest, "B")
        if self._is_fought_by(leaders):
            for one, other in self._pairs(rest):
                third = self._joined({other}, without=frozenset({*first, one}))
                sides |= dict.fromkeys(third, "C")
                break
        elif leaders:
            for one, other in self._pairs(rest):
                # Two others fight: the country's forces only look on.
                sides |= dict.fromkeys(first, "unknown")
                sides |= dict.fromkeys(self._joined({one}, without=frozenset({other})), "A")
                break
        return sides

    def _leaders(self) -> set[str]:
        """Return who side A begins with."""
        if self.own:
            return set(self.own)
        beside = [one for one in self._armed if self._country in one.beside]
        ruling = [one for one in self._armed if self._country in one.rules]
        chosen = (beside or ruling or self._armed)[:1] if self._country else self._armed[:1]
        return {key_of(one) for one in chosen}

    def _joined(self, keys: set[str], *, without: frozenset[str]) -> dict[str, None]:
        """Return *keys* with their friends and the friends of those, foes of any left out."""
        camp = dict.fromkeys(key for key in self._keys if key in keys)
        queue = list(camp)
        beside = {key_of(one) for one in self._armed if self._country in one.beside}
        while queue:
            here = queue.pop(0)
            for key in self._keys:
                is_friend = frozenset((here, key)) in self._friends
                is_friend = is_friend or (key in beside and here in self.own)
                if is_friend and key not in camp and key not in without and self._fits(key, camp):
                    camp[key] = None
                    queue.append(key)
        return camp

    def _fits(self, key: str, camp: Iterable[str]) -> bool:
        return not any(frozenset((key, other)) in self._foes for other in camp)

    def _is_fought_by(self, leaders: set[str]) -> bool:
        """Tell whether the text shows a fight of side A, or no fight between others."""
        return any(pair & leaders for pair in self._foes)

    def _pairs(self, keys: list[str]) -> list[tuple[str, str]]:
        """List the pairs of enemies among *keys*, in order of the text."""
        return [
            (one, other)
            for at, one in enumerate(keys)
            for other in keys[at + 1 :]
            if frozenset((one, other)) in self._foes
        ]


def _is_own(one: FoundActor, country: str | None) -> bool:
    return one.actor.type == "state" and one.actor.country in (None, country)


def _with_side(one: FoundActor, country: str | None, camps: _Camps) -> FoundActor:
    actor = one.actor
    if actor.role == "mediator":
        return one
    if actor.type not in ARMED:
        return one._replace(actor=replace(actor, side="civilian", role="victim"))
    key = key_of(one)
    side = camps.sides.get(key, "unknown")
    is_ally = side == "A" and key not in camps.own and (country in one.beside or bool(camps.own))
    changed = replace(actor, side=side, role="ally" if is_ally else actor.role)
    if actor.type == "state" and actor.country not in (None, country):
        changed = replace(changed, type="external")
    if actor.type == "state" and actor.country is None and country and not one.is_police:
        changed = replace(changed, actor_id=f"{country}:army", country=country)
    return one._replace(actor=changed)
