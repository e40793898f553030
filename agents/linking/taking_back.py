"""
What is left of an incident when words are taken back?

A new version of an item takes the place of the old one, a correction that of what it
names, a kill leaves nothing. Copies of what was withdrawn fall with it. A correction that
puts an event elsewhere moves its incident there. Not here: which words are taken back
(``agents/linking/evidence.py``), and who is told (``agents/telling/alerting.py``).
"""

from __future__ import annotations

from schemas.incident import Sighting
from schemas.reading import Reading, Source
from schemas.state import Dossier

from .evidence import Found
from .incidents import is_one_kind
from .repeats import first_tellers
from .turn import Turn
from .voices import voice_of


def moved(turn: Turn, found: Found, reading: Reading) -> Found:
    """
    Let an incident that a correction left nothing of go on where the correction puts it.

    Only when there is one of each: otherwise nobody can say which became which.
    """
    source = reading.dispatch
    if source.signal != "correction" and source.corrects is None:
        return found
    founded = [one for one in found.joined if turn.dossier(one) is None]
    emptied = [
        incident_id
        for incident_id, dossier in found.lost.items()
        if incident_id not in {*found.joined, *found.merged} and not _untouched(dossier, found)
    ]
    if len(founded) != 1 or len(emptied) != 1:
        return found
    (new,), (old,) = founded, emptied
    if not is_one_kind(found.joined[new][0].mention.family, found.lost[old].incident.family):
        return found
    joined = {old if one == new else one: told for one, told in found.joined.items()}
    return found._replace(joined=joined)


def fallen(turn: Turn, found: Found) -> list[Sighting]:
    """Return what was told of incidents of *found* before, by dispatches that tell of none now."""
    after = (turn.dossier(one) for one in (*found.lost, *found.joined))
    standing = {
        one.evidence.dispatch.key
        for dossier in after
        if dossier is not None
        for one in dossier.sightings
    }
    return [
        one
        for dossier in found.lost.values()
        for one in dossier.sightings
        if one.evidence.dispatch.key not in standing
    ]


def is_taking_back(reading: Reading) -> bool:
    """Tell whether *reading* says that an earlier word was wrong."""
    source = reading.dispatch
    return (
        source.pubstatus != "usable"
        or source.signal in ("kill", "correction")
        or source.corrects is not None
    )


def left_of(dossier: Dossier, found: Found, reading: Reading) -> list[Sighting]:
    """
    Return what still stands in *dossier* without what *reading* took back.

    When a kill or a correction takes away what it had said there altogether, older copies of
    its text fall with it, and older reports of the same publisher: they are the same word,
    not a second one.
    """
    source = reading.dispatch
    rest = _untouched(dossier, found)
    taken = [one for one in dossier.sightings if one.evidence.dispatch.key in found.gone]
    is_withdrawn = is_taking_back(reading)
    if dossier.incident.incident_id in found.joined or not is_withdrawn or not taken:
        return rest
    first = first_tellers(dossier.sightings)
    texts = {first[one.evidence.dispatch.key] for one in taken}
    rest = [
        one for one in rest
        if first[one.evidence.dispatch.key] not in texts or _is_newer(one, source)
    ]  # fmt: skip
    voices = {voice_of(one.evidence) for one in taken}
    stands = any(voice_of(one.evidence) not in voices or _is_newer(one, source) for one in rest)
    return rest if stands else []


def _is_newer(one: Sighting, source: Source) -> bool:
    return one.evidence.published_at > source.published_at


def _untouched(dossier: Dossier, found: Found) -> list[Sighting]:
    return [one for one in dossier.sightings if one.evidence.dispatch.key not in found.gone]
