"""
What has this record changed so far?

The world as seen through the changes of the record at hand, so that following
stays a function: it reads the world, writes here, and the shell applies the
changes once everything was sent. Also the one place where time moves: what is
due happens here, in the order of due times. Not here: what a report means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Final

from agents.effects import Output
from agents.telling.watchlist import Rules
from schemas.incident import Incident, Sighting
from schemas.reading import Reading, Sketch
from schemas.state import Dossier, Held
from schemas.watch import Watchlist

from .lifecycle import OVER, next_due, pass_time
from .loose import UNSETTLED, loose_of
from .profiles import Profile, profile_of
from .status import FALLEN
from .tallies import Lately, Tallies
from .told_by import dispatches_of, texts_of, words_of
from .world import Changes, World

# What falls due at one time, in this order: a reading comes after what was due when it came.
INCIDENT: Final = 0
HELD: Final = 1


class Turn:
    """
    The handling of one record.

    Args:
        world: As it was before.
        take_in: What to do with a reading that has waited for the end of its embargo.

    Attributes:
        now: The clock; ``None`` before a partition's first record.
        rules: Those in force.
        outputs: What is to be sent, in order.
        tallies: What countries went through, with what this record changed.
    """

    def __init__(self, world: World, take_in: Callable[[Turn, Reading], None]) -> None:
        self._world = world
        self._take_in = take_in
        self._read: dict[str, Dossier | None] = {}
        self._dossiers: dict[str, Dossier | None] = {}
        self._held: dict[str, Held | None] = {}
        self._ahead: list[tuple[datetime, int, str]] = []
        self._until: datetime | None = None  # while time runs
        self.tallies = Tallies(world.tally, world.since)
        self.now = world.now
        self.rules = world.rules
        self.outputs: list[Output] = []

    def dossier(self, incident_id: str) -> Dossier | None:
        """Return what is kept on one incident."""
        if incident_id in self._dossiers:
            return self._dossiers[incident_id]
        if incident_id not in self._read:  # the table keeps bytes: each look would decode them
            self._read[incident_id] = self._world.dossier(incident_id)
        return self._read[incident_id]

    def told_to(self, incident_id: str) -> tuple[str, ...]:
        """Return the watch entries whose readers know of an incident; asked before its dossier is."""
        if incident_id not in self._dossiers:
            return self._world.told_to(incident_id)
        dossier = self._dossiers[incident_id]
        return () if dossier is None else tuple(notice.watch_id for notice in dossier.notices)

    def put(self, dossier: Dossier) -> None:
        """Keep *dossier*, and count it in its country."""
        incident = dossier.incident
        known = self.dossier(incident.incident_id)
        before = known.incident if known is not None else None
        self._dossiers[incident.incident_id] = dossier
        if self._until is not None:
            self._plan(next_due(dossier, self.rules), INCIDENT, incident.incident_id)
        self.tallies.keep(incident.country, self.lately(before, incident).tally)

    def held(self, name: str) -> Held | None:
        """Return what is kept in mind of one dispatch apart from incidents."""
        return self._held[name] if name in self._held else self._world.held(name)

    def hold(self, name: str, held: Held | None) -> None:
        """Keep *held* in mind, or forget what was held."""
        self._held[name] = held
        if held is not None:
            self._plan(held.until, HELD, name)

    def lately(self, before: Incident | None, after: Incident) -> Lately:
        """Return what the country of *after* went through with it in place of *before*."""
        return self.tallies.with_change(before, after, now=self.now or after.last_evidence)

    def dossiers_of(self, dispatch_key: str) -> list[Dossier]:
        """Return what is kept on the incidents that a dispatch tells of, or told of once, by id."""
        # An embargo that ended just now may have told of it in this very turn.
        changed = (one for one in self._changed() if dispatch_key in dispatches_of(one))
        return self._known({*self._world.ids_of(dispatch_key), *map(_id_of, changed)})

    def dossiers_in_words(self, sketch: Sketch) -> list[Dossier]:
        """Return what is kept on incidents that a text of the very words tells of, by id."""
        changed = (one for one in self._changed() if words_of(sketch) in texts_of(one))
        return self._known({*self._world.ids_in_words(sketch), *map(_id_of, changed)})

    def _changed(self) -> Iterator[Dossier]:
        return (one for one in self._dossiers.values() if one is not None)

    def _known(self, ids: set[str]) -> list[Dossier]:
        found = (self.dossier(one) for one in sorted(ids))
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

    def unsettled(self, country: str, at: datetime) -> dict[str, list[Sighting]]:
        """Return the reports that are to be looked at anew at that time, by incident id."""
        since = at - UNSETTLED
        ids = {
            *(profile.incident_id for profile in self._world.loose(country, since)),
            *self._dossiers,
        }
        found = {}
        for incident_id in sorted(ids):
            dossier = self.dossier(incident_id)
            if dossier is None or dossier.incident.country != country:
                continue
            if dossier.incident.status not in OVER:
                loose = loose_of(dossier.sightings, since=since)
                found.update({incident_id: loose} if loose else {})
        return found

    def change_rules(self, watchlist: Watchlist) -> None:
        """Put other rules into force; equal ones are no change."""
        if watchlist != self.rules.watchlist:
            self.rules = Rules(watchlist)

    def run_until(self, at: datetime) -> None:
        """Move the clock to *at*, unless it is ahead, and do what is due until then."""
        self._ahead = list(self._due_until(at))
        heapify(self._ahead)
        self._until = at
        while self._ahead:
            due, what, one = heappop(self._ahead)
            if due != self._due_of(what, one):
                continue  # something earlier has changed it meanwhile
            # Due already when it became known: a late reading, or changed rules.
            self.now = due if self.now is None else max(due, self.now)
            if what == INCIDENT:
                self._pass_time(one, self.now)
            else:
                self._release(one)
        self._until = None
        self.now = at if self.now is None else max(at, self.now)

    def _pass_time(self, incident_id: str, at: datetime) -> None:
        dossier = self.dossier(incident_id)
        assert dossier is not None  # noqa: S101 -- it has a due time
        step = pass_time(dossier, self.rules, at)
        self.outputs += step.outputs
        if step.dossier is None:
            self._dossiers[incident_id] = None
        else:
            self.put(step.dossier)

    def _release(self, name: str) -> None:
        """Let what was held take effect, or forget it."""
        held = self.held(name)
        self.hold(name, None)
        if held is not None and held.reading is not None:
            self._take_in(self, held.reading)

    def _plan(self, due: datetime, what: int, one: str) -> None:
        """Have *one* done in this run if it falls due within it."""
        if self._until is not None and due <= self._until:
            heappush(self._ahead, (due, what, one))

    def _due_of(self, what: int, one: str) -> datetime | None:
        if what == HELD:
            held = self.held(one)
            return None if held is None else held.until
        dossier = self.dossier(one)
        return None if dossier is None else next_due(dossier, self.rules)

    def _due_until(self, at: datetime) -> Iterator[tuple[datetime, int, str]]:
        if self.rules is self._world.rules:
            for due, incident_id in self._world.due_until(at):
                if incident_id not in self._dossiers:
                    yield due, INCIDENT, incident_id
            changed = list(self._dossiers)
        else:  # other rules, other due times
            changed = sorted({*self._world.ids(), *self._dossiers})
        for incident_id in changed:
            due_now = self._due_of(INCIDENT, incident_id)
            if due_now is not None and due_now <= at:
                yield due_now, INCIDENT, incident_id
        for due, name in self._world.held_until(at):
            if name not in self._held:
                yield due, HELD, name
        for name, held in self._held.items():
            if held is not None and held.until <= at:
                yield held.until, HELD, name

    def changes(self) -> Changes:
        """Return all that the record changed."""
        return Changes(
            dict(self._dossiers),
            dict(self._held),
            now=None if self.now == self._world.now else self.now,
            watchlist=None if self.rules is self._world.rules else self.rules.watchlist,
            tallies=self.tallies.changes(),
        )


def _id_of(dossier: Dossier) -> str:
    return dossier.incident.incident_id
