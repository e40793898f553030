"""
What did one side say, of all that is compared?

All sides keep alerts and revisions by incident, so one partition after the other is
compared. Whole records are kept only where the two sides differ: all
others are known by a hash. Not here: comparing (``streams/replay/diff/comparing.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol, TypeVar

from aiokafka import TopicPartition

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.incident import Incident
from schemas.record import Record
from schemas.topics import ALERTS, REVISIONS, Topic
from streams.replay.sources import whole

from .comparing import WITHDRAWN
from .edges import version_name
from .known import KnownAlert, KnownIncident
from .sides import Counted, Side

R = TypeVar("R", bound=Record)


class Numbered(Protocol):
    """A revision, or what is known of one."""

    @property
    def revision(self) -> int:
        """Its number."""

    @property
    def supersedes(self) -> int | None:
        """The number of the one before."""


N = TypeVar("N", bound=Numbered)


class Hashed(NamedTuple):
    """What is kept of a revision that may be the same on the other side."""

    revision: int
    supersedes: int | None
    mark: bytes


class Rung(NamedTuple):
    """What is kept of an alert that may be the same on the other side."""

    incident_id: str
    mark: bytes


def follow_on(line: list[N], one: N) -> None:
    """
    Add a revision to the *line* of its incident.

    What its writer repeats after a crash takes the place of what it said before; a replay
    that was promoted begins the line anew.
    """
    if one.supersedes is None:
        line.clear()
    while line and line[-1].revision >= one.revision:
        line.pop()
    line.append(one)


async def lines_of(
    side: Side, partition: int, counted: Counted
) -> tuple[dict[str, list[Hashed]], dict[str, str]]:
    """Return by incident the hashes of its revisions that count, and of all their country."""
    lines: dict[str, list[Hashed]] = {}
    countries: dict[str, str] = {}
    async for known, value, counts in _revisions(side, partition, counted):
        countries[known.incident_id] = known.country
        if counts:
            one = Hashed(known.revision, known.supersedes, _mark(value))
            follow_on(lines.setdefault(known.incident_id, []), one)
    return lines, countries


async def revisions_of(
    side: Side, partition: int, counted: Counted, wanted: Collection[str]
) -> dict[str, list[Incident]]:
    """Return the revisions of the *wanted* incidents that count."""
    lines: dict[str, list[Incident]] = {}
    if not wanted:
        return lines
    async for known, value, counts in _revisions(side, partition, counted):
        if counts and known.incident_id in wanted:
            follow_on(lines.setdefault(known.incident_id, []), decode(Incident, value))
    return lines


async def _revisions(
    side: Side, partition: int, counted: Counted
) -> AsyncGenerator[tuple[KnownIncident, bytes, bool]]:
    """Yield all revisions, and whether each counts."""
    async for known, value, timestamp_ms in _records(side, REVISIONS, partition, KnownIncident):
        reports = known.change_set[:1] or known.evidence[:1]
        causes = [one.reading_id for one in reports if one.reading_id is not None]
        # An older release noted no clock.
        at = known.revised_at or datetime.fromtimestamp(timestamp_ms / 1000, UTC)
        # Taken back since, it is not known any more of any time.
        is_gone = any(one.path == WITHDRAWN for one in known.change_set)
        yield known, value, is_gone or counted.has(known.country, at, causes)


async def marks_of(
    side: Side, partition: int, counted: Counted, countries: Mapping[str, str]
) -> dict[str, Rung]:
    """Return by alert id what is kept of the alerts that count."""
    alerts = _alerts(side, partition, counted, countries)
    return {known.alert_id: Rung(known.incident_id, _mark(value)) async for known, value in alerts}


async def alerts_of(
    side: Side,
    partition: int,
    counted: Counted,
    countries: Mapping[str, str],
    wanted: Collection[str],
) -> dict[str, Alert]:
    """Return the *wanted* alerts that count."""
    if not wanted:
        return {}
    alerts = _alerts(side, partition, counted, countries)
    return {
        known.alert_id: decode(Alert, value)
        async for known, value in alerts
        if known.alert_id in wanted
    }


async def _alerts(
    side: Side, partition: int, counted: Counted, countries: Mapping[str, str]
) -> AsyncGenerator[tuple[KnownAlert, bytes]]:
    async for known, value, _ in _records(side, ALERTS, partition, KnownAlert):
        place = known.place.country if known.place else None
        country = countries.get(known.incident_id, place)
        causes = [] if known.caused_by is None else [version_name(known.caused_by)]
        if known.replay or (counted.watches and known.watch_id not in counted.watches):
            continue
        if counted.has(country, known.sent, causes):
            yield known, value


async def _records(
    side: Side, topic: Topic, partition: int, kind: type[R]
) -> AsyncGenerator[tuple[R, bytes, int]]:
    """Yield the records of one partition as *kind*, with bytes and timestamps (Unix ms)."""
    async with whole(side.bootstrap, TopicPartition(side.topic(topic), partition)) as source:
        async for portion in source.portions(source.begin):
            for record in portion.records:
                try:
                    known: Any = decode(kind, record.value or b"")
                except BadRecord:  # nobody's, or of a newer release
                    continue
                yield known, record.value or b"", record.timestamp_ms


def _mark(value: bytes) -> bytes:
    return blake2b(value, digest_size=16).digest()
