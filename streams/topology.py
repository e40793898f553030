"""
What flows where?

Every topic, table and agent of the worker, on one page:

    dispatches ─▶ reading ─▶ readings ─▶ following ─▶ incidents, revisions, alerts
                   │ versions     ▲        │ incidents, held, clocks
                   ▼              │        ▼
               decisions     clock, watchlist  decisions

Each agent runs once for each partition: waiting for the broker holds up one
partition only, and each partition keeps its order. Not here: what the agents
think (``agents``), and Faust's settings (``streams/app.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

import faust

from agents.following import following
from agents.linking.world import World
from agents.reading import reading
from schemas.state import Clock, Dossier, Held, Version
from schemas.topics import DISPATCHES, READINGS

from . import clock
from .app import App
from .cupboard import Cupboard
from .dead_letters import DeadLetters
from .dead_limit import DeadLimit
from .kafka import topic_name
from .outputs import Outbox
from .settings import Settings
from .tables import CurrentShelf, ShelvedTable
from .watchlists import WatchlistFile

RELOAD_SECONDS = 2.0
"""How soon a watchlist that was saved is in force."""

Boundary = Callable[..., AbstractAsyncContextManager[None]]
Send = Callable[..., Awaitable[None]]
Events = Callable[[Any], AsyncIterable[Any]]
"""Which events of a Faust stream an agent is given."""


def connect(
    app: App,
    outbox: Outbox,
    settings: Settings,
    rules: WatchlistFile,
    *,
    partitions: int,
    cupboard: Cupboard | None = None,
) -> Worlds:
    """
    Give *app* its tables, agents and timers; returns what ``following`` knows.

    Args:
        app: Made by ``streams.app.make_app``, not yet started.
        outbox: Where everything goes that the agents say.
        settings: Ours.
        rules: The watchlist, as it was sent before.
        partitions: Of ``dispatches`` and ``readings`` on the cluster, the same for both.
        cupboard: Where the large tables lie on disk; ``None``: in memory.
    """
    versions = ShelvedTable.on(app, Version, "versions", partitions, cupboard)
    worlds = Worlds(app, partitions, cupboard)
    limit = DeadLimit(settings.worker.dead_limit, settings.worker.dead_share)
    catching = DeadLetters(outbox.bury, limit).catching
    add_reading(app, topic_name(settings, DISPATCHES), versions, catching, outbox.send)
    add_following(app, topic_name(settings, READINGS), worlds, catching, outbox.send)
    publish_before_commits(app, outbox, versions, *worlds.tables)

    async def tell_the_time() -> None:
        await clock.tick(outbox, partitions, at=clock.now())

    async def tell_the_rules() -> None:
        await clock.tell_of_changes(rules, outbox, partitions)

    app.timer(settings.worker.tick_seconds, on_leader=True)(tell_the_time)
    app.timer(RELOAD_SECONDS, on_leader=True)(tell_the_rules)
    return worlds


def all_events(stream: Any) -> AsyncIterable[Any]:
    """Return every event of *stream*."""
    events: AsyncIterable[Any] = stream.events()
    return events


def add_reading(
    app: App,
    topic: str,
    versions: ShelvedTable[Version],
    boundary: Boundary,
    send: Send,
    events: Events = all_events,
) -> None:
    """Have the agent ``reading`` read *topic*."""

    @app.agent(_bytes(app, topic), name="reading", isolated_partitions=True)
    async def read(stream: faust.StreamT[bytes]) -> None:
        await reading(events(stream), versions=CurrentShelf(versions), boundary=boundary, send=send)


def add_following(
    app: App,
    topic: str,
    worlds: Worlds,
    boundary: Boundary,
    send: Send,
    events: Events = all_events,
) -> None:
    """Have the agent ``following`` read *topic*."""

    @app.agent(_bytes(app, topic), name="following", isolated_partitions=True)
    async def follow(stream: faust.StreamT[bytes]) -> None:
        await following(events(stream), memory=worlds.world, boundary=boundary, send=send)


async def nothing_more() -> None:
    """Do nothing."""


def publish_before_commits(
    app: App,
    outbox: Outbox,
    *tables: ShelvedTable[Any],
    then: Callable[[], Awaitable[None]] = nothing_more,
) -> None:
    """Have *app* send what *tables* remember to their changelogs before each commit, *then* more."""
    publishing = asyncio.Lock()

    async def publish() -> None:
        async with publishing:  # what is taken is acknowledged before more is taken
            changes = [change for table in tables for change in table.changes()]
            arrived = list(zip(changes, await outbox.publish(changes), strict=True))
            for table in tables:
                name = table.changelog_topic_name
                table.acknowledged([one for one in arrived if one[0].topic == name], at=clock.now())
            await then()

    async def publish_or_crash() -> None:
        try:
            await publish()
        except Exception as error:
            # What was taken is on no shelf's list any more: the next commit would do without it.
            await app.crash(error)
            raise

    app.before_commit.append(publish_or_crash)


def _bytes(app: App, topic: str) -> Any:
    return app.topic(topic, key_type=bytes, value_type=bytes)


class Worlds:
    """
    The tables of ``following``, and what it makes of them.

    Attributes:
        incidents, clocks: By incident id, and one clock a partition.
        held: By country and dispatch key.
        tables: All three.
    """

    def __init__(self, app: App, partitions: int, cupboard: Cupboard | None = None) -> None:
        self.incidents = ShelvedTable.on(app, Dossier, "incidents", partitions, cupboard)
        self.clocks = ShelvedTable.on(app, Clock, "clocks", partitions)
        self.held = ShelvedTable.on(app, Held, "held", partitions)
        self.tables = (self.incidents, self.clocks, self.held)
        self._worlds: dict[int, World] = {}
        app.on_partitions_revoked.connect(self.forget)

    def world(self, partition: int) -> World:
        """Return what *partition* of ``readings`` knows, made from its shelves when needed."""
        world = self._worlds.get(partition)
        if world is None:
            world = self._worlds[partition] = World(
                self.incidents.shelf(partition),
                self.clocks.shelf(partition),
                self.held.shelf(partition),
            )
        return world

    def watermark(self) -> datetime | None:
        """Return up to where all partitions have judged, of those that were asked so far."""
        clocks = [world.now for world in self._worlds.values()]
        return min((now for now in clocks if now is not None), default=None)

    async def forget(self, *_: object, **__: object) -> None:
        """Forget what was made from shelves that are about to be restored."""
        self._worlds.clear()
