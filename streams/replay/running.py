"""
How is a replay run, from its topics to its last leg?

Some processes share the legs of a stage, one partition at a time each; a stage begins
when the one before it is done. Whatever is cut off goes on from its checkpoints: the
same call does it. Not here: which records (``streams/replay/planning.py``), the processes
(``streams/replay/team.py``), and what a leg does (``streams/replay/leg.py``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from schemas.replay import STAGES, Origin, Replay
from schemas.topics import READINGS
from streams.broker.making import make_topics
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Settings
from streams.trouble import Trouble

from .book import note, replays
from .checkouts import tree_of
from .exercise import finish
from .joining import require_no_worker
from .names import shadows
from .planning import ORIGINS
from .process import Order
from .team import Show, team_of

COMPRESSED: Final = {"compression.type": "gzip"}
"""Of shadow topics, done by the broker: in Python it costs more than judging."""


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
    # What both did would be there twice.
    await require_no_worker(bootstrap, settings, replay)
    partitions = await begun(bootstrap, settings, replay)
    log = settings.state / "log" / f"replay-{replay.replay_id}.log"
    with _left_to_go_on(replay.replay_id):
        async with team_of(processes, settings, tree, log) as team:
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
                await team.do(orders, show)
    return await finish(bootstrap, settings, replay)


async def begun(bootstrap: str, settings: Settings, replay: Replay) -> int:
    """Note a new *replay* and make its topics; returns how many partitions each has."""
    partitions = await _partitions(bootstrap, settings, replay.origin)
    topics = shadows(replay.origin, replay.replay_id)
    known = (await replays(bootstrap, settings)).get(replay.replay_id)
    if known is None:
        await note(bootstrap, settings, replay)  # once: who ends it notes that
    elif known.state == "cancelled":
        raise Trouble(f"{replay.replay_id} was cancelled")
    await make_topics(bootstrap, settings, topics, partitions=partitions, more=COMPRESSED)
    return partitions


@contextmanager
def _left_to_go_on(replay_id: str) -> Iterator[None]:
    """Say with every trouble from here on what can be done with a replay that is begun."""
    try:
        yield
    except Trouble as trouble:
        raise Trouble(
            f"{trouble} ({replay_id} is begun: `tocsin replay run {replay_id}` goes on with it, "
            f"`tocsin replay cancel {replay_id} --yes` ends it)",
            code=trouble.code,
        ) from trouble


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
