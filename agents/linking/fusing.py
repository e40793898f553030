"""
What do the reports of one event add up to?

An incident is derived, always anew, from its sightings: the same sightings in
any order give the same incident, so it shrinks as well as it grows. Conflicting
words are kept: every place, party and toll that a report names stays in the
list, the best supported first.

Not here: which sighting belongs to which incident (``agents/linking/incidents.py``),
how tolls are settled (``agents/linking/claims_ledger.py``), who repeats whom
(``agents/linking/voices.py``), and what changed (``agents/linking/changes.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time
from operator import lt
from typing import Final

from msgspec.structs import replace

from agents.where.homes import ROLE_ORDER, is_specific, main_place
from schemas.event import Family, Place, Territory, Types
from schemas.incident import Incident, Sighting
from schemas.record import PlaceId

from .claims_ledger import Stated, reconcile, toll_summary
from .incident_times import fused_time
from .incidents import VIOLENT
from .severity import HEAVY, certainty_of, severity_of
from .sides import align, fused_actors
from .status import status_of, truce_of
from .voices import evidence_of, independence_of, marked

# Enough for days of coverage of one town by every wire we read; a war is many incidents.
MOST_SIGHTINGS: Final = 60
MOST_PLACES: Final = 20
# Between kinds that as many publishers report, the one that says most decides.
FAMILY_ORDER: Final[tuple[Family, ...]] = (
    "fight", "one_sided", "remote", "riot", "protest", "strategic", "ceasefire",
)  # fmt: skip
TOLD_OF: Final = frozenset({"main", "near", "between", "border", "toward", "from"})


def in_order(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Put *sightings* in the order of their arrival, whatever order they are given in."""
    times = [one.evidence.received_at for one in sightings]
    if all(map(lt, times, times[1:])):  # as they mostly come
        return tuple(sightings)
    return tuple(sorted(sightings, key=_arrival))


def _arrival(one: Sighting) -> tuple[datetime, str, int, str]:
    """Sort by arrival; two towns of one mention, which may lie in one incident, by their ids."""
    line, place = one.evidence, main_place(one.mention.places)
    where = "" if place is None else str(place.place_id)
    return line.received_at, line.dispatch.key, line.mention_idx, where


