"""
With what does promoting write, and how are its records known?

All of them bear the replay's name, and are dated when they are written, for before nobody
knew it. Not here: what is written (``streams/replay/promotion/changes.py``), and in which
transaction (``streams/replay/promotion/promoting.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from schemas.codec import encode
from schemas.incident import Incident
from schemas.replay import Replay
from schemas.topics import INCIDENTS, REPLAYS, REVISIONS, Topic
from streams.kafka import partition_of, topic_name
from streams.replay.bulk import Bulk
from streams.settings import Settings


class Number(NamedTuple):
    """The number of an incident's newest revision, and of the one before."""

    revision: int
    supersedes: int | None


class Pen:
    """
    Writes what *replay* found; *out* is ``None`` when it is only counted.

    Attributes:
        bootstrap, settings, replay: Where, ours, and whose.
        counts: Partitions of each topic, by name.
        at: The time.
        numbers: Of incidents, by id, as they stand when all is written.
    """

    def __init__(
        self,
        bootstrap: str,
        settings: Settings,
        replay: Replay,
        counts: dict[str, int],
        at: datetime,
        out: Bulk | None,
    ) -> None:
        self.bootstrap = bootstrap
        self.settings = settings
        self.replay = replay
        self.counts = counts
        self.at = at
        self.numbers: dict[str, Number] = {}
        self._out = out

    def note(self, replay: Replay) -> None:
        """Write how *replay* stands, with the rest."""
        self.put(topic_name(self.settings, REPLAYS), replay.replay_id, encode(replay))

    def tell(self, incident: Incident) -> None:
        """Write an incident's newest revision."""
        self.numbers[incident.incident_id] = Number(incident.revision, incident.supersedes)
        self.revise(incident)
        self._put_incident(INCIDENTS, incident)

    def revise(self, incident: Incident) -> None:
        """Write a revision of an incident."""
        self._put_incident(REVISIONS, incident)

    def put(
        self, topic: str, key: str, value: bytes | None, *, partition: int | None = None
    ) -> None:
        """Write one record to *topic*, which is named with the prefix."""
        if self._out is None:
            return
        self._out.add(
            topic, key.encode(), value,
            partition=partition_of(key, self.counts[topic]) if partition is None else partition,
            timestamp_ms=int(self.at.timestamp() * 1000),
            headers=[("replay", self.replay.replay_id.encode())],
        )  # fmt: skip

    def _put_incident(self, topic: Topic, incident: Incident) -> None:
        self.put(topic_name(self.settings, topic), incident.incident_id, encode(incident))

    async def send(self) -> None:
        """Hand over what is full."""
        if self._out is not None:
            await self._out.send()
