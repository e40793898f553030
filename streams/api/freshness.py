"""
How fresh is what we say?

An empty list may mean calm or that nobody reads the wires. So every answer carries when a
publisher last brought something, when anything last happened, and up to when the workers have
judged. Not here: whether a feed is well (``streams/wires/health.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from schemas.dispatch import AwareTime
from schemas.heartbeat import Heartbeat
from schemas.record import Record

MOST_SOURCES = 100
"""Of a document; who reads a thousand feeds asks ``/v1/freshness`` for the rest."""

MISSING_AFTER = 3
"""So many heartbeats that did not come mean that a process is gone (``schemas/heartbeat.py``)."""


class Source(Record, frozen=True, kw_only=True):
    """
    One publisher, over all its feeds.

    Attributes:
        provider: Its name; the feed's id where the feed names none.
        feeds: How many of its feeds are read.
        failing: How many of them failed at their last attempt.
        last_new: When one last brought something new.
        last_success: When one was last read, be it without news.
    """

    provider: str
    feeds: int
    failing: int
    last_new: AwareTime | None = None
    last_success: AwareTime | None = None


class Freshness(Record, frozen=True, kw_only=True):
    """
    How far what is known can be trusted to be all there is.

    Attributes:
        watermark: Everything received up to here has been judged, by every worker; ``None``
            when no worker says so: then silence means nothing.
        last_event: When something last came of a report: an alert, or an incident that changed.
        sources: By name.
        sources_left_out: How many more there are.
    """

    watermark: AwareTime | None = None
    last_event: AwareTime | None = None
    sources: tuple[Source, ...] = ()
    sources_left_out: int = 0


class FeedOutline(Record, frozen=True, kw_only=True):
    """What of a ``Feed`` counts here."""

    id: str
    provider: str | None = None
    enabled: bool = True


class StateOutline(Record, frozen=True, kw_only=True):
    """What of a ``FeedState`` counts here: its hundreds of items are not read."""

    failures: int = 0
    last_new: AwareTime | None = None
    last_success: AwareTime | None = None


class FeedRecordOutline(Record, frozen=True, kw_only=True):
    """What of a ``FeedRecord`` counts here."""

    feed: FeedOutline
    state: StateOutline


def sources_of(feeds: Iterable[FeedRecordOutline]) -> tuple[Source, ...]:
    """Return each publisher of the enabled *feeds*, by name."""
    by_provider: dict[str, list[StateOutline]] = {}
    for one in feeds:
        if one.feed.enabled:
            by_provider.setdefault(one.feed.provider or one.feed.id, []).append(one.state)
    return tuple(
        Source(
            provider=provider,
            feeds=len(states),
            failing=sum(state.failures > 0 for state in states),
            last_new=max(filter(None, (state.last_new for state in states)), default=None),
            last_success=max(filter(None, (state.last_success for state in states)), default=None),
        )
        for provider, states in sorted(by_provider.items())
    )


def watermark_of(heartbeats: Mapping[str, Heartbeat], *, now: datetime) -> datetime | None:
    """
    Return up to when all workers have judged.

    A worker that stopped in order has handed over its partitions and counts no more; one that
    was killed counts until its heartbeats are missed, and so does one that is not at work yet,
    which makes the answer ``None``.
    """
    alive = [
        one
        for one in heartbeats.values()
        if one.role == "worker"
        and one.phase != "stopping"
        and now - one.at < timedelta(seconds=MISSING_AFTER * one.every_seconds)
        and (one.partitions or one.phase != "working")
    ]
    marks = [one.watermark for one in alive]
    if not marks or None in marks:
        return None
    return min(mark for mark in marks if mark is not None)


def in_short(sources: tuple[Source, ...], most: int = MOST_SOURCES) -> tuple[Source, ...]:
    """Return at most so many *sources*: those that brought something last, by name."""
    if len(sources) <= most:
        return sources
    newest = sorted(sources, key=lambda one: one.last_new.timestamp() if one.last_new else 0.0)
    return tuple(sorted(newest[-most:], key=lambda one: one.provider))
