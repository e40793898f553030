"""
Which processes share the legs of a replay, and what do they say?

Each of them is given one leg after the other, and ends when we do. Not here: which legs
there are (``streams/replay/running.py``), and what a process does (``streams/replay/process.py``).
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
from schemas.replay import Checkpoint
from streams.settings import Settings
from streams.trouble import Trouble

from .process import Answer, Ended, Failed, Order

LONGEST_LINE: Final = 64 << 20

Show = Callable[[Checkpoint], None]
"""Told how far a leg is."""


class Team:
    """
    Processes that wait for orders.

    Args:
        processes: Started.
        log: What they say that is no answer.
    """

    def __init__(self, processes: list[Process], log: Path) -> None:
        self._processes = processes
        self._log = log

    async def do(self, orders: deque[Order], show: Show) -> None:
        """Have all *orders* done; raises ``Trouble``: the first that one of them has."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for process in self._processes:
                    tasks.create_task(self._serve(process, orders, show))
        except ExceptionGroup as group:
            troubles = group.subgroup(Trouble)
            raise (troubles or group).exceptions[0] from None

    async def _serve(self, process: Process, orders: deque[Order], show: Show) -> None:
        """Give *process* one order after the other, until none is left."""
        while orders:
            order = orders.popleft()
            _tell(process, encode(order))
            while True:
                line = await cast("asyncio.StreamReader", process.stdout).readline()
                if not line:
                    raise Trouble(
                        f"a process of the replay ended in {order.stage} of partition "
                        f"{order.partition} ({_end_of(self._log)})"
                    )
                answer = decode(cast("type[Answer]", Answer), line)
                if isinstance(answer, Failed):
                    raise Trouble(answer.why)
                show(answer.reached)
                if isinstance(answer, Ended):
                    break


@asynccontextmanager
async def team_of(count: int, settings: Settings, tree: Path, log: Path) -> AsyncGenerator[Team]:
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
        yield Team(team, log)
    finally:
        for process in team:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()


def _tell(process: Process, line: bytes) -> None:
    cast("asyncio.StreamWriter", process.stdin).write(line + b"\n")


def _end_of(log: Path) -> str:
    """Return the last line of *log*, and where it is."""
    with suppress(OSError):
        lines = log.read_text("utf-8", "replace").splitlines()
        if lines:
            return f"{lines[-1][:200]}; all of it in {log}"
    return f"it said nothing in {log}"
