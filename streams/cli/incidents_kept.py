"""
Which revisions of incidents do the topics keep?

Of one incident all of them, out of its partition alone; of all incidents the one that was
known at a time, without holding the others. Not here: what to make of them
(``streams/history.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING

from schemas.codec import decode
from schemas.dispatch import AwareTime
from schemas.incident import Incident, Status
from schemas.record import Record
from schemas.topics import INCIDENTS, REVISIONS, Topic
from streams.cli.kept import Stored, bootstrap_of, stored
from streams.history import Revision, begins_late, known_since, once, revision_of, written_since
from streams.kafka import Start, topic_name
from streams.packed import packed, plain
from streams.retention import kept_since, require_kept

if TYPE_CHECKING:
    from streams.settings import Settings


class Outline(Record, frozen=True, kw_only=True, tag_field="record", tag="incident"):
    """What of an ``Incident`` is looked at in all of them; the rest is read of those shown."""

    incident_id: str
    country: str
    status: Status = "onset"
    revised_at: AwareTime | None = None


async def history_of(settings: Settings, incident_id: str) -> list[Revision]:
    """
    Return every revision of one incident; the newest alone when all others have expired.

    Raises:
        Trouble: No Kafka answers, or it has no such topics.
    """
    # Compaction leaves older ones for a while.
    newest = (await _of(settings, INCIDENTS, incident_id))[-1:]
    start: Start = written_since(newest[0].incident.first_seen) if newest else "beginning"
    found = await _of(settings, REVISIONS, incident_id, start)
    if start != "beginning" and begins_late(found):
        # Its first report may have been put elsewhere since, and what is left came later.
        found = await _of(settings, REVISIONS, incident_id)
    return list(once(found or newest))


async def _of(
    settings: Settings, topic: Topic, incident_id: str, start: Start = "beginning"
) -> list[Revision]:
    """Return what *topic* has of one incident from *start* on."""
    reading = stored(settings, topic, Incident, keys=[incident_id], start=start)
    async with aclosing(reading) as records:
        return [
            revision_of(one.record, written_at=one.written_at, replay=one.replay)
            async for one in records
            if one.record is not None
        ]


async def all_as_of(
    settings: Settings, at: datetime | None, is_wanted: Callable[[Outline], bool]
) -> list[Revision]:
    """
    Return of each incident what was known *at* that time, or what is known now, if it *is wanted*.

    Raises:
        Trouble: No Kafka answers, or it has no such topics, or no longer what is asked for.
    """
    known = _Latest(at, is_wanted)
    if at is None:
        await known.read(settings, INCIDENTS)
        return known.revisions()
    since = await kept_since(bootstrap_of(settings), topic_name(settings, REVISIONS))
    require_kept(REVISIONS, at, since)
    await known.read(settings, REVISIONS)
    if since is not None:
        # Of what has not changed since, the compacted topic has the only copy.
        older = _Latest(at, is_wanted)
        await older.read(settings, INCIDENTS)
        known.add(older)
    return known.revisions()


class _Latest:
    """Of each incident the last revision that was known at a time, packed, if it is wanted."""

    def __init__(self, at: datetime | None, is_wanted: Callable[[Outline], bool]) -> None:
        self._at = at
        self._is_wanted = is_wanted
        self._seen: set[str] = set()
        self._kept: dict[str, tuple[bytes, datetime, str | None]] = {}

    async def read(self, settings: Settings, topic: Topic) -> None:
        """Take in a topic."""
        async with aclosing(stored(settings, topic, Outline)) as records:
            async for one in records:
                if one.record is not None:
                    self._take(one, one.record)

    def _take(self, one: Stored[Outline], outline: Outline) -> None:
        self._seen.add(outline.incident_id)
        known_at = known_since(outline.revised_at, written_at=one.written_at, replay=one.replay)
        if self._at is not None and known_at > self._at:
            return
        if self._is_wanted(outline):
            self._kept[outline.incident_id] = packed(one.data), known_at, one.replay
        else:
            self._kept.pop(outline.incident_id, None)

    def add(self, older: _Latest) -> None:
        """Add what *older* has of incidents that were never seen here."""
        for incident_id, kept in older._kept.items():
            if incident_id not in self._seen:
                self._kept[incident_id] = kept

    def revisions(self) -> list[Revision]:
        """Return what is left, in the order in which it became known."""
        found = [
            Revision(decode(Incident, plain(data)), known_at, replay)
            for data, known_at, replay in self._kept.values()
        ]
        return sorted(found, key=lambda one: (one.known_at, one.incident.incident_id))
