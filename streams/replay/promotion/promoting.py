"""
How does what a replay found become what is known?

In one transaction, with the word that it is promoted: whoever is killed, wherever, leaves
all of it or nothing. A worker that starts meanwhile ends it before it reads what is
known, so nothing changes under a worker. Alerts are not written: what was sent was
sent. Not here: whether it may (``streams/replay/promotion/promotable.py``), and what is written
(``streams/replay/promotion/changes.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.replay import Replay
from schemas.topics import READINGS
from streams.kafka import GROUP, topic_name
from streams.replay.book import note, replays
from streams.replay.bulk import bulk, take_over
from streams.settings import Settings
from streams.trouble import Trouble

from .changes import Promotion, Show, Written
from .pen import Pen
from .promotable import require_nobody_at_work, require_promotable

LONGEST_MS: Final = 600_000
"""Of the transaction; Kafka allows 15 minutes unless it is told otherwise."""


def promoter(settings: Settings) -> str:
    """Return the name under which is promoted, by one process at a time."""
    return f"{settings.kafka.prefix}{GROUP}.promote"


async def survey(
    bootstrap: str, settings: Settings, replay: Replay, *, at: datetime, show: Show
) -> Written:
    """Tell what promoting *replay* would write; raises ``Trouble`` when it may not be."""
    counts = await require_promotable(bootstrap, settings, replay)
    return await Promotion(Pen(bootstrap, settings, replay, counts, at, None)).write(show)


async def promote(
    bootstrap: str, settings: Settings, replay: Replay, *, at: datetime, show: Show
) -> Written:
    """
    Make what *replay* found what is known.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        replay: Which.
        at: The time.
        show: Told how far it is.

    Raises:
        Trouble: It may not be promoted, a worker has started, or Kafka did not take it; nothing
            is changed then.
    """
    if replay.state == "promoting":  # somebody was killed over it
        await settle(bootstrap, settings)
        replay = (await replays(bootstrap, settings))[replay.replay_id]
    counts = await require_promotable(bootstrap, settings, replay)
    try:
        return await _promote(bootstrap, settings, replay, counts, at, show)
    except Trouble as trouble:
        await settle(bootstrap, settings)
        if (await replays(bootstrap, settings))[replay.replay_id].state == "promoted":
            raise Trouble(f"it is promoted; what came after that failed: {trouble}") from trouble
        raise Trouble(f"nothing was promoted: {trouble}") from trouble


async def _promote(
    bootstrap: str,
    settings: Settings,
    replay: Replay,
    counts: dict[str, int],
    at: datetime,
    show: Show,
) -> Written:
    partitions = counts[topic_name(settings, READINGS)]
    async with bulk(
        bootstrap, promoter(settings), partitions=partitions, timeout_ms=LONGEST_MS
    ) as out:
        await note(bootstrap, settings, replace(replay, state="promoting"))
        # Only now: a worker that joins from here on reads that note, and ends us.
        await require_nobody_at_work(bootstrap, settings)
        pen = Pen(bootstrap, settings, replay, counts, at, out)
        written = await Promotion(pen).write(show)
        pen.note(replace(replay, state="promoted", promoted_at=at))
        await out.commit()
    # Kafka has said yes, and may still be about to show it everywhere.
    await take_over(bootstrap, promoter(settings))
    return written


async def settle(bootstrap: str, settings: Settings) -> None:
    """
    Return when nobody is promoting any more; what was not committed is dropped.

    A worker asks this once it is a member of its group, and before it reads what is known.
    """
    known = (await replays(bootstrap, settings)).values()
    if not any(one.state in {"promoting", "promoted"} for one in known):
        return
    await take_over(bootstrap, promoter(settings))
    for one in (await replays(bootstrap, settings)).values():
        if one.state == "promoting":
            await note(bootstrap, settings, replace(one, state="done"))
