"""
Does what is left of an incident still hang together?

A report that tied two fights ("at X and at Y") may be withdrawn or corrected. What it
leaves is put together anew; what does not belong to the first report any more becomes an
incident of its own, under the id that it had, or would have had, and whoever was told of
its place goes with it. Not here: what is left (``agents/linking/taking_back.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from msgspec.structs import replace

from agents.telling.watchlist import Touch, touches
from agents.where.homes import main_place
from schemas.incident import Change, Incident, Sighting
from schemas.state import Dossier, Notice

from .changes import revised
from .fusing import fuse
from .incidents import are_one, founding_id, incident_of
from .profiles import Profile, profile_of_mention, widened
from .status import FALLEN
from .turn import Turn


def groups_of(sightings: Sequence[Sighting]) -> list[list[Sighting]]:
    """
    Put *sightings*, in order of arrival, together that tell of one event; the first's first.

    Days do not part them, which reports of one event tell differently; only places do. What
    names no town stays with the first.
    """
    groups: dict[str, list[Sighting]] = {}
    known: dict[str, Profile] = {}
    numbers = count()
    for one in sorted(sightings, key=_roughness):
        mine = profile_of_mention(one.mention, one.evidence.published_at.date())
        mine = mine._replace(days=mine.days._replace(told=False))
        found = incident_of(mine, known.values())
        if found is None and known and not mine.points and not mine.spots:
            found = known[min(known)]
        key = f"{next(numbers):04}" if found is None else found.incident_id
        known[key] = mine._replace(incident_id=key) if found is None else widened(found, mine)
        groups.setdefault(key, []).append(one)
        tied = [other for other in known if other != key and are_one(known[key], known[other])]
        for other in tied:
            known[key] = widened(known[key], known.pop(other))
            groups[key] += groups.pop(other)
    order = {id(one): number for number, one in enumerate(sightings)}
    parts = [sorted(group, key=lambda one: order[id(one)]) for group in groups.values()]
    return sorted(parts, key=lambda group: order[id(group[0])])


def _roughness(one: Sighting) -> int:
    place = main_place(one.mention.places)
    return 9 if place is None else place.precision


def split_off(
    turn: Turn, source: Dossier, group: Sequence[Sighting], *, reading_id: str
) -> Dossier:
    """Make the incident of *group*, which was part of *source*, and take its readers along."""
    first = group[0]
    incident_id = _free_id(turn, first)
    fallen = turn.dossier(incident_id)
    fused = fuse(incident_id, source.incident.country, group)
    before = None if fallen is None else fallen.incident
    after = revised(before, fused, reading_id=reading_id) or fused
    split = Change(
        path="split", old=source.incident.incident_id, new=incident_id, reading_id=reading_id,
        reason=f"it was told as part of incident {source.incident.incident_id}",
    )  # fmt: skip
    after = replace(after, change_set=(*after.change_set, split))
    notices = tuple(one for one in source.notices if is_told_of(turn, one, after))
    return Dossier(incident=after, sightings=tuple(group), notices=notices)


def given_off(source_id: str, parts: Iterable[Dossier], *, reading_id: str) -> Iterator[Change]:
    """Yield a change for each of *parts*, which belong to the incident no more, for its history."""
    for part in parts:
        part_id = part.incident.incident_id
        reason = f"incident {part_id} is no part of this one"
        yield Change(path="split", old=source_id, new=part_id, reason=reason, reading_id=reading_id)


def is_told_of(turn: Turn, notice: Notice, incident: Incident) -> bool:
    """Tell whether *incident* touches the entry whose readers hold *notice*."""
    watch = turn.rules.get(notice.watch_id)
    if watch is None:
        return False
    return isinstance(touches(watch, incident.places, incident.actors), Touch)


def _free_id(turn: Turn, first: Sighting) -> str:
    ids = (
        founding_id(first.evidence.dispatch.key, first.mention, again=again) for again in count()
    )
    return next(one for one in ids if _is_free(turn.dossier(one)))


def _is_free(known: Dossier | None) -> bool:
    return known is None or known.incident.status in FALLEN
