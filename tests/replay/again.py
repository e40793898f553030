"""
How is the past replayed, whole or with a crash in the middle?

``streams.replay.running.run`` as the command calls it; from a checkout whose replays commit
every few records where something shall be cut off, because the real ones would be done before
(``hasty``). Usage as a program, to be killed as a whole: ``python -m tests.replay.again
SETTINGS REPLAY``, both as JSON. Not here: comparing
(``tests/replay/books.py``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from schemas.codec import decode, encode
from schemas.replay import Checkpoint, Origin, Replay
from streams.first_run import CHECKOUT
from streams.replay.planning import Span, planned
from streams.replay.running import run
from streams.settings import Settings
from streams.trouble import Trouble

RATE = 800.0
"""Records a second of what is going to be killed: some seconds' work."""

ROOMS = ("schemas", "agents", "streams")
HASTY = """\
import streams.replay.leg, streams.replay.sources
streams.replay.leg.COMMIT_SECONDS = 0
streams.replay.sources.RECORDS_AT_ONCE = 60
"""


async def plan(
    settings: Settings, name: str, origin: Origin, *, tree: Path | None = None
) -> Replay:
    """Plan a replay of all that is kept; the checkout *tree* judges, ours without one."""
    ranges, guide = await planned(settings.kafka.bootstrap or "", settings, origin, Span())
    return Replay(
        replay_id=name, origin=origin, created_at=datetime.now(UTC), ranges=ranges, guide=guide,
        rules=str(tree or ""),
    )  # fmt: skip


async def replayed(settings: Settings, name: str, origin: Origin, *, processes: int = 1) -> Replay:
    """Replay all that is kept under the name *name*."""
    replay = await plan(settings, name, origin)
    return await run(settings.kafka.bootstrap or "", settings, replay, processes=processes)


def hasty(folder: Path) -> Path:
    """Make a checkout of ours in *folder* whose replays commit after every few records."""
    folder.mkdir()
    for room in ROOMS:
        (folder / room).symlink_to(CHECKOUT / room)
    (folder / "sitecustomize.py").write_text(HASTY)
    return folder


async def run_to_its_end(settings: Settings, replay: Replay) -> None:
    """Run *replay*, or go on with it, by two processes."""
    await run(settings.kafka.bootstrap or "", settings, replay, processes=2)


async def one_killed(settings: Settings, replay: Replay, chance: Random) -> str:
    """
    Run *replay* until one of its two processes is killed at a random moment.

    Returns:
        What the run said of it; empty when it was done before.
    """
    told = 0
    last = chance.randrange(2, 8)

    def show(_: Checkpoint) -> None:
        nonlocal told
        told += 1
        if told == last:
            os.kill(chance.choice(_children()), signal.SIGKILL)

    try:
        await run(
            settings.kafka.bootstrap or "", settings, replay, processes=2, rate=RATE, show=show
        )
    except Trouble as trouble:
        return str(trouble)
    return ""


def _children() -> list[int]:
    """Return the ids of our processes that replay."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [
        int(pid)
        for pid in mine
        if b"streams.replay.process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


async def whole_killed(settings: Settings, replay: Replay, chance: Random) -> bool:
    """Run *replay* as a program and kill that at a random moment; tells whether it was in time."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.replay.again",
        settings.model_dump_json(), encode(replay).decode(),
        cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    for _ in range(chance.randrange(2, 8)):
        await process.stdout.readline()
    with suppress(ProcessLookupError):
        process.kill()
    await process.communicate()
    return process.returncode == -signal.SIGKILL


def _tell(_: Checkpoint) -> None:
    """Let whoever started us know that we are at work."""
    print(flush=True)


def main(settings: str, replay: str) -> None:
    """Run a replay; a line on standard output each time it tells how far it is."""
    ours = Settings.model_validate_json(settings)
    asyncio.run(
        run(
            ours.kafka.bootstrap or "", ours, decode(Replay, replay.encode()),
            processes=2, rate=RATE, show=_tell,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
