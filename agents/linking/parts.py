"""
Of which events does a reading tell here, sentence by sentence?

A sentence tells of one, as a rule. One that names towns far apart tells of an event in each
(``agents/where/scenes.py``): each is followed on its own, with the tolls that are tied
to its towns. Not here: which incident a part belongs to (``agents/linking/incidents.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from agents.telling.gates import may_join
from agents.where.homes import COUNTRY, country_of, is_specific, main_place
from agents.where.scenes import FRONT_KM, SCENE_KM, Scene, home_countries, scenes_of
from schemas.claim import Claim
from schemas.event import LOCATING, Mention
from schemas.incident import Evidence, Sighting
from schemas.reading import Reading

from .retelling import is_aside, is_headline, is_told_better
from .sides import dyads


class Part(NamedTuple):
    """
    What one mention says of one event.

    Attributes:
        mention: With the places of that event only.
        claims: The tolls that are told of it.
        is_own: It may found an incident. A town told on the way ("in X, north of Y") joins
            what is known there, and is no event of its own.
        is_first: The day that is told is its day; of a further town it may be another.
    """

    mention: Mention
    claims: tuple[Claim, ...]
    is_own: bool = True
    is_first: bool = True


def mentions_here(reading: Reading) -> list[Mention]:
    """Return the mentions that this copy of the reading is for."""
    return [one for one in reading.mentions if reading.country in home_countries(one)]


def parts_of(reading: Reading, mention: Mention) -> Iterator[Part]:
    """
    Yield each event of *mention* in the reading's country.

    A toll that is tied to no town counts for none of several: it may be the sum of all.
    """
    # A toll that the reading ties to no event is an old one: it counts for none.
    claims = tuple(claim for claim in reading.claims if claim.mention_idx == mention.idx)
    is_front = mention.family == "fight" and bool(dyads(mention.actors))
    mention = replace(mention, places=_without_parties(mention.places))
    scenes = scenes_of(mention.places, apart_km=FRONT_KM if is_front else SCENE_KM)
    elsewhere = tuple(_counted_elsewhere(mention, claims, reading.country))
    yield from elsewhere
    counted = {claim.claim_id for part in elsewhere for claim in part.claims}
    claims = tuple(claim for claim in claims if claim.claim_id not in counted)
    if len(scenes) == 1:
        if country_of(mention.places) == reading.country:
            yield Part(mention, claims)
        return
    for scene in scenes:
        if country_of(scene) != reading.country:
            continue
        ids = {place.place_id for place in scene if place.role in LOCATING}
        tolls = tuple(one for one in claims if one.place_id is not None and one.place_id in ids)
        # Of towns in a headline the text below says which it was: "six dead in X: Kabul".
        is_told = not is_headline(reading, mention) and _is_told_alike(scene, scenes[0])
        is_own = bool(tolls) or scene is scenes[0] or is_told
        told = replace(mention, places=scene)
        yield Part(told, tolls, is_own=is_own, is_first=scene is scenes[0])


def _counted_elsewhere(
    mention: Mention, claims: Sequence[Claim], country: str | None
) -> Iterator[Part]:
    """Yield the towns that are only named, but with dead of their own: they died there."""
    for place in mention.places:
        if place.role != "mention" or not is_specific(place) or place.country != country:
            continue
        tolls = tuple(one for one in claims if one.place_id == place.place_id)
        if tolls and place.place_id is not None:
            told = replace(mention, places=(replace(place, role="main"),))
            yield Part(told, tolls, is_own=False, is_first=False)


def _without_parties(places: Scene) -> Scene:
    """Leave out other countries where a town says where it was: they are who did it, or to whom."""
    home = country_of(places)
    if not any(is_specific(one) and one.role in LOCATING for one in places):
        return places
    return tuple(
        one for one in places
        if one.role != "main" or one.precision < COUNTRY or one.country == home
    )  # fmt: skip


def _is_told_alike(scene: Scene, first: Scene) -> bool:
    """Tell whether a scene stands beside the first ("in X and in Y"), or in another country."""
    if country_of(scene) != country_of(first):
        return True
    roles = [
        {place.role for place in one if place.role in ("main", "near")} for one in (scene, first)
    ]
    return not roles[0].isdisjoint(roles[1])


def sightings_of(reading: Reading) -> list[tuple[Sighting, Part]]:
    """
    Return what *reading* says of events here; nothing when it may not be used.

    The most exact place comes first and founds: the others then find an incident that has one.
    """
    source = reading.dispatch
    if source.pubstatus != "usable":
        return []
    found = []
    parts = (part for mention in mentions_here(reading) for part in parts_of(reading, mention))
    for part in parts:
        mention, claims = part.mention, part.claims
        if not may_join(mention, has_claims=bool(claims)):
            continue
        if is_told_better(reading, mention) or (not claims and is_aside(reading, mention)):
            continue
        line = Evidence(
            reading_id=reading.reading_id,
            dispatch=source.ref,
            mention_idx=mention.idx,
            provider=source.provider,
            publisher_family=source.publisher_family,
            origin=source.origin,
            language=source.language,
            published_at=source.published_at,
            received_at=source.received_at,
            sentence=mention.sentence,
            spans=(mention.sentence_span,),
        )
        sighting = Sighting(evidence=line, mention=mention, claims=claims, sketch=reading.sketch)
        found.append((sighting, part))
    return sorted(found, key=_roughness)


def _roughness(told: tuple[Sighting, Part]) -> tuple[bool, int, int]:
    mention = told[0].mention
    place = main_place(mention.places)
    looks_back = mention.background or mention.reaction or mention.realis != "actual"
    return looks_back, 9 if place is None else place.precision, mention.idx
