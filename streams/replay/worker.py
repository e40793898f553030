"""
How do several machines share a replay?

Each runs workers: the topology of the live service under the replay's own group, from its
ranges into its topics. Kafka deals the partitions out; one that is killed loses nothing, as
in life, and repeats at most what it had not committed. All end when the last partition has
reached its end. They do the first stage, which is most of the work; ``tocsin replay run``
does what is left on one machine, in the order of life where that needs one.

Not with workers: documents, whose feeds belong to one desk. And not both at once: a
worker's outputs are no transactions. Not here: what is judged (``passage.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from schemas.codec import encode
from schemas.replay import CHECKPOINTS, STAGES, Checkpoint, Range, Replay, shadow
from schemas.state import Version
from schemas.topics import Topic
from streams import kafka, topology
from streams.app import App, make_app
from streams.dead_letters import DeadLetters
from streams.dead_limit import DeadLimit
from streams.first_run import CHECKOUT
from streams.health.attended import attended
from streams.health.worker_signs import WorkerSigns
from streams.kafka import topic_name
from streams.outputs import Outbox, all_of
from streams.settings import Settings
from streams.tables import ShelvedTable
from streams.trouble import Trouble
from streams.worker import hosted, live

from .book import checkpoints
from .checkouts import commit_of
from .choice import Choice
from .joining import begin_group, ended_at_records
from .names import group, source_of
from .passage import Followings, Passage
from .rules import rules_at_begins
from .running import begun

ROLE = "replay worker"
"""In heartbeats. It judges the past, so it tells no watermark."""

LOOK_SECONDS = 1.0
"""How often a worker looks whether all is done."""

log = structlog.get_logger(__name__)


def run_replay_worker(settings: Settings, replay: Replay, *, bootstrap: str) -> None:
    """
    Take part in *replay* until its first stage is done, or told to stop by a signal.

    Raises:
        Trouble: It is no replay for workers, or what it reads is not there any more.
    """
    _require_ours(replay)
    hosted("replay worker", lambda apps: _run(settings, replay, bootstrap, apps))


def _require_ours(replay: Replay) -> None:
    """Raise ``Trouble`` for a replay that workers of this checkout cannot do."""
    if replay.origin == "documents":
        raise Trouble("documents are parsed on one machine: tocsin replay run")
    if replay.state != "running":
        raise Trouble(f"replay {replay.replay_id} is {replay.state}: there is nothing to do")
    if not replay.rules or Path(replay.rules) == CHECKOUT:
        return
    if Path(replay.rules).is_absolute() or commit_of("HEAD") != replay.rules:
        raise Trouble(
            f"replay {replay.replay_id} judges by the rules of {replay.rules}: "
            "run its workers from there"
        )


async def _run(settings: Settings, replay: Replay, bootstrap: str, apps: list[App]) -> None:
    """Prepare, take part until all is done, and stop; *apps* takes what is run."""
    partitions = await begun(bootstrap, settings, replay)
    stage = STAGES[replay.origin][0]
    topic = topic_name(settings, source_of(replay, stage))
    ranges = await ended_at_records(bootstrap, topic, replay.ranges)
    ours = settings.kafka.prefix + group(replay.replay_id)
    told = await checkpoints(bootstrap, settings, replay.replay_id)
    await begin_group(bootstrap, ours, topic, ranges, partitions=partitions, may_begin=not told)
    async with kafka.producer(bootstrap, compression=None) as producer:
        outbox = Outbox(
            producer, settings.kafka.prefix, instead=partial(_instead, replay.replay_id)
        )

        async def tell(reports: Iterable[Checkpoint]) -> None:
            name = topic_name(settings, shadow(CHECKPOINTS, replay.replay_id))
            await all_of(
                [
                    await producer.send(
                        name, encode(one), one.key.encode(), partition=one.partition
                    )
                    for one in reports
                ]
            )

        reached = partial(checkpoints, bootstrap, settings, replay.replay_id)
        passage = Passage(stage, ranges, reached=reached, send=outbox.send, tell=tell)
        await tell(one for one in map(passage.fresh, ranges.values()) if one.done)
        app = make_app(
            settings, bootstrap, datadir=settings.state / "replay" / replay.replay_id,
            group=group(replay.replay_id), is_led=False,
        )  # fmt: skip
        apps.append(app)
        await _connect(app, outbox, passage, settings, replay, bootstrap, partitions)
        log.info("replay.worker", replay=replay.replay_id, stage=stage, partitions=len(ranges))
        living = asyncio.create_task(live(app))
        look = WorkerSigns(app, settings.kafka.prefix, lambda: None)
        try:
            async with attended(_beside(settings), ROLE, look, bootstrap=bootstrap):
                await _until_done(bootstrap, settings, replay, ranges)
            log.info("replay.stage_done", replay=replay.replay_id, stage=stage)
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living


def _beside(settings: Settings) -> Settings:
    """Return *settings* with pages on a free port: a fixed one is the live worker's, if any."""
    if settings.health.port == "off":
        return settings
    health = settings.health.model_copy(update={"port": 0})
    return settings.model_copy(update={"health": health})


async def _connect(
    app: App,
    outbox: Outbox,
    passage: Passage,
    settings: Settings,
    replay: Replay,
    bootstrap: str,
    partitions: int,
) -> None:
    """Give *app* the tables and the agent of the first stage."""
    limit = DeadLimit(settings.worker.dead_limit, settings.worker.dead_share)
    catching = DeadLetters(passage.bury, limit).catching
    stage = STAGES[replay.origin][0]
    topic = topic_name(settings, source_of(replay, stage))
    if stage == "read":
        versions = ShelvedTable.on(app, Version, "versions", partitions)
        topology.add_reading(app, topic, versions, catching, passage.send, passage.events)
        tables: tuple[ShelvedTable[Any], ...] = (versions,)
    else:
        worlds = topology.Worlds(app, partitions)
        rules = await rules_at_begins(bootstrap, settings, replay)
        given = Followings(passage, Choice(replay), rules, worlds.world)
        topology.add_following(app, topic, worlds, catching, passage.send, given.events)
        tables = worlds.tables
    topology.publish_before_commits(app, outbox, *tables, then=passage.publish)
    app.on_partitions_revoked.connect(passage.forget)


async def _until_done(
    bootstrap: str, settings: Settings, replay: Replay, ranges: Mapping[int, Range]
) -> None:
    """Wait until every partition has reached its end, whoever of the group has it."""
    stage = STAGES[replay.origin][0]
    while True:
        told = await checkpoints(bootstrap, settings, replay.replay_id)
        known = (told.get(f"{stage}/{number}") for number in ranges)
        if all(one is not None and one.done for one in known):
            return
        await asyncio.sleep(LOOK_SECONDS)


def _instead(replay_id: str, topic: Topic) -> Topic:
    return shadow(topic, replay_id)
