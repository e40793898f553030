"""
What does the API know?

What its topics said, as far as it is kept in memory: alerts, incidents and decisions, how they
stand, how fresh the wires are, and what was asked for over the API. Takes in records one by one
and tells the stream. No Kafka and no HTTP here: reading is ``intake.py``, asking the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import structlog

from schemas.codec import BadRecord, decode
from schemas.heartbeat import Heartbeat
from schemas.subscription import Asked
from schemas.topics import ALERTS, DECISIONS, FEEDS, HEARTBEATS, INCIDENTS, SUBSCRIPTIONS
from streams.api_settings import Api

from .cursor import Offsets, written
from .facets import FACETS, Facets
from .freshness import FeedRecordOutline, Freshness, in_short, sources_of, watermark_of
from .hub import Frame, Hub, framed
from .kept import Kept, row
from .standing import Standings

# Decisions are many, and asked for rarely: a screen or two are in memory.
KEEP_DECISIONS = 2000

EVENTS = {ALERTS.name: "alert", INCIDENTS.name: "incident", DECISIONS.name: "decision"}
"""What the stream calls a record of these topics."""

log = structlog.get_logger(__name__)


class Taken(NamedTuple):
    """
    One record as it came.

    Attributes:
        topic: Without its prefix.
        partition, offset, written_at: Where and when, Unix milliseconds.
        key, value: Its bytes.
    """

    topic: str
    partition: int
    offset: int
    written_at: int
    key: bytes
    value: bytes | None


class Begin(NamedTuple):
    """
    Where reading of a topic begins.

    Attributes:
        starts: By partition, our first offset.
        begins: By partition, the first that Kafka has.
    """

    starts: Offsets
    begins: Offsets


class Knowledge:
    """
    All of it.

    Attributes:
        kept: By topic, its newest records.
        standings: How alerts stand.
        hub: Where news goes.
        asked: What was asked for over the API, by key.
        version: Another one whenever something is known that lists show.
        whole: Set once what was there at the start has been read.
    """

    def __init__(self, limits: Api, begins: Mapping[str, Begin]) -> None:
        most = {
            ALERTS.name: limits.keep_alerts,
            INCIDENTS.name: limits.keep_incidents,
            DECISIONS.name: KEEP_DECISIONS,
        }
        self.kept = {
            name: Kept(
                begins[name].starts,
                begins=begins[name].begins,
                most=most[name],
                is_compacted=name == INCIDENTS.name,
            )
            for name in EVENTS
        }
        self.standings = Standings()
        self.hub = Hub()
        self.asked: dict[str, Asked] = {}
        self.version = 0
        self.whole = asyncio.Event()
        self._most_standings = 4 * limits.keep_alerts
        self._feeds: dict[bytes, FeedRecordOutline] = {}
        self._heartbeats: dict[str, Heartbeat] = {}
        self._last_event: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether what was there at the start has been read."""
        return self.whole.is_set()

    def take(self, one: Taken) -> None:
        """Take in *one* record; what is none of ours changes nothing."""
        try:
            if one.topic in EVENTS:
                self._take_event(one)
            elif one.topic == FEEDS.name:
                self._take_feed(one)
            elif one.topic == HEARTBEATS.name and one.value is not None:
                beat = decode(Heartbeat, one.value)
                self._heartbeats[beat.key] = beat
            elif one.topic == SUBSCRIPTIONS.name:
                self._take_asked(one)
        except BadRecord as error:
            where = {"topic": one.topic, "partition": one.partition, "offset": one.offset}
            log.warning("record.unreadable", reason=str(error), **where)

    def positions(self, *topics: str) -> dict[str, Offsets]:
        """Return up to where these topics were read; all that the stream has when none is named."""
        return {name: tuple(self.kept[name].positions) for name in topics or EVENTS}

    def freshness(self, *, now: datetime, in_full: bool = False) -> Freshness:
        """Return how fresh all this is."""
        sources = sources_of(self._feeds.values())
        shown = sources if in_full else in_short(sources)
        return Freshness(
            watermark=watermark_of(self._heartbeats, now=now),
            last_event=self._last_event,
            sources=shown,
            sources_left_out=len(sources) - len(shown),
        )

    def _take_event(self, one: Taken) -> None:
        kept = self.kept[one.topic]
        kept.passed(one.partition, one.offset)
        if one.value is None:
            if kept.forget(one.partition, one.key.decode("utf-8", "replace")):
                self.version += 1
            return
        facets = FACETS[one.topic](one.value)
        if not kept.add(row(one.partition, one.offset, one.written_at, facets, one.value)):
            return
        self.version += 1
        if one.topic == ALERTS.name:
            self._note_standing(facets)
        if one.topic != DECISIONS.name and not facets.is_exercise:
            self._last_event = max(filter(None, (self._last_event, facets.at)))
        if self.is_whole:
            said = framed(EVENTS[one.topic], one.value, cursor=written(self.positions()))
            self.hub.publish(Frame(one.topic, facets, said))

    def _note_standing(self, alert: Facets) -> None:
        self.standings.note(alert)
        if len(self.standings) > self._most_standings:
            self.standings.forget_but(
                one.facets.id for one in self.kept[ALERTS.name].newest_first()
            )

    def _take_feed(self, one: Taken) -> None:
        if one.value is None:
            self._feeds.pop(one.key, None)
        elif b'"state"' in one.value:  # a poke lies there too
            self._feeds[one.key] = decode(FeedRecordOutline, one.value)

    def _take_asked(self, one: Taken) -> None:
        key = one.key.decode("utf-8", "replace")
        if one.value is None:
            self.asked.pop(key, None)
        else:
            self.asked[key] = decode(Asked, one.value)  # type: ignore[arg-type]  # a union of tagged records
