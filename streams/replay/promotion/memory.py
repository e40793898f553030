"""
What does promoting write to the tables of life?

Each entry that differs. Time and rules stay life's, and so does what is none of the replay's
countries. Not here: what becomes of one entry (``streams/replay/promotion/adopting.py``), and
reading the tables (``streams/replay/promotion/remembered.py``).
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from agents.linking.world import CLOCK, RULES
from agents.telling.watchlist import Rules
from schemas.codec import decode, encode
from schemas.state import Clock, Dossier
from streams.kafka import topic_name
from streams.packed import plain
from streams.replay.names import changelog, live_changelog

from .adopting import adopted, adopted_clock, country_of_held
from .pen import Pen
from .remembered import rules_and_time, table_of


class Memory:
    """
    The tables, partition by partition.

    Attributes:
        entries: Written, by table.
    """

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self.entries: dict[str, int] = {}

    async def write(self, partition: int) -> None:
        """Bring the tables of a partition to what the replay remembers."""
        tables = ["incidents", "clocks", "held"]
        if self._pen.replay.origin == "dispatches" and not self._pen.replay.countries:
            tables.append("versions")
        known = {table: await table_of(self._pen.bootstrap, live_changelog(self._pen.settings, table), partition)
                 for table in tables}  # fmt: skip
        found = {
            table: await table_of(
                self._pen.bootstrap,
                topic_name(self._pen.settings, changelog(self._pen.replay.replay_id, table)),
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
                    name = live_changelog(self._pen.settings, table)
                    self._pen.put(name, key, value, partition=partition)
                    self.entries[table] = self.entries.get(table, 0) + 1
            await self._pen.send()

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
        number = self._pen.numbers[after.incident.incident_id]
        incident = replace(after.incident, **number._asdict())
        dossier = adopted(replace(after, incident=incident), before, rules, now=now)
        if dossier.incident.revision != number.revision:  # it has ended
            self._pen.tell(dossier.incident)
        return encode(dossier)

    def _is_ours(self, country: str) -> bool:
        return not self._pen.replay.countries or country in self._pen.replay.countries
