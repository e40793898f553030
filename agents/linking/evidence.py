"""
What does this dispatch say of which incident?

Makes the sightings of a reading, finds the incident of each, and every incident that
an earlier version, or the dispatch that this one corrects, had told of. Not here: what
is left of those (``agents/linking/taking_back.py``), and what an incident adds up to
(``agents/linking/fusing.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from agents.telling.gates import is_unorganised, may_found
from schemas.incident import Sighting
from schemas.reading import Reading
from schemas.state import Dossier

from .fusing import fuse
from .held import gone_with
from .incidents import founding_id, incident_of
from .lifecycle import FOLLOW_UP_DAYS
from .merging import merges_of
from .parts import sightings_of
from .profiles import Profile, is_wider, profile_of, profile_of_mention, widened
from .turn import Turn


class Found(NamedTuple):
    """
    Where the sightings of one reading belong.

    Attributes:
        joined: New sightings, by incident id, in the order in which incidents were found.
        lost: Dossiers that an earlier version had told of, by incident id.
        gone: Keys of the dispatches whose earlier words no longer count.
        merged: The id that each incident merges into which this shows to be one with another.
    """

    joined: dict[str, list[Sighting]]
    lost: dict[str, Dossier]
    gone: frozenset[str]
    merged: dict[str, str]


def found_in(turn: Turn, reading: Reading, *, now: datetime) -> Found:
    """Find the incident of every mention in *reading* that tells of one."""
    source = reading.dispatch
    gone = gone_with(reading)
    lost = {
        dossier.incident.incident_id: dossier
        for key in sorted(gone)
        for dossier in turn.dossiers_of(key)
        # What it told of in other countries, its readings there take back.
        if dossier.incident.country == reading.country
        and any(one.evidence.dispatch.key in gone for one in dossier.sightings)
    }
    joined: dict[str, list[Sighting]] = {}
    grown: dict[str, None] = {}
    profiles = _profiles_without(lost, gone)
    published = source.published_at.date()
    for seen, part in sightings_of(reading):
        mention, sighting = seen.mention, seen
        known = profile_of_mention(mention, published)
        if not part.is_first:
            known = known._replace(days=known.days._replace(told=False))
        above = _told_above(known, joined, profiles)
        if len(above) > 1:
            sighting = replace(sighting, claims=())  # "nine dead in three cities": a sum
        one = above[0] if above else incident_of(known, _around(turn, reading, known, profiles))
        if one is None:
            if not part.is_own or not may_found(
                reading, mention, now=now, horizon_days=FOLLOW_UP_DAYS
            ):
                continue
            incident_id = founding_id(source.key, mention)
            profiles.setdefault(incident_id, known._replace(incident_id=incident_id))
        else:
            incident_id = one.incident_id
            if is_unorganised(mention) and not _is_of_gangs(turn, incident_id, joined):
                continue
            profiles[incident_id] = widened(one, known)
            if is_wider(profiles[incident_id], one):
                grown[incident_id] = None
        joined.setdefault(incident_id, []).append(sighting)
    merged = merges_of(turn, reading.country or "", grown, profiles)
    for younger in [one for one in joined if one in merged]:
        joined.setdefault(merged[younger], []).extend(joined.pop(younger))
    return Found(joined, lost, gone, merged)


def _profiles_without(lost: dict[str, Dossier], gone: frozenset[str]) -> dict[str, Profile]:
    """
    Return what incidents are known by without the words that no longer count.

    One that has nothing else is still known by them, so that a corrected toll finds
    the incident that the wrong one had founded.
    """
    profiles = {}
    for incident_id, dossier in lost.items():
        rest = [one for one in dossier.sightings if one.evidence.dispatch.key not in gone]
        incident = dossier.incident
        if rest:
            # Its first report may be among the words that are gone; when it began is not.
            left = fuse(incident_id, incident.country, rest)
            incident = replace(left, first_seen=min(incident.first_seen, left.first_seen))
        profiles[incident_id] = profile_of(incident, rest)
    return profiles


def _is_of_gangs(turn: Turn, incident_id: str, joined: dict[str, list[Sighting]]) -> bool:
    """Tell whether a gang takes part: "the gang" of a later report is then the one of the first."""
    dossier = turn.dossier(incident_id)
    mentions = [one.mention for one in joined.get(incident_id, ())]
    parties = [actor for mention in mentions for actor in mention.actors]
    if dossier is not None:
        parties += dossier.incident.actors
    return any(actor.type == "criminal" and actor.actor_id for actor in parties)


def _told_above(one: Profile, joined: Iterable[str], profiles: dict[str, Profile]) -> list[Profile]:
    """Return the incidents that the same dispatch names towns of, where *one* names none."""
    if one.spots or one.points:
        return []
    told = (profiles[incident_id] for incident_id in joined)
    return [known for known in told if incident_of(one, (known,)) is not None]


def _around(
    turn: Turn, reading: Reading, one: Profile, own: dict[str, Profile]
) -> Iterator[Profile]:
    """Yield what *one* may be part of, as this reading leaves it."""
    yield from own.values()
    for profile in turn.around(reading.country or "", one):
        if profile.incident_id not in own:
            yield profile
