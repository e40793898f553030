"""
How is a replay given up, or its topics when they are no longer needed?

While workers are at it that is refused. It is noted as cancelled first. Then whoever runs it is ended: its legs are taken over, so that
nothing more is written; and its topics are deleted. What was promoted stays in
force. Not here: asking whether that is meant (``streams/cli/replay.py``).
"""

from __future__ import annotations

import asyncio

from aiokafka.errors import for_code
from msgspec.structs import replace

from schemas.replay import STAGES, Replay
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Settings
from streams.trouble import Trouble

from .book import note, replay_named
from .bulk import take_over
from .joining import require_no_worker
from .names import finisher, leg_name, shadows, working_folder
from .promotion.promoting import settle

AT_ONCE = 8
"""Legs that are taken over at the same time."""

UNKNOWN_TOPIC = 3


async def topics_left(bootstrap: str, settings: Settings, replay: Replay) -> list[str]:
    """Return which topics of *replay* there are."""
    async with admin(bootstrap) as client:
        there = await partition_counts(client)
    ours = (topic_name(settings, one) for one in shadows(replay.origin, replay.replay_id))
    return sorted(name for name in ours if name in there)


async def cancel(bootstrap: str, settings: Settings, replay: Replay) -> Replay:
    """
    End *replay* and delete its topics; returns it as it is then.

    Raises:
        Trouble: Workers are at it, who would go on; or Kafka would not delete one of its topics:
            the same call goes on.
    """
    await require_no_worker(bootstrap, settings, replay)
    if replay.state == "promoting":  # by now it may be promoted
        await settle(bootstrap, settings)
        replay = await replay_named(bootstrap, settings, replay.replay_id)
    ended = replay if replay.state == "promoted" else replace(replay, state="cancelled")
    await note(bootstrap, settings, ended)
    names = await topics_left(bootstrap, settings, replay)
    if names:
        await _end(bootstrap, settings, replay)
    async with admin(bootstrap) as client:
        answer = await client.delete_topics(names) if names else None
    for name, code in answer.topic_error_codes if answer else ():
        if code not in {0, UNKNOWN_TOPIC}:
            raise Trouble(f"Kafka would not delete topic {name}: {for_code(code).__name__}")
    # What a killed process was putting in order is as large as what it read.
    for file in working_folder(settings, replay.replay_id).glob("*.sqlite"):
        file.unlink(missing_ok=True)
    return ended


async def _end(bootstrap: str, settings: Settings, replay: Replay) -> None:
    """Take every leg, and the word that it is done, over from whoever is at it."""
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    partitions = max(counts[name] for name in await topics_left(bootstrap, settings, replay))
    free = asyncio.Semaphore(AT_ONCE)

    async def end(name: str) -> None:
        async with free:
            await take_over(bootstrap, name)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(end(finisher(settings, replay.replay_id)))
        for stage in STAGES[replay.origin]:
            for partition in range(partitions):
                tasks.create_task(end(leg_name(settings, replay.replay_id, stage, partition)))
