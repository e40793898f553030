"""
What does promoting a replay write?

First the revisions of incidents that differ, then each table's entries that do; all marked
with the replay's name, and dated when they are written, for before nobody knew it. Not here:
in which transaction (``streams/replay/promotion/promoting.py``), and what becomes of one entry
(``streams/replay/promotion/adopting.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from agents.linking.world import CLOCK, RULES
from agents.telling.watchlist import Rules
from schemas.codec import decode, encode
from schemas.incident import Incident
from schemas.replay import Replay
from schemas.state import Clock, Dossier
from schemas.topics import INCIDENTS, READINGS, REPLAYS, REVISIONS
from streams.kafka import partition_of, topic_name
from streams.packed import plain
from streams.replay.bulk import Bulk
from streams.replay.diff.comparing import content_of, is_withdrawn
from streams.replay.diff.sides import Counted, Side
from streams.replay.diff.telling import lines_of, revisions_of
from streams.replay.names import changelog, live_changelog
from streams.settings import Settings

from .adopting import adopted, adopted_clock, country_of_held, renumbered, withdrawn
from .remembered import rules_and_time, table_of

Show = Callable[[int, int], None]
"""Told how many partitions are done, and of how many."""


class Written(NamedTuple):
    """
    What promoting writes.

    Attributes:
        incidents: That are new, different or taken back.
        entries: Of the tables, by table.
    """

    incidents: int
    entries: dict[str, int]


class Number(NamedTuple):
    """The number of an incident's newest revision, and of the one before."""

    revision: int
    supersedes: int | None


