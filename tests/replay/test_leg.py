"""When does a stage of a replay make visible what it wrote?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.codec import encode
from schemas.control import Tick
from schemas.replay import Checkpoint, Replay
from streams.replay.choice import Choice
from streams.replay.judges import Follower
from streams.replay.leg import Leg
from streams.replay.sources import Portion, Taken
from streams.settings import Settings

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
REPLAY = Replay(replay_id="slow", origin="readings", created_at=NOON, ranges=())


class Twice:
    """A source of two portions of one tick."""

    begin, end = 0, 2

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        """Yield them."""
        for number in range(position, self.end):
            yield Portion([Taken(None, encode(Tick(at=NOON)), 0, counts=True)], number + 1)


class Noted:
    """Takes outputs, and notes that they were committed."""

    def __init__(self) -> None:
        self.committed = asyncio.Event()

    def add(self, *_: object, **__: object) -> None:
        """Take one."""

    async def send(self) -> None:
        """Begin a transaction, as it may."""

    async def commit(self) -> None:
        """Note it."""
        self.committed.set()


async def test_it_commits_before_it_waits(tmp_path: Path) -> None:
    """Slowed down by an hour between two portions, it leaves no transaction open meanwhile."""
    leg = Leg("nowhere:9", Settings(state=tmp_path), REPLAY, "follow", 0, partitions=1)
    judge, out, source = Follower(Choice(REPLAY)), Noted(), Twice()
    judge.ready()
    reached = Checkpoint(stage="follow", partition=0, position=0, end=2)
    told: list[Checkpoint] = []

    def tell(one: Checkpoint) -> float:
        told.append(one)
        return 3600

    made_of: Any = (judge, source, out, reached, tell)
    slow = asyncio.create_task(leg._pass(*made_of))
    await asyncio.wait_for(out.committed.wait(), 10)
    slow.cancel()
    with suppress(asyncio.CancelledError):
        await slow

    assert [one.position for one in told] == [1]
