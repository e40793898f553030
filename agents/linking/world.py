"""
What does one ``readings`` partition know?

Its incidents, its clock, the rules in force and what waits, with indexes that answer "what
is going on in this country", "what did this dispatch tell of" and "is anything
due" without a search. The indexes are made from the mappings and hold nothing
of their own: a world made anew from the same mappings answers alike.

``World`` is the only writer of its mappings, and writes only in ``apply``. Not
here: judgement (``agents/following.py``).

Remembers  incidents    incident id -> dossier; leaves after its horizon
           held         dispatch key -> what waits for its embargo, or was taken back
           clocks       "clock" -> the time; "rules" -> the watchlist, apart from it because
                        time moves with every record and hundreds of entries do not;
                        "ML" -> what Mali went through lately, bounded by days
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from agents.telling.watchlist import Rules
from schemas.reading import Sketch
from schemas.state import Clock, Dossier, Held, Tally
from schemas.watch import Watchlist

from .dues import Dues
from .lifecycle import next_due
from .neighbourhood import Neighbourhood
from .profiles import Profile, profile_of
from .told_by import Index, dispatches_of, texts_of, words_of

CLOCK: Final = "clock"
RULES: Final = "rules"


class Changes(NamedTuple):
    """
    What one record changes.

    Attributes:
        dossiers: By incident id; ``None`` leaves the table.
        held: By dispatch key; ``None`` leaves the table.
        now: The clock, ``None`` when it stands as it was.
        watchlist: The rules, ``None`` when they are as they were.
        tallies: What countries went through, by code, where that changed.
    """

    dossiers: Mapping[str, Dossier | None]
    held: Mapping[str, Held | None]
    now: datetime | None = None
    watchlist: Watchlist | None = None
    tallies: Mapping[str, Tally] = MappingProxyType({})


class World:
    """
    The memory of one partition.

    Args:
        incidents: The partition's dossiers, by incident id.
        clocks: Its time and rules; empty for a partition that has seen nothing.
        held: What it keeps in mind of dispatches apart from incidents, by dispatch key.

    Attributes:
        now, since: The greatest time seen, and the first; ``None`` before the first record.
        rules: Those in force.
    """

    def __init__(
        self,
        incidents: MutableMapping[str, Dossier],
        clocks: MutableMapping[str, Clock],
        held: MutableMapping[str, Held],
    ) -> None:
        self._incidents = incidents
        self._clocks = clocks
        self._held = held
        self._told: dict[str, tuple[str, ...]] = {}
        self._around: dict[str, Neighbourhood] = {}
        self._tallies: dict[str, Tally] = {}  # unpacked, once they are asked for
        self._by_dispatch: Index[str] = Index()
        self._by_words: Index[int] = Index()
        self._dues = Dues()
        self._held_dues = Dues()
        clock = clocks.get(CLOCK, Clock())
        self.now, self.since = clock.now, clock.since
        self.rules = Rules(clocks[RULES].watchlist if RULES in clocks else Watchlist())
        for dossier in incidents.values():
            self._remember(dossier)
        for key, one in held.items():
            self._held_dues.set(key, one.until)

    def told_to(self, incident_id: str) -> tuple[str, ...]:
        """Return the watch entries whose readers know of an incident."""
        return self._told.get(incident_id, ())

    def tally(self, country: str) -> Tally:
        """Return what *country* (ISO 3166-1) went through lately."""
        tally = self._tallies.get(country)
        if tally is None:
            known = self._clocks.get(country)
            tally = self._tallies[country] = (known and known.tally) or Tally()
        return tally

    def dossier(self, incident_id: str) -> Dossier | None:
        """Return what is kept on one incident."""
        return self._incidents.get(incident_id)

    def ids(self) -> Iterable[str]:
        """Return the ids of all incidents."""
        return self._incidents.keys()

    def dossiers(self) -> Iterable[Dossier]:
        """Return what is kept on every incident."""
        return self._incidents.values()

    def around(self, country: str, one: Profile) -> Iterator[Profile]:
        """Yield what the incidents of *country* that *one* may be about are known by."""
        known = self._around.get(country)
        return iter(()) if known is None else known.around(one)

    def loose(self, country: str, since: datetime) -> Iterator[Profile]:
        """Yield what the incidents of *country* with reports not settled since then are known by."""
        known = self._around.get(country)
        return iter(()) if known is None else known.loose(since)

    def ids_of(self, dispatch_key: str) -> frozenset[str]:
        """Return the ids of the incidents that a dispatch tells of, or told of once."""
        return self._by_dispatch.of(dispatch_key)

    def ids_in_words(self, sketch: Sketch) -> frozenset[str]:
        """Return the ids of incidents that a text of the very words of *sketch* tells of."""
        return self._by_words.of(words_of(sketch))

    def held(self, dispatch_key: str) -> Held | None:
        """Return what is kept in mind of one dispatch apart from incidents."""
        return self._held.get(dispatch_key)

    def due_until(self, at: datetime) -> list[tuple[datetime, str]]:
        """Return the times and ids of the incidents that are due by *at*, unordered."""
        return self._dues.until(at)

    def held_until(self, at: datetime) -> list[tuple[datetime, str]]:
        """Return the times and keys of the dispatches that are held until *at* at most."""
        return self._held_dues.until(at)

    def apply(self, changes: Changes) -> None:
        """Write *changes* to the mappings and bring the indexes up to date."""
        for incident_id, dossier in changes.dossiers.items():
            known = self._incidents.get(incident_id)
            if dossier is not None:
                self._incidents[incident_id] = dossier
                self._remember(dossier, before=known)
            elif known is not None:
                del self._incidents[incident_id]
                self._forget(known)
        self._hold(changes.held)
        if changes.watchlist is not None:
            self._clocks[RULES] = Clock(watchlist=changes.watchlist)
            self.rules = Rules(changes.watchlist)
            dossiers = self._incidents.items()
            self._dues.replace({one: next_due(known, self.rules) for one, known in dossiers})
        if changes.now is not None:
            self.now, self.since = changes.now, self.since or changes.now
            self._clocks[CLOCK] = Clock(now=self.now, since=self.since)
        for country, tally in changes.tallies.items():
            self._tallies[country] = tally
            self._clocks[country] = Clock(tally=tally)
        self._dues.tidy()
        self._held_dues.tidy()

    def _hold(self, changed: Mapping[str, Held | None]) -> None:
        for key, held in changed.items():
            if held is not None:
                self._held[key] = held
                self._held_dues.set(key, held.until)
            elif key in self._held:
                del self._held[key]
                self._held_dues.drop(key)

    def _remember(self, dossier: Dossier, before: Dossier | None = None) -> None:
        """Bring the indexes up to *dossier*, of which they know what it was *before*."""
        incident = dossier.incident
        one = incident.incident_id
        around = self._around.setdefault(incident.country, Neighbourhood())
        around.remove(one)
        around.add(profile_of(incident, dossier.sightings))
        self._told.pop(one, None)
        if dossier.notices:
            self._told[one] = tuple(notice.watch_id for notice in dossier.notices)
        told, texts = dispatches_of(dossier), texts_of(dossier)
        self._by_dispatch.move(one, dispatches_of(before) if before else set(), told)
        self._by_words.move(one, texts_of(before) if before else set(), texts)
        self._dues.set(one, next_due(dossier, self.rules))

    def _forget(self, dossier: Dossier) -> None:
        one = dossier.incident.incident_id
        self._around[dossier.incident.country].remove(one)
        self._told.pop(one, None)
        self._by_dispatch.remove(dispatches_of(dossier), one)
        self._by_words.remove(texts_of(dossier), one)
        self._dues.drop(one)
