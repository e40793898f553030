"""
What has this record changed so far?

The world as seen through the changes of the record at hand, so that following
stays a function: it reads the world, writes here, and the shell applies the
changes once everything was sent. Also the one place where time moves: what is
due happens here, in the order of due times. Not here: what a report means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Final

from agents.effects import Output
from agents.telling.watchlist import Rules
from schemas.state import Dossier
from schemas.watch import Watchlist

from .lifecycle import next_due, pass_time
from .profiles import Profile, profile_of
from .world import Changes, World

FALLEN: Final = frozenset({"retracted", "merged"})


class Turn:
    """
    The handling of one record.

    Attributes:
        now: The clock; ``None`` before a partition's first record.
        rules: Those in force.
        outputs: What is to be sent, in order.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._dossiers: dict[str, Dossier | None] = {}
        self.now = world.now
        self.rules = world.rules
        self.outputs: list[Output] = []

    def dossier(self, incident_id: str) -> Dossier | None:
        """Return what is kept on one incident."""
        if incident_id in self._dossiers:
            return self._dossiers[incident_id]
        return self._world.dossier(incident_id)

    def put(self, dossier: Dossier) -> None:
        """Keep *dossier*."""
        self._dossiers[dossier.incident.incident_id] = dossier

    def dossiers_of(self, dispatch_key: str) -> list[Dossier]:
        """Return what is kept on the incidents that a dispatch tells of, or told of once, by id."""
        found = (self.dossier(one) for one in sorted(self._world.ids_of(dispatch_key)))
        return [dossier for dossier in found if dossier is not None]

    def around(self, country: str, one: Profile) -> Iterator[Profile]:
        """
        Yield what the incidents of *country* that *one* may be about are known by.

        Those that this record changed are all among them; those that do not stand are not.
        """
        for profile in self._world.around(country, one):
            if profile.incident_id not in self._dossiers and profile.status not in FALLEN:
                yield profile
        for dossier in self._dossiers.values():
            if dossier is not None and dossier.incident.country == country:
                profile = profile_of(dossier.incident, dossier.sightings)
                if profile.status not in FALLEN:
                    yield profile

    def change_rules(self, watchlist: Watchlist) -> None:
        """Put other rules into force; equal ones are no change."""
        if watchlist != self.rules.watchlist:
            self.rules = Rules(watchlist)

    def run_until(self, at: datetime) -> None:
        """Move the clock to *at*, unless it is ahead, and do what is due until then."""
        heap = list(self._due_until(at))
        heapify(heap)
        while heap:
            due, incident_id = heappop(heap)
            dossier = self.dossier(incident_id)
            if dossier is None:
                continue
            # Due already when it became known: a late reading, or changed rules.
            self.now = due if self.now is None else max(due, self.now)
            step = pass_time(dossier, self.rules, self.now)
            self._dossiers[incident_id] = step.dossier
            self.outputs += step.outputs
            if step.dossier is not None and (later := next_due(step.dossier, self.rules)) <= at:
                heappush(heap, (later, incident_id))
        self.now = at if self.now is None else max(at, self.now)

    def _due_until(self, at: datetime) -> Iterable[tuple[datetime, str]]:
        if self.rules is self._world.rules:
            for due, incident_id in self._world.due_until(at):
                if incident_id not in self._dossiers:
                    yield due, incident_id
            changed = list(self._dossiers)
        else:  # other rules, other due times
            changed = sorted({*self._world.ids(), *self._dossiers})
        for incident_id in changed:
            dossier = self.dossier(incident_id)
            if dossier is not None and (due := next_due(dossier, self.rules)) <= at:
                yield due, incident_id

    def changes(self) -> Changes:
        """Return all that the record changed."""
        return Changes(
            dict(self._dossiers),
            now=None if self.now == self._world.now else self.now,
            watchlist=None if self.rules is self._world.rules else self.rules.watchlist,
        )