class Promotion:
    """What is to be written, partition by partition; *out* is ``None`` when it is only counted."""

    def __init__(
        self,
        bootstrap: str,
        settings: Settings,
        replay: Replay,
        counts: dict[str, int],
        at: datetime,
        out: Bulk | None,
    ) -> None:
        self._bootstrap = bootstrap
        self._settings = settings
        self._replay = replay
        self._counts = counts
        self._at = at
        self._out = out
        self._numbers: dict[str, Number] = {}
        self._incidents = 0
        self._entries: dict[str, int] = {}

    async def write(self, show: Show) -> Written:
        """Write all but the word that it is done."""
        lines = self._counts[topic_name(self._settings, REVISIONS)]
        partitions = self._counts[topic_name(self._settings, READINGS)]
        for partition in range(lines):
            await self._lines(partition)
            show(partition + 1, lines + partitions)
        for partition in range(partitions):
            await self._memory(partition)
            show(lines + partition + 1, lines + partitions)
        return Written(self._incidents, self._entries)

    def note(self, replay: Replay) -> None:
        """Write how *replay* stands, with the rest."""
        name = topic_name(self._settings, REPLAYS)
        self._put(name, replay.replay_id, encode(replay))

    async def _lines(self, partition: int) -> None:
        """Bring the revisions of incidents to what the replay found."""
        life = Side(self._bootstrap, self._settings, None)
        side = Side(self._bootstrap, self._settings, self._replay)
        counted = Counted({}, 0, self._replay.countries)
        known, _ = await lines_of(life, partition, counted)
        found, _ = await lines_of(side, partition, counted)
        unlike = {one for one in {*known, *found} if known.get(one) != found.get(one)}
        before = await revisions_of(life, partition, counted, unlike)
        after = await revisions_of(side, partition, counted, unlike)
        for one, line in known.items():
            self._numbers[one] = Number(line[-1].revision, line[-1].supersedes)
        for one in sorted(unlike):
            self._line(before.get(one, []), after.get(one, []))
            await self._send()

    def _line(self, before: list[Incident], after: list[Incident]) -> None:
        """Write the revisions of one incident, unless life said the same."""
        is_gone = not before or is_withdrawn(before[-1])
        if not after:
            if not is_gone:
                self._tell(withdrawn(before[-1], self._replay.replay_id, at=self._at))
                self._incidents += 1
            return
        if not is_gone and list(map(content_of, before)) == list(map(content_of, after)):
            return
        line = renumbered(after, before[-1].revision if before else 0)
        for incident in line[:-1]:
            self._put_incident(REVISIONS.name, incident)
        self._tell(line[-1])
        self._incidents += 1

    def _tell(self, incident: Incident) -> None:
        """Write an incident's newest revision."""
        self._numbers[incident.incident_id] = Number(incident.revision, incident.supersedes)
        self._put_incident(REVISIONS.name, incident)
        self._put_incident(INCIDENTS.name, incident)

    async def _memory(self, partition: int) -> None:
        """Bring the tables of a partition to what the replay remembers."""
        tables = ["incidents", "clocks", "held"]
        if self._replay.origin == "dispatches" and not self._replay.countries:
            tables.append("versions")
        known = {table: await table_of(self._bootstrap, live_changelog(self._settings, table), partition)
                 for table in tables}  # fmt: skip
        found = {
            table: await table_of(
                self._bootstrap,
                topic_name(self._settings, changelog(self._replay.replay_id, table)),
                partition,
            )
            for table in tables
        }
        rules, now = rules_and_time(known["clocks"])
        for table in tables:
            for key in sorted({*known[table], *found[table]}):
                before, after = known[table].get(key), found[table].get(key)
                value = self._entry(table, key, before, after, rules, now)
                if value != (None if before is None else plain(before)):
                    name = live_changelog(self._settings, table)
                    self._put(name, key, value, partition=partition)
                    self._entries[table] = self._entries.get(table, 0) + 1
            await self._send()

    def _entry(
        self,
        table: str,
        key: str,
        known: bytes | None,
        found: bytes | None,
        rules: Rules,
        now: datetime,
    ) -> bytes | None:
        """Return what stands under *key* from now on; ``None`` for nothing."""
        before, after = [None if one is None else plain(one) for one in (known, found)]
        if table == "incidents":
            return self._dossier(before, after, rules, now)
        if table == "clocks":
            if key in {CLOCK, RULES} or not self._is_ours(key):  # time and rules are life's
                return before
            clocks = [None if one is None else decode(Clock, one) for one in (after, before)]
            clock = adopted_clock(*clocks)
            return None if clock is None else encode(clock)
        if table == "held" and not self._is_ours(country_of_held(key)):
            return before
        return after

    def _dossier(
        self, known: bytes | None, found: bytes | None, rules: Rules, now: datetime
    ) -> bytes | None:
        """Return what is kept on an incident from now on."""
        before, after = [None if one is None else decode(Dossier, one) for one in (known, found)]
        country = next(one.incident.country for one in (before, after) if one is not None)
        if not self._is_ours(country):
            return known
        if after is None:
            return None
        number = self._numbers[after.incident.incident_id]
        incident = replace(after.incident, **number._asdict())
        dossier = adopted(replace(after, incident=incident), before, rules, now=now)
        if dossier.incident.revision != number.revision:  # it has ended
            self._tell(dossier.incident)
        return encode(dossier)

    def _is_ours(self, country: str) -> bool:
        return not self._replay.countries or country in self._replay.countries

    def _put_incident(self, topic: str, incident: Incident) -> None:
        self._put(self._settings.kafka.prefix + topic, incident.incident_id, encode(incident))

    def _put(
        self, topic: str, key: str, value: bytes | None, *, partition: int | None = None
    ) -> None:
        """Add one record, known as the replay's; its time is now, for before it was not known."""
        if self._out is not None:
            self._out.add(
                topic, key.encode(), value,
                partition=partition_of(key, self._counts[topic]) if partition is None else partition,
                timestamp_ms=int(self._at.timestamp() * 1000),
                headers=[("replay", self._replay.replay_id.encode())],
            )  # fmt: skip

    async def _send(self) -> None:
        if self._out is not None:
            await self._out.send()
