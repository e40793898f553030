"""
Which replays are there, and how far is each?

The definitions from ``replays``, and the checkpoints from each replay's own topic.
Not here: what they mean for who runs one (``streams/replay/running.py``).
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TypeVar

from schemas.codec import BadRecord, decode, encode
from schemas.record import Record
from schemas.replay import CHECKPOINTS, Checkpoint, Replay, shadow
from schemas.topics import REPLAYS, Topic
from streams.kafka import producer, read, topic_name
from streams.settings import Settings
from streams.trouble import Trouble

from .bulk import PATIENCE_SECONDS, at_work

R = TypeVar("R", bound=Record)


async def replays(bootstrap: str, settings: Settings) -> dict[str, Replay]:
    """Return all replays that were ever begun, by id, oldest first."""
    found = await _newest(bootstrap, settings, REPLAYS, Replay)
    return dict(sorted(found.items(), key=lambda one: one[1].created_at))


async def replay_named(bootstrap: str, settings: Settings, replay_id: str) -> Replay:
    """Return one of them; raises ``Trouble`` when there is none of that name."""
    known = await replays(bootstrap, settings)
    if replay_id not in known:
        lately = ", ".join(list(known)[-5:])
        raise Trouble(
            f"there is no replay {replay_id}; "
            + (f"the last ones are {lately}" if lately else "none was ever begun")
        )
    return known[replay_id]


async def note(bootstrap: str, settings: Settings, replay: Replay) -> None:
    """Write *replay* as it stands now; raises ``Trouble`` when Kafka does not take it in time."""
    sender, name = producer(bootstrap), topic_name(settings, REPLAYS)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), at_work(sender):
            await sender.send_and_wait(name, encode(replay), replay.replay_id.encode())
    except TimeoutError as error:
        raise Trouble(
            f"Kafka did not take within {PATIENCE_SECONDS:.0f} s that the replay is {replay.state}"
        ) from error


async def checkpoints(bootstrap: str, settings: Settings, replay_id: str) -> dict[str, Checkpoint]:
    """Return how far a replay is, by ``Checkpoint.key``; raises ``Trouble`` when it has no topics."""
    return await _newest(bootstrap, settings, shadow(CHECKPOINTS, replay_id), Checkpoint)


async def _newest(bootstrap: str, settings: Settings, topic: Topic, kind: type[R]) -> dict[str, R]:
    """Return the newest record of each key of *topic*."""
    found: dict[str, R] = {}
    reading = read(bootstrap, topic_name(settings, topic), follow=False)
    async with aclosing(reading) as records:
        async for record in records:
            try:
                found[(record.key or b"").decode()] = decode(kind, record.value or b"")
            except BadRecord:  # of a newer release, or nobody's
                continue
    return found
