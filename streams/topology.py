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
from datetime import datetime
from typing import Any

import faust

from agents.following import following
from agents.linking.world import World
from agents.reading import reading
from schemas.state import Clock, Dossier, Held, Version
from schemas.topics import DISPATCHES, READINGS, Topic

from . import clock
from .app import App
from .cupboard import Cupboard
from .dead_letters import DeadLetters
from .dead_limit import DeadLimit
from .kafka import topic_name
from .outputs import Outbox
from .settings import Settings
from .tables import Change, CurrentShelf, ShelvedTable
from .watchlists import WatchlistFile

RELOAD_SECONDS = 2.0
"""How soon a watchlist that was saved is in force."""


def connect(
    app: App,
    outbox: Outbox,
    settings: Settings,
    rules: WatchlistFile,
    *,
    partitions: int,
    cupboard: Cupboard | None = None,
) -> Memory:
    """
    Give *app* its tables, agents and timer; returns the tables.

    Args:
        app: Made by ``streams.app.make_app``, not yet started.
        outbox: Where everything goes that the agents say.
        settings: Ours.
        rules: The watchlist, as it was sent before.
        partitions: Of ``dispatches`` and ``readings`` on the cluster, the same for both.
        cupboard: Where the large tables lie on disk; ``None``: in memory.
    """
    memory = Memory(app, partitions, cupboard)
    limit = DeadLimit(settings.worker.dead_limit, settings.worker.dead_share)
    letters = DeadLetters(outbox.bury, limit)

    def topic(known: Topic) -> Any:
        return app.topic(topic_name(settings, known), key_type=bytes, value_type=bytes)

    @app.agent(topic(DISPATCHES), name="reading", isolated_partitions=True)
    async def read(stream: faust.StreamT[bytes]) -> None:
        await reading(
            stream.events(),
            versions=CurrentShelf(memory.versions),
            boundary=letters.catching,
            send=outbox.send,
        )

    @app.agent(topic(READINGS), name="following", isolated_partitions=True)
    async def follow(stream: faust.StreamT[bytes]) -> None:
        await following(
            stream.events(), memory=memory.world, boundary=letters.catching, send=outbox.send
        )

    async def tell_the_time() -> None:
        await clock.tick(outbox, partitions, at=clock.now())

    async def tell_the_rules() -> None:
        await clock.tell_of_changes(rules, outbox, partitions)

    async def publish() -> None:
        try:
            await memory.publish(outbox)
        except Exception as error:
            # What was taken is on no shelf's list any more: the next commit would do without it.
            await app.crash(error)
            raise

    app.timer(settings.worker.tick_seconds, on_leader=True)(tell_the_time)
    app.timer(RELOAD_SECONDS, on_leader=True)(tell_the_rules)
    app.before_commit.append(publish)
    app.on_partitions_revoked.connect(memory.forget_worlds)
    return memory


class Memory:
    """
    All tables, each as many partitions as the topic whose agent writes it.

    Attributes:
        versions: By dispatch key; written by ``reading``.
        incidents, clocks: By incident id, and one clock a partition; by ``following``.
        held: By country and dispatch key; by ``following``.
    """

    def __init__(self, app: App, partitions: int, cupboard: Cupboard | None = None) -> None:
        self.versions = ShelvedTable.on(app, Version, "versions", partitions, cupboard)
        self.incidents = ShelvedTable.on(app, Dossier, "incidents", partitions, cupboard)
        self.clocks = ShelvedTable.on(app, Clock, "clocks", partitions)
        self.held = ShelvedTable.on(app, Held, "held", partitions)
        self._tables = (self.versions, self.incidents, self.clocks, self.held)
        self._publishing = asyncio.Lock()
        self._worlds: dict[int, World] = {}

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

    async def forget_worlds(self, *_: object, **__: object) -> None:
        """Forget what was made from shelves that are about to be restored."""
        self._worlds.clear()

    def changes(self) -> list[Change]:
        """Take all changes that the changelogs do not have yet."""
        return [change for table in self._tables for change in table.changes()]

    async def publish(self, outbox: Outbox) -> None:
        """Send all changes to the changelogs, and note that they have them."""
        async with self._publishing:  # what is taken is acknowledged before more is taken
            changes = self.changes()
            arrived = list(zip(changes, await outbox.publish(changes), strict=True))
            for table in self._tables:
                name = table.changelog_topic_name
                table.acknowledged([one for one in arrived if one[0].topic == name], at=clock.now())
