"""
A process that promotes a replay, and stops where a test asks it to.

Usage: promoter.py SETTINGS NAME before|after, the settings as JSON. It says ``here`` just before
or just after it commits, and goes on when a line comes in.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from streams.replay.book import replay_named
from streams.replay.bulk import Bulk
from streams.replay.promotion import promoting
from streams.settings import Settings
from streams.trouble import Trouble


async def promote(settings: Settings, name: str, where: str) -> None:
    bootstrap = settings.kafka.bootstrap or ""
    commit = Bulk.commit

    async def held(self: Bulk) -> None:
        await self._hand_over(self._batches.take_all())
        await asyncio.gather(*self._sent)
        if where == "after":
            await commit(self)
        print("here", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        if where == "before":
            await commit(self)

    Bulk.commit = held
    replay = await replay_named(bootstrap, settings, name)
    at = datetime.now(UTC)
    try:
        await promoting.promote(bootstrap, settings, replay, at=at, show=lambda *_: None)
    except Trouble as trouble:
        print(trouble, flush=True)


asyncio.run(promote(Settings.model_validate_json(sys.argv[1]), *sys.argv[2:]))
