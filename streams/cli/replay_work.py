"""
What do the verbs of ``tocsin replay`` ask of Kafka?

Each finds the broker and the settings of this call, and does one thing. Not here: what is
said about it (``streams/cli/replay.py``, ``replay_view.py``).
"""

from __future__ import annotations

from schemas.replay import Checkpoint, Replay
from streams.cli.context import settings
from streams.cli.kept import bootstrap_of
from streams.replay import ending
from streams.replay.book import checkpoints, replay_named, replays
from streams.replay.running import run


async def run_to_end(
    replay: Replay, *, processes: int, rate: float
) -> tuple[Replay, dict[str, Checkpoint]]:
    """Run *replay* to its end; returns it and its last checkpoints."""
    from streams.cli.replay_progress import progress  # loads what draws, which others do without

    ours = settings()
    bootstrap = bootstrap_of(ours)
    if replay.state != "running":
        return replay, {}
    with progress(replay) as show:
        ended = await run(bootstrap, ours, replay, processes=processes, rate=rate, show=show)
    return ended, await checkpoints(bootstrap, ours, replay.replay_id)


async def replay_if_any(name: str) -> Replay | None:
    """Return the replay of that name, if there is one."""
    ours = settings()
    return (await replays(bootstrap_of(ours), ours)).get(name)


async def states(name: str | None) -> tuple[list[Replay], list[Checkpoint]]:
    """Return the replays that are asked for; of one, its checkpoints too."""
    ours = settings()
    bootstrap = bootstrap_of(ours)
    if name is None:
        return list((await replays(bootstrap, ours)).values()), []
    known = await replay_named(bootstrap, ours, name)
    if known.state == "cancelled" or not await ending.topics_left(bootstrap, ours, known):
        return [known], []
    return [known], list((await checkpoints(bootstrap, ours, name)).values())


async def cancelled(name: str, *, is_meant: bool) -> tuple[Replay, list[str]]:
    """Cancel a replay if that *is_meant*; returns it, and which topics go or would go."""
    ours = settings()
    bootstrap = bootstrap_of(ours)
    known = await replay_named(bootstrap, ours, name)
    topics = await ending.topics_left(bootstrap, ours, known)
    if is_meant:
        known = await ending.cancel(bootstrap, ours, known)
    return known, topics
