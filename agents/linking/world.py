"""
What does one ``readings`` partition know?

Its incidents, its clock and the rules in force, with indexes that answer "what
is going on in this country", "what did this dispatch tell of" and "is anything
due" without a search. The indexes are made from the mappings and hold nothing
of their own: a world made anew from the same mappings answers alike.

``World`` is the only writer of its mappings, and writes only in ``apply``. Not
here: judgement (``agents/following.py``).

Remembers  incidents    incident id -> dossier; leaves after its horizon
           clocks       "clock" -> the time; "rules" -> the watchlist, apart from it because
                        time moves with every record and hundreds of entries do not
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from agents.telling.watchlist import Rules
from schemas.state import Clock, Dossier
from schemas.watch import Watchlist

from .lifecycle import next_due
from .neighbourhood import Neighbourhood
from .profiles import Profile, profile_of

CLOCK: Final = "clock"
RULES: Final = "rules"
# Stale entries of the heap are thrown out when they outnumber the live ones by this much.
SLACK: Final = 64


class Changes(NamedTuple):
    """
    What one record changes.

    Attributes:
        dossiers: By incident id; ``None`` leaves the table.
        now: The clock, ``None`` when it stands as it was.
        watchlist: The rules, ``None`` when they are as they were.
    """

    dossiers: Mapping[str, Dossier | None]
    now: datetime | None = None
    watchlist: Watchlist | None = None


class World:
    """
    The memory of one partition.

    Args:
        incidents: The partition's dossiers, by incident id.
        clocks: Its time and rules; empty for a partition that has seen nothing.
    """

    def __init__(
        self, incidents: MutableMapping[str, Dossier], clocks: MutableMapping[str, Clock]
    ) -> None:
        self._incidents = incidents
        self._clocks = clocks
        self._around: dict[str, Neighbourhood] = {}
        self._by_dispatch: dict[str, tuple[str, ...]] = {}
        self._dues: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []
        self.rules = Rules(clocks[RULES].watchlist if RULES in clocks else Watchlist())
        for dossier in incidents.values():
            self._remember(dossier)

    @property
    def now(self) -> datetime | None:
        """The greatest time seen; ``None`` before the first record."""
        known = self._clocks.get(CLOCK)
        return None if known is None else known.now

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

    def ids_of(self, dispatch_key: str) -> frozenset[str]:
        """Return the ids of the incidents that a dispatch tells of, or told of once."""
        return frozenset(self._by_dispatch.get(dispatch_key, ()))

    def due_until(self, at: datetime) -> list[tuple[datetime, str]]:
        """
        Return what is due at *at* or before, unordered.

        The heap is walked only as far down as its entries are due, so that nothing due
        costs one comparison.
        """
        found, ahead = [], [0]
        while ahead:
            place = ahead.pop()
            if place < len(self._heap) and self._heap[place][0] <= at:
                due, incident_id = self._heap[place]
                if self._dues.get(incident_id) == due:
                    found.append((due, incident_id))
                ahead += (2 * place + 1, 2 * place + 2)
        return list(dict.fromkeys(found))

    def apply(self, changes: Changes) -> None:
        """Write *changes* to the mappings and bring the indexes up to date."""
        for incident_id, dossier in changes.dossiers.items():
            known = self._incidents.get(incident_id)
            if known is not None:
                self._forget(known)
            if dossier is not None:
                self._incidents[incident_id] = dossier
                self._remember(dossier)
            elif known is not None:
                del self._incidents[incident_id]
        if changes.watchlist is not None:
            self._clocks[RULES] = Clock(watchlist=changes.watchlist)
            self.rules = Rules(changes.watchlist)
            self._dues = {one: next_due(self._incidents[one], self.rules) for one in self._dues}
            self._heap = []
        if changes.now is not None:
            self._clocks[CLOCK] = Clock(now=changes.now)
        self._tidy()

    def _remember(self, dossier: Dossier) -> None:
        incident = dossier.incident
        one = incident.incident_id
        self._around.setdefault(incident.country, Neighbourhood()).add(
            profile_of(incident, dossier.sightings)
        )
        for key in _keys(dossier):
            self._by_dispatch[key] = (*self._by_dispatch.get(key, ()), one)
        self._dues[one] = next_due(dossier, self.rules)
        heappush(self._heap, (self._dues[one], one))

    def _forget(self, dossier: Dossier) -> None:
        one = dossier.incident.incident_id
        self._around[dossier.incident.country].remove(one)
        for key in _keys(dossier):
            others = tuple(other for other in self._by_dispatch.get(key, ()) if other != one)
            if others:
                self._by_dispatch[key] = others
            else:
                self._by_dispatch.pop(key, None)
        self._dues.pop(one, None)

    def _tidy(self) -> None:
        """Keep the head of the heap live, so that the next look at it is one comparison."""
        if not self._heap or len(self._heap) > 2 * len(self._dues) + SLACK:
            self._heap = [(due, one) for one, due in self._dues.items()]
            heapify(self._heap)
        while self._heap and self._dues.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)


def _keys(dossier: Dossier) -> set[str]:
    """Return the dispatches that tell of it; those of a retracted one, although they fell."""
    return {
        *(one.evidence.dispatch.key for one in dossier.sightings),
        *(line.dispatch.key for line in dossier.incident.evidence),
    }
