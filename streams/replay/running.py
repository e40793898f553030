"""
How is a replay run, from its topics to its last leg?

Some processes share the legs of a stage, one partition at a time each; a stage begins
when the one before it is done. Whatever is cut off goes on from its checkpoints: the
same call does it. Not here: which records (``streams/replay/planning.py``), and what a leg
does (``streams/replay/leg.py``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, cast

from schemas.codec import decode, encode
from schemas.replay import STAGES, Checkpoint, Origin, Replay
from schemas.topics import READINGS
from streams.broker.making import make_topics
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts
from streams.kafka_groups import group_named
from streams.settings import Settings
from streams.trouble import Trouble
from streams.wording import counted

from .book import note
from .checkouts import tree_of
from .exercise import finish
from .names import group, shadows
from .planning import ORIGINS
from .process import Answer, Ended, Failed, Order

COMPRESSED: Final = {"compression.type": "gzip"}
"""Of shadow topics, done by the broker: in Python it costs more than judging."""

LONGEST_LINE: Final = 64 << 20

Show = Callable[[Checkpoint], None]
"""Told how far a leg is."""


async def run(
    bootstrap: str,
    settings: Settings,
    replay: Replay,
    *,
    processes: int,
    rate: float = 0,
    show: Show = lambda *_: None,
) -> Replay:
    """
    Run *replay*, or go on with it; returns it as it is then.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        replay: As it was planned.
        processes: That share the work; what comes of it is the same for any number.
        rate: Records a second at most in all; 0 for as many as there can be.
        show: Told how far it is.

    Raises:
        Trouble: A leg cannot be done; what was done stays.
    """
    tree = tree_of(replay.rules, settings)
    await _require_no_worker(bootstrap, settings, replay)
    partitions = await begun(bootstrap, settings, replay)
    log = settings.state / "log" / f"replay-{replay.replay_id}.log"
    async with _started(settings, processes, tree, log) as team:
        for stage in STAGES[replay.origin]:
            ranges = replay.ranges if stage == STAGES[replay.origin][0] else None
            numbers = [one.partition for one in ranges] if ranges else list(range(partitions))
            orders = deque(
                Order(
                    bootstrap=str(bootstrap), replay=replay, stage=stage, partition=number,
                    partitions=partitions, rate=rate / processes,
                )
                for number in numbers
            )  # fmt: skip
            await _share(team, orders, show, log)
    return await finish(bootstrap, settings, replay)


async def _require_no_worker(bootstrap: str, settings: Settings, replay: Replay) -> None:
    """Raise ``Trouble`` while a worker takes part: what both did would be there twice."""
    async with admin(bootstrap) as client:
        found = await group_named(client, settings.kafka.prefix + group(replay.replay_id))
    if found.members:
        raise Trouble(
            f"{counted(found.members, 'worker')} at work on {replay.replay_id}: let them end, or stop "
            "them; Kafka forgets one that was killed within a minute"
        )


async def begun(bootstrap: str, settings: Settings, replay: Replay) -> int:
    """Note *replay* and make its topics; returns how many partitions each has."""
    partitions = await _partitions(bootstrap, settings, replay.origin)
    topics = shadows(replay.origin, replay.replay_id)
    await note(bootstrap, settings, replay)
    await make_topics(bootstrap, settings, topics, partitions=partitions, more=COMPRESSED)
    return partitions


async def _share(team: list[Process], orders: deque[Order], show: Show, log: Path) -> None:
    """Have *team* do all *orders*; the first trouble ends it."""
    try:
        async with asyncio.TaskGroup() as tasks:
            for process in team:
                tasks.create_task(_serve(process, orders, show, log))
    except ExceptionGroup as group:
        troubles = group.subgroup(Trouble)
        raise (troubles or group).exceptions[0] from None


async def _serve(process: Process, orders: deque[Order], show: Show, log: Path) -> None:
    """Give *process* one order after the other, until none is left."""
    while orders:
        order = orders.popleft()
        _tell(process, encode(order))
        while True:
            line = await cast("asyncio.StreamReader", process.stdout).readline()
            if not line:
                raise Trouble(
                    f"a process of the replay ended in {order.stage} of partition "
                    f"{order.partition} ({_end_of(log)}); the same command goes on from the last checkpoint"
                )
            answer = decode(cast("type[Answer]", Answer), line)
            if isinstance(answer, Failed):
                raise Trouble(answer.why)
            show(answer.reached)
            if isinstance(answer, Ended):
                break


def _tell(process: Process, line: bytes) -> None:
    cast("asyncio.StreamWriter", process.stdin).write(line + b"\n")


async def _partitions(bootstrap: str, settings: Settings, origin: Origin) -> int:
    """Return how many partitions each topic of the replay has: as many as what it reads."""
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    read, readings = (topic_name(settings, one) for one in (ORIGINS[origin], READINGS))
    for name in (read, readings):
        if name not in counts:
            raise Trouble(f"there is no topic {name} at {bootstrap}; `tocsin run` makes it")
    if counts[read] != counts[readings]:
        raise Trouble(
            f"topic {read} has {counts[read]} partitions and {readings} {counts[readings]}: they must "
            "be equal for one to be replayed into the other"
        )
    return counts[readings]


@asynccontextmanager
async def _started(
    settings: Settings, count: int, tree: Path, log: Path
) -> AsyncGenerator[list[Process]]:
    """Give *count* processes of the checkout *tree*; they end with the block, and with us."""
    log.parent.mkdir(parents=True, exist_ok=True)
    said = settings.model_dump_json(exclude_defaults=True).encode()
    team: list[Process] = []
    try:
        for _ in range(count):
            with log.open("ab") as output:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "streams.replay.process",
                    cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)},
                    stdin=PIPE, stdout=PIPE, stderr=output, limit=LONGEST_LINE,
                    start_new_session=True,  # Ctrl-C is for us; they end when we do
                )  # fmt: skip
            team.append(process)
            _tell(process, said)
        yield team
    finally:
        for process in team:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()


def _end_of(log: Path) -> str:
    """Return the last line of *log*, and where it is."""
    with suppress(OSError):
        lines = log.read_text("utf-8", "replace").splitlines()
        if lines:
            return f"{lines[-1][:200]}; all of it in {log}"
    return f"it said nothing in {log}"