def bounded(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """
    Keep at most ``MOST_SIGHTINGS``, in order of arrival.

    What one publisher family repeats word for word goes first, then the oldest; the
    first of all stays, since it founded the incident.
    """
    kept = list(in_order(sightings))
    if len(kept) > MOST_SIGHTINGS:
        seen: set[object] = set()
        fresh = []
        for one in kept:
            said = one.evidence.publisher_family, one.evidence.sentence, _figures(one)
            if said not in seen:
                seen.add(said)
                fresh.append(one)
        kept = fresh
    return (*kept[:1], *kept[1:][-(MOST_SIGHTINGS - 1) :])


def _figures(one: Sighting) -> tuple[object, ...]:
    return tuple((claim.kind, claim.min, claim.max) for claim in one.claims)


def fuse(incident_id: str, country: str, sightings: Sequence[Sighting]) -> Incident:
    """
    Derive the incident that *sightings* (at least one) add up to, as a first revision.

    Raises:
        ValueError: There is no sighting.
    """
    if not sightings:
        raise ValueError(f"incident {incident_id} has no sightings left to be derived from")
    known = align(marked(in_order(sightings)))
    leading = _leading(known)
    family = _family(leading)
    same_family = [one for one in leading if one.mention.family == family]
    types = _types(same_family)
    when = fused_time(same_family)
    ledger = reconcile(
        Stated(claim, one.evidence.published_at, one.evidence.publisher_family)
        for one in known
        for claim in one.claims
    )
    claims = tuple(stated.claim for stated in ledger)
    toll = toll_summary(ledger)
    territory = _territory(known)
    evidence = evidence_of(known)
    first_seen = evidence[0].received_at
    return Incident(
        incident_id=incident_id,
        country=country,
        status=status_of(when, evidence, known),
        family=family,
        types=types,
        time=when,
        places=fused_places(known),
        actors=fused_actors(known),
        territory=territory,
        truce=truce_of(known),
        claims=claims,
        toll_summary=toll,
        weapons=_weapons(leading),
        severity=severity_of(
            toll, claims, family=family, types=types, territory=territory, country=country
        ),
        certainty=certainty_of(leading, claims),
        evidence=evidence,
        independence=independence_of(known, evidence),
        first_seen=first_seen,
        last_evidence=evidence[-1].received_at,
        event_to_first_seen_s=None
        if when.start is None
        else (first_seen - datetime.combine(when.start, time.min, UTC)).total_seconds(),
        sentence=_sentence(same_family),
    )


def _leading(known: Sequence[Sighting]) -> list[Sighting]:
    """Return the reports of the event itself; those that only look back, if there are no others."""
    told = [
        one for one in known
        if one.mention.realis == "actual" and not one.mention.background
        and one.mention.scope == "single"
    ]  # fmt: skip
    first_hand = [one for one in told if not one.mention.reaction]
    return first_hand or told or list(known)


def _family(leading: Sequence[Sighting]) -> Family:
    votes = Counter(
        family
        for family, _ in {(one.mention.family, one.evidence.publisher_family) for one in leading}
    )
    return min(votes, key=lambda family: (-votes[family], FAMILY_ORDER.index(family)))


def _types(same_family: Sequence[Sighting]) -> Types:
    votes = Counter(one.mention.types for one in same_family)
    return max(votes, key=lambda types: (votes[types], types.acled is not None, repr(types)))


def fused_places(known: Sequence[Sighting]) -> tuple[Place, ...]:
    """Return each place that a report names, once for each role; the best supported first."""
    found: dict[tuple[str, PlaceId], Place] = {}
    voices: dict[tuple[str, PlaceId], set[str]] = {}
    for one in known:
        for place in one.mention.places:
            if place.role not in TOLD_OF:
                continue
            key = place.role, place.place_id or place.name.casefold()
            if key not in found or place.precision < found[key].precision:
                found[key] = replace(place, span=(0, 0), group=None)
            voices.setdefault(key, set()).add(one.evidence.publisher_family)

    def rank(key: tuple[str, PlaceId]) -> tuple[object, ...]:
        place = found[key]
        rough = 0 if is_specific(place) else place.precision
        return ROLE_ORDER[place.role], rough, -len(voices[key]), place.precision, str(key[1])

    return tuple(found[key] for key in sorted(found, key=rank)[:MOST_PLACES])


def _territory(known: Sequence[Sighting]) -> Territory | None:
    """Return the newest word on ground that changed hands, contested when words differ."""
    told = [
        one.mention.territory for one in known
        if one.mention.territory is not None and one.mention.territory.change != "none"
    ]  # fmt: skip
    if not told:
        return None
    newest = told[-1]
    takers = [
        one for one in told if one.place_id == newest.place_id and one.change == "gained"
    ]  # fmt: skip
    if newest.change == "lost" and takers and takers[-1].by != newest.by:
        newest = takers[-1]  # "Rebels left" and "the army took it" are one change of hands
    is_contested = len({one.by for one in takers}) > 1 or any(one.contested for one in told)
    return newest if newest.contested == is_contested else replace(newest, contested=True)


def _weapons(leading: Sequence[Sighting]) -> tuple[str, ...]:
    """Return the heavy kinds of weapon that a report of the event names."""
    types = [one.mention.types for one in leading if one.mention.family in VIOLENT]
    modes = {mode for one in types if one.plover is not None for mode in one.plover.modes}
    return tuple(sorted(modes & HEAVY))


def _sentence(same_family: Sequence[Sighting]) -> str:
    """Return the first report's sentence on the most precise place."""
    first = [
        one for one in same_family
        if one.evidence.dispatch.key == same_family[0].evidence.dispatch.key
    ]  # fmt: skip
    return min(first, key=_roughness).evidence.sentence


def _roughness(one: Sighting) -> int:
    return min((place.precision for place in one.mention.places if place.role == "main"), default=9)
