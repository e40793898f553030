"""Do several workers, one of which is killed, find together what life found?"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import defaultdict
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.effects import Output
from schemas.codec import decode
from schemas.decision import Decision
from schemas.heartbeat import Heartbeat
from schemas.replay import STAGES, Origin, Replay, shadow
from schemas.topics import (
    ALERTS,
    DECISIONS,
    DISPATCHES,
    HEARTBEATS,
    INCIDENTS,
    REVISIONS,
    Topic,
)
from streams import kafka
from streams.outputs import Outbox
from streams.replay.book import checkpoints, note, replay_named
from streams.replay.planning import Span, planned
from streams.replay.running import run
from streams.settings import Settings
from streams.trouble import Trouble
from tests.bench.corpus import WARS, stream
from tests.faults.checker import AGAIN
from tests.faults.processes import Container
from tests.worker.workshop import ROOT, until_all_committed

pytestmark = pytest.mark.broker

COUNT = 1500
LONGEST_WAIT = 150

Book = dict[bytes, list[bytes]]
"""What was said, by key, in order, equal repeats left out."""


async def test_workers_find_what_life_found(settings: Settings, tmp_path: Path) -> None:
    """
    One of two that follow is killed and another takes its place: after equal repeats are folded,
    incidents, their revisions and alerts are those of life, byte for byte, and decisions those
    of a replay in one process. From dispatches they read, and one machine follows. Meanwhile
    their heartbeats tell of them.
    """
    chosen = configured(settings, tmp_path)
    await live(chosen, tmp_path)
    for origin in ("readings", "dispatches"):
        whole = await replayed(chosen, origin)
        shared = await shared_by_workers(chosen, origin)

        assert await roles(chosen) == {"worker", "replay worker"}
        for topic in (REVISIONS, ALERTS):
            assert await book(chosen, shadow(topic, shared)) == await book(chosen, topic)
        assert newest(await book(chosen, shadow(INCIDENTS, shared))) == newest(
            await book(chosen, INCIDENTS)
        )
        assert decided(await book(chosen, shadow(DECISIONS, shared))) == decided(
            await book(chosen, shadow(DECISIONS, whole))
        )


def configured(settings: Settings, folder: Path) -> Settings:
    """Return *settings* with a watchlist over all places of the stream."""
    watchlist = folder / "watchlist.toml"
    watchlist.write_text(
        "\n".join(f'[[watch]]\nid = "{code.lower()}"\ncountry = "{code}"\n' for code in WARS)
    )
    return settings.model_copy(update={"watchlist": watchlist})


async def live(settings: Settings, folder: Path) -> None:
    """Send the stream past a worker of the live service."""
    start = datetime.now(UTC) - timedelta(seconds=COUNT / 20)
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        outbox = Outbox(producer, settings.kafka.prefix)
        await outbox.send(*(Output(DISPATCHES, one.key, one) for one in stream(COUNT, start)))
    async with Container("live", "worker", settings, folder=folder):
        name = kafka.topic_name(settings, DECISIONS)
        reading = kafka.read(settings.kafka.bootstrap or "", name, follow=True)
        async with asyncio.timeout(LONGEST_WAIT), aclosing(reading) as decisions:
            await anext(decisions)  # its group is there
        await until_all_committed(settings)


async def replayed(settings: Settings, origin: Origin) -> str:
    """Replay all that is kept in one process; returns its name."""
    replay = await made(settings, f"{origin}-whole", origin)
    await run(settings.kafka.bootstrap or "", settings, replay, processes=1)
    return replay.replay_id


async def made(settings: Settings, name: str, origin: Origin) -> Replay:
    """Plan a replay of all that is kept."""
    ranges, guide = await planned(settings.kafka.bootstrap or "", settings, origin, Span())
    return Replay(
        replay_id=name, origin=origin, created_at=datetime.now(UTC), ranges=ranges, guide=guide
    )


async def shared_by_workers(settings: Settings, origin: Origin) -> str:
    """Have two workers do a replay, of readings one killed and replaced; returns its name."""
    name = f"{origin}-shared"
    bootstrap = settings.kafka.bootstrap or ""
    await note(bootstrap, settings, await made(settings, name, origin))
    workers = [await started(settings, name) for _ in range(2)]
    async with asyncio.timeout(LONGEST_WAIT):
        if origin == "readings":
            await until_in_the_middle(settings, name, origin, workers)
            workers[0].send_signal(signal.SIGKILL)
            workers.append(await started(settings, name))
        ends = [await worker.wait() for worker in workers]
    assert ends == ([-signal.SIGKILL, 0, 0] if origin == "readings" else [0, 0])
    replay = await replay_named(bootstrap, settings, name)
    done = await run(bootstrap, settings, replay, processes=2)
    assert done.state == "done"
    return name


async def started(settings: Settings, name: str) -> Process:
    """Start a worker of the replay *name*, as an operator does."""
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / f"{name}.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "streams", "replay", "worker", name,
            cwd=ROOT, stdout=DEVNULL, stderr=log,
            env=os.environ | {
                "TOCSIN_STATE": str(settings.state),
                "TOCSIN_KAFKA__BOOTSTRAP": str(settings.kafka.bootstrap),
                "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix,
            },
        )  # fmt: skip


async def until_in_the_middle(
    settings: Settings, name: str, origin: Origin, workers: list[Process]
) -> None:
    """Wait until some of a replay's first stage is done, but not all."""
    stage = STAGES[origin][0]
    while True:  # each look is a question to the broker
        assert [worker.returncode for worker in workers] == [None, None]
        try:
            told = await checkpoints(settings.kafka.bootstrap or "", settings, name)
        except Trouble:  # its topics are still to be made
            continue
        reached = [one for one in told.values() if one.stage == stage and one.taken]
        if reached:
            assert not all(one.done for one in reached)
            return


async def book(settings: Settings, topic: Topic) -> Book:
    """Read a topic."""
    found: defaultdict[bytes, dict[bytes, None]] = defaultdict(dict)
    name = kafka.topic_name(settings, topic)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=False)
    async with aclosing(reading) as records:
        async for record in records:
            found[record.key][record.value] = None
    return {key: list(said) for key, said in found.items()}


async def roles(settings: Settings) -> set[str]:
    """Return who was ever heard of."""
    found = await book(settings, HEARTBEATS)
    return {decode(Heartbeat, one).role for said in found.values() for one in said}


def newest(said: Book) -> dict[bytes, bytes]:
    """Return the last word on each key."""
    return {key: values[-1] for key, values in said.items()}


def decided(said: Book) -> dict[bytes, set[bytes]]:
    """Return the decisions on each dispatch, but for those on what came again after a kill."""
    kept = {
        key: {one for one in values if decode(Decision, one).reason not in AGAIN}
        for key, values in said.items()
    }
    return {key: values for key, values in kept.items() if values}
