"""
Where does each thing that is told belong?

First what names a town: it joins the incident there or founds one. Then what names only
an area, the finest first: the report at hand and those of the last ten minutes alike, so
that it does not matter which of them came first. What they left empty is taken over by a
town that lies in it, or lives on where its report went. Not here: when two tell of one
event (``agents/linking/incidents.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count

from msgspec.structs import replace

from agents.telling.gates import is_unorganised, may_found
from agents.where.homes import main_place
from schemas.incident import Sighting
from schemas.reading import Reading

from .incidents import founding_id, incident_of
from .lifecycle import FOLLOW_UP_DAYS
from .parts import Part
from .profiles import Profile, is_wider, profile_of_mention, widened
from .status import FALLEN
from .turn import Turn


class Places:
    """
    The incidents of one country while a reading is put into them.

    Attributes:
        profiles: What those are known by that the reading changes, by incident id.
        hollow: The same for those that are left without a report.
        joined: What the reading says of each.
        anew: What earlier reports say of each that were looked at anew.
        grown: Those that may be tied to more incidents than before.
    """

    def __init__(
        self,
        turn: Turn,
        reading: Reading,
        now: datetime,
        profiles: dict[str, Profile],
        hollow: dict[str, Profile],
    ) -> None:
        self._turn, self._reading, self._now = turn, reading, now
        self.profiles, self.hollow = profiles, hollow
        self.joined: dict[str, list[Sighting]] = {}
        self.anew: dict[str, list[Sighting]] = {}
        self.grown: dict[str, None] = {}

    def put(self, told: Iterable[tuple[Sighting, Part]], loose: Iterable[Sighting]) -> None:
        """Put all that is *told* by the reading, and what is *loose*, where it belongs."""
        rough: list[tuple[Sighting, Part | None]] = [(one, None) for one in loose]
        for seen, part in told:
            known = _known(seen, part)
            above = self._told_above(known)
            if len(above) > 1:
                summed = replace(seen, claims=())  # "nine dead in three cities": a sum
                self._put(summed, part, above[0])
            elif above or known.spots or known.points:
                self._put(seen, part, above[0] if above else self._incident_of(known))
            else:
                rough.append((seen, part))
        for seen, source in sorted(rough, key=lambda one: _exactness(one[0])):
            known = _known(seen, source)
            self._put(seen, source, self._incident_of(known))

    def _put(self, seen: Sighting, part: Part | None, one: Profile | None) -> None:
        if one is not None:
            incident_id = one.incident_id
            is_doubtful = part is not None and is_unorganised(seen.mention)
            if is_doubtful and not self._is_of_gangs(incident_id):
                return
            self.profiles[incident_id] = widened(one, _known(seen))
            if is_wider(self.profiles[incident_id], one):
                self.grown[incident_id] = None
        elif part is None or self._may_found(part):
            incident_id = self._new_id(seen)
            self.profiles[incident_id] = _known(seen)._replace(incident_id=incident_id)
        else:
            return
        to = self.anew if part is None else self.joined
        to.setdefault(incident_id, []).append(seen)

    def _incident_of(self, known: Profile) -> Profile | None:
        """Return the incident of what is *known*: one that has a report, else an empty one."""
        one = incident_of(known, self._around(known))
        if one is not None:
            return one
        empty = incident_of(known, self.hollow.values())
        if empty is None:
            return None
        del self.hollow[empty.incident_id]
        return known._replace(incident_id=empty.incident_id)

    def _told_above(self, known: Profile) -> list[Profile]:
        """Return the incidents that the reading names towns of, where *known* names none."""
        if known.spots or known.points:
            return []
        told = (self.profiles[incident_id] for incident_id in self.joined)
        return [one for one in told if incident_of(known, (one,)) is not None]

    def _around(self, known: Profile) -> Iterator[Profile]:
        """Yield what *known* may be part of, as the reading leaves it."""
        yield from self.profiles.values()
        for profile in self._turn.around(self._reading.country or "", known):
            if profile.incident_id not in self.profiles and profile.incident_id not in self.hollow:
                yield profile

    def _may_found(self, part: Part) -> bool:
        return part.is_own and may_found(
            self._reading, part.mention, now=self._now, horizon_days=FOLLOW_UP_DAYS
        )

    def _new_id(self, seen: Sighting) -> str:
        """Make an id; that of what lost all else to another report, if it founded that."""
        key = seen.evidence.dispatch.key
        for again in count():
            incident_id = founding_id(key, seen.mention, again=again)
            dossier = self._turn.dossier(incident_id)
            is_free = dossier is None or dossier.incident.status in FALLEN
            if incident_id in self.hollow or (is_free and incident_id not in self.profiles):
                self.hollow.pop(incident_id, None)
                return incident_id
        raise AssertionError("count() does not end")

    def _is_of_gangs(self, incident_id: str) -> bool:
        """Tell whether a gang takes part: "the gang" of a later report is then that of the first."""
        dossier = self._turn.dossier(incident_id)
        told = [*self.joined.get(incident_id, ()), *self.anew.get(incident_id, ())]
        parties = [actor for one in told for actor in one.mention.actors]
        if dossier is not None:
            parties += dossier.incident.actors
        return any(actor.type == "criminal" and actor.actor_id for actor in parties)


def _known(seen: Sighting, part: Part | None = None) -> Profile:
    known = profile_of_mention(seen.mention, seen.evidence.published_at.date())
    if part is not None and not part.is_first:
        known = known._replace(days=known.days._replace(told=False))
    return known


def _exactness(one: Sighting) -> tuple[int, datetime, str, int]:
    place = main_place(one.mention.places)
    line = one.evidence
    return (
        9 if place is None else place.precision,
        line.received_at,
        line.dispatch.key,
        line.mention_idx,
    )
