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
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from schemas.codec import BadRecord, plain

from .broker import leash
from .first_run import CHECKOUT
from .settings import Settings
from .trouble import Trouble

ROLES = ("worker", "poller", "delivery", "api")
"""All that there are; of fixed ports the first has the one that is set, the next the next."""

# Roles end in about a second; one that hangs is killed after this, so that with the
# broker's half second all is over within the 10 s that service runners allow.
GRACE_SECONDS = 7.0

END_OF_LOG = 64 << 10
"""Bytes; a log of weeks is not read whole for its last line."""


class Child:
    """
    A role as a process.

    Attributes:
        role: Which.
        log: The file that it writes to.
        process: It, once it was started.
    """

    process: Process

    def __init__(self, role: str, settings: Settings, config: Path | None, bootstrap: str) -> None:
        self.role = role
        self.log = settings.state / "log" / f"{role}.log"
        self._environment = {**os.environ, "TOCSIN_KAFKA__BOOTSTRAP": bootstrap}
        if isinstance(settings.health.port, int) and settings.health.port > 0:
            port = settings.health.port + ROLES.index(role)  # each has pages of its own
            self._environment["TOCSIN_HEALTH__PORT"] = str(port)
        self._environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))
        )
        if config is not None:
            self._environment["TOCSIN_CONFIG"] = str(config)

    async def start(self, *, again: bool = False) -> None:
        """
        Start it; it ends with us even when we are killed (``streams/broker/leash.py``).

        Args:
            again: It ended by itself: what it said before stays in the log.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and not again:
            self.log.replace(self.log.with_suffix(".log.1"))  # that run may have ended badly
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
                *(sys.executable, "-m", "streams", "run", self.role),
                env=self._environment,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches us, and we stop them in order
            )

    async def end(self) -> str:
        """Wait until it ends by itself; returns how, and its last words, in one line."""
        code = await self.process.wait()
        how = f"exit code {code}" if code >= 0 else f"signal {-code}"
        return f"the {self.role} ended by itself ({how}): {_last_words(self.log)}"


@asynccontextmanager
async def roles(
    settings: Settings, config: Path | None, bootstrap: str, wanted: Sequence[str]
) -> AsyncIterator[list[Child]]:
    """
    Run each of the *wanted* roles as a process, started in that order; end them all afterwards.

    Who reads should come before who writes.
    """
    children: list[Child] = []
    try:
        for role in wanted:
            child = Child(role, settings, config, bootstrap)
            await child.start()
            children.append(child)  # at once: `finally` ends those that already run
        yield children
    finally:
        await _stop(children)


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
    raise Trouble(f"{await child.end()}; its log is {child.log}")


def _last_words(log: Path) -> str:
    """Return what stands last in a role's log, in one line."""
    try:
        with log.open("rb") as said:
            said.seek(max(0, log.stat().st_size - END_OF_LOG))
            lines = [line for line in said.read().splitlines() if line.strip()][-1:]
    except OSError as error:  # somebody tidied up; the role is started again all the same
        return f"its log cannot be read: {error}"
    for line in lines:
        try:
            words = plain(line)
        except BadRecord:
            return line.decode("utf-8", "replace").strip().removeprefix("tocsin: ")
        if isinstance(words, dict):
            return " ".join(str(words[name]) for name in ("event", "reason") if name in words)
    return "it said nothing"
