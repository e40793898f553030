"""
How does the demo run a role, and what does it say when one ends?

As ``tocsin run ROLE`` in a process of its own with the demo's configuration,
its log in a file. Ends with the demo, also when the demo is killed
(``streams/broker/leash.py``).
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from streams.broker import leash
from streams.trouble import Trouble

# Every role ends within 10 s of SIGTERM; what does not has hung.
STOP_SECONDS = 12.0
ROOT = Path(__file__).parents[2]


class Role(NamedTuple):
    """A running role: its name, its process and its log."""

    name: str
    process: Process
    log: Path


@asynccontextmanager
async def running(name: str, config: Path) -> AsyncIterator[Role]:
    """Run the role *name* with the settings in *config* as long as the block."""
    log = config.parent / "logs" / f"{name}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        process = await create_subprocess_exec(
            *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
            *(sys.executable, "-m", "streams", "--config", str(config), "run", name),
            cwd=ROOT,
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is the demo's, which then ends its roles in order
        )
    try:
        yield Role(name, process, log)
    finally:
        await _stop(process)


async def ended(role: Role) -> NoReturn:
    """Wait for *role* to end by itself; that is always a ``Trouble``."""
    code = await role.process.wait()
    said = role.log.read_text("utf-8", "replace").split("\n")
    last = [line.strip() for line in said if line.strip()][-3:]
    raise Trouble(f"the {role.name} ended with exit code {code}: {' | '.join(last)}")


async def _stop(process: Process) -> None:
    """End *process*, gently first."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
