"""
Who fought whom, given that each report letters the sides its own way?

"A" and "B" only mean something within one mention. The first report to name a
party fixes its letter; a later report whose letters cross that is turned round,
its claims included. Not here: finding parties in words (``agents/who/actors.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from msgspec.structs import replace

from schemas.claim import Claim
from schemas.event import Actor
from schemas.incident import Sighting
from schemas.record import Side

OTHER: Final[dict[Side, Side]] = {"A": "B", "B": "A"}
FIGHTING: Final[frozenset[Side]] = frozenset({"A", "B", "C"})
MOST_ACTORS: Final = 20


def identity_of(actor: Actor) -> str:
    """Return what makes two mentions of *actor* the same party."""
    return actor.actor_id or actor.name.casefold()


def align(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Return *sightings*, which are in order of arrival, with the same letters for the same sides."""
    known: dict[str, Side] = {}
    aligned = []
    for given in sightings:
        sided = [actor for actor in given.mention.actors if actor.side in OTHER]
        straight = [known.get(identity_of(actor)) == actor.side for actor in sided]
        crossed = [known.get(identity_of(actor)) == OTHER[actor.side] for actor in sided]
        one = _turned(given) if sum(crossed) > sum(straight) else given
        for actor in one.mention.actors:
            if actor.side != "unknown":
                known.setdefault(identity_of(actor), actor.side)
        aligned.append(one)
    return aligned


def _turned(one: Sighting) -> Sighting:
    actors = tuple(
        replace(actor, side=OTHER.get(actor.side, actor.side)) for actor in one.mention.actors
    )
    return replace(
        one,
        mention=replace(one.mention, actors=actors),
        claims=tuple(_turned_claim(claim) for claim in one.claims),
    )


def _turned_claim(claim: Claim) -> Claim:
    of = replace(claim.of, side=OTHER.get(claim.of.side, claim.of.side))
    by = claim.by and replace(claim.by, side=OTHER.get(claim.by.side, claim.by.side))
    return replace(claim, of=of, by=by)


def fused_actors(aligned: Sequence[Sighting]) -> tuple[Actor, ...]:
    """
    Return each party once, those with known sides first, then by how often they are named.

    A party bears the name that an English report gives it, if one does. "The rebels" of
    an early report are those that a later one names.
    """
    found: dict[str, list[tuple[Actor, bool]]] = {}
    for one in aligned:
        is_english = one.evidence.language == "en"
        for actor in one.mention.actors:
            found.setdefault(identity_of(actor), []).append((actor, is_english))
    merged = _without_generic({who: _merged(named) for who, named in found.items()})

    def rank(who: str) -> tuple[object, ...]:
        actor = merged[who]
        return actor.side == "unknown", actor.actor_id is None, actor.side, -len(found[who]), who

    return tuple(merged[who] for who in sorted(merged, key=rank)[:MOST_ACTORS])


def _without_generic(parties: dict[str, Actor]) -> dict[str, Actor]:
    """Leave out kinds without a name where one of that kind and side has one."""
    named = {(one.side, one.type) for one in parties.values() if one.actor_id is not None}
    return {
        who: one
        for who, one in parties.items()
        if one.actor_id is not None or (one.side, one.type) not in named
    }


def _merged(named: Sequence[tuple[Actor, bool]]) -> Actor:
    first = min(named, key=lambda pair: not pair[1])[0]
    sides = (actor.side for actor, _ in named if actor.side != "unknown")
    # Who puts a claim forward in one report and fights in another, fights.
    roles = (actor.role for actor, _ in named if actor.role not in ("claimant", "mediator"))
    return replace(
        first,
        side=next(sides, first.side),
        role=next(roles, first.role),
        labels_used=tuple(sorted({label for actor, _ in named for label in actor.labels_used})),
        span=(0, 0),
    )


def dyads(actors: Iterable[Actor]) -> frozenset[tuple[str, str]]:
    """Return the opposing pairs among *actors* that the lexicon knows, each pair sorted."""
    known = {
        (actor.actor_id, actor.side)
        for actor in actors
        if actor.actor_id is not None and actor.side in FIGHTING
    }
    return frozenset(
        (min(one, other), max(one, other))
        for (one, side), (other, facing) in combinations(sorted(known), 2)
        if side != facing and one != other
    )
