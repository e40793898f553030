"""
How does a role run as a process of its own, and how does it end with us?

Each child is ``python -m streams run ROLE`` with its output in a log file. When
we end in any way, it ends: told by us, or by the kernel when we were killed
(``streams/broker/leash.py``). Not here: when children start and stop
(``streams/supervisor.py``).
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from schemas.codec import BadRecord, plain

from .broker import leash
from .first_run import CHECKOUT
from .settings import Settings
from .trouble import Trouble

ROLES = ("worker", "poller")
"""Started in this order: who reads before who writes."""

# Roles end in about a second; one that hangs is killed after this, so that with the
# broker's half second all is over within the 10 s that service runners allow.
GRACE_SECONDS = 7.0


class Child(NamedTuple):
    """A role that runs, and where its log is."""

    role: str
    process: Process
    log: Path


@asynccontextmanager
async def roles(
    settings: Settings, config: Path | None, bootstrap: str
) -> AsyncIterator[list[Child]]:
    """Run each role as a process; end them all afterwards."""
    children: list[Child] = []
    try:
        for role in ROLES:
            child = await _start(role, settings, config, bootstrap)
            children.append(child)  # at once: `finally` ends those that already run
        yield children
    finally:
        await _stop(children)


async def _start(role: str, settings: Settings, config: Path | None, bootstrap: str) -> Child:
    """Start one role; it ends with us even when we are killed (``streams/broker/leash.py``)."""
    log = settings.state / "log" / f"{role}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))  # the run before: it may have ended badly
    environment = {**os.environ, "TOCSIN_KAFKA__BOOTSTRAP": bootstrap}
    environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))
    )
    if config is not None:
        environment["TOCSIN_CONFIG"] = str(config)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
            *(sys.executable, "-m", "streams", "run", role),
            env=environment,
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches us, and we stop them in order
        )
    return Child(role, process, log)


async def _stop(children: list[Child]) -> None:
    """End all *children* together: gently, and by force when that takes too long."""
    alive = [child.process for child in children if child.process.returncode is None]
    for process in alive:
        with suppress(ProcessLookupError):
            process.terminate()
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await asyncio.gather(*(process.wait() for process in alive))
    except TimeoutError:
        for process in alive:
            with suppress(ProcessLookupError):
                process.kill()
        await asyncio.gather(*(process.wait() for process in alive))


async def ended(child: Child) -> None:
    """Wait for a role that should not end; raises ``Trouble`` with its last words."""
    code = await child.process.wait()
    how = f"exit code {code}" if code >= 0 else f"signal {-code}"
    raise Trouble(
        f"the {child.role} ended by itself ({how}): {_last_words(child.log)}; its log is {child.log}"
    )


def _last_words(log: Path) -> str:
    """Return what stands last in a role's log, in one line."""
    lines = [line for line in log.read_bytes().splitlines() if line.strip()][-1:]
    for line in lines:
        try:
            said = plain(line)
        except BadRecord:
            return line.decode("utf-8", "replace").strip().removeprefix("tocsin: ")
        if isinstance(said, dict):
            return " ".join(str(said[name]) for name in ("event", "reason") if name in said)
    return "it said nothing"
