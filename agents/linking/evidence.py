"""
What does this dispatch say of which incident?

Makes the sightings of a reading, finds the incident of each, and every incident that
an earlier version, or the dispatch that this one corrects, had told of. Not here: what
is left of those (``agents/linking/taking_back.py``), and what an incident adds up to
(``agents/linking/fusing.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from schemas.incident import Sighting
from schemas.reading import Reading
from schemas.state import Dossier

from .fusing import fuse
from .held import gone_with
from .merging import merges_of
from .parts import sightings_of
from .placing import Places
from .profiles import Profile, profile_of
from .turn import Turn


class Found(NamedTuple):
    """
    Where the sightings of one reading belong.

    Attributes:
        joined: New sightings, by incident id, in the order in which incidents were found.
        anew: Earlier ones that were looked at anew, by the id where they belong now.
        left: The same, by the id where they were.
        lost: Dossiers that an earlier version had told of, by incident id.
        gone: Keys of the dispatches whose earlier words no longer count.
        merged: The id that each incident merges into which this shows to be one with another.
    """

    joined: dict[str, list[Sighting]]
    anew: dict[str, list[Sighting]]
    left: dict[str, list[Sighting]]
    lost: dict[str, Dossier]
    gone: frozenset[str]
    merged: dict[str, str]


def found_in(turn: Turn, reading: Reading, *, now: datetime) -> Found:
    """Find the incident of every mention in *reading* that tells of one."""
    gone = gone_with(reading)
    lost = {
        dossier.incident.incident_id: dossier
        for key in sorted(gone)
        for dossier in turn.dossiers_of(key)
        # What it told of in other countries, its readings there take back.
        if dossier.incident.country == reading.country
        and any(one.evidence.dispatch.key in gone for one in dossier.sightings)
    }
    country = reading.country or ""
    left = {
        one: [seen for seen in loose if seen.evidence.dispatch.key not in gone]
        for one, loose in turn.unsettled(country, reading.at).items()
    }
    emptied = {one: dossier for one in left if (dossier := turn.dossier(one)) is not None}
    profiles = _profiles_without(emptied | lost, gone, left)
    hollow = {
        one: profiles.pop(one)
        for one, dossier in emptied.items()
        if len(left[one]) == len(dossier.sightings)
    }
    places = Places(turn, reading, now, profiles, hollow)
    places.put(sightings_of(reading), (seen for loose in left.values() for seen in loose))
    merged = merges_of(turn, country, places.grown, places.profiles, empty=hollow)
    for told in (places.joined, places.anew):
        for younger in [one for one in told if one in merged]:
            told.setdefault(merged[younger], []).extend(told.pop(younger))
    merged |= {one: _where(left[one][0], places) for one in hollow}
    return Found(places.joined, places.anew, left, lost, gone, merged)


def _where(seen: Sighting, places: Places) -> str:
    """Return where an earlier report belongs now."""
    return next(one for one, told in places.anew.items() if seen in told)


def _profiles_without(
    changed: dict[str, Dossier], gone: frozenset[str], left: dict[str, list[Sighting]]
) -> dict[str, Profile]:
    """
    Return what incidents are known by without the words that no longer count or are loose.

    One that has nothing else is still known by them, so that a corrected toll finds
    the incident that the wrong one had founded.
    """
    profiles = {}
    for incident_id, dossier in changed.items():
        loose = {told_by(one) for one in left.get(incident_id, ())}
        rest = [
            one for one in dossier.sightings
            if one.evidence.dispatch.key not in gone and told_by(one) not in loose
        ]  # fmt: skip
        incident = dossier.incident
        if rest:
            # Its first report may be among the words that are gone; when it began is not.
            fused = fuse(incident_id, incident.country, rest)
            incident = replace(fused, first_seen=min(incident.first_seen, fused.first_seen))
        profiles[incident_id] = profile_of(incident, rest)
    return profiles


def told_by(one: Sighting) -> tuple[str, int]:
    """Return which mention of which dispatch a sighting is."""
    return one.evidence.dispatch.key, one.evidence.mention_idx
