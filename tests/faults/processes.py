"""
Who keeps the roles alive?

The bench plays the container runtime with "restart: always": a role is a process of its
own, ``tocsin run worker`` as an operator starts it, and is started again whenever it has
ended, for whatever reason. It ends with us, even when we are killed. Not here: who ends
it, and when (the scenarios).
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from streams.broker import leash
from streams.settings import Settings, setting_paths

ROOT = Path(__file__).parents[2]

TOCSIN = ("-m", "streams")
"""What Python runs as ``tocsin``."""

# Docker waits 100 ms and doubles that each time; one that ran for 10 s starts at once again.
BACK_OFF_SECONDS = 0.1
MOST_BACK_OFF_SECONDS = 2.0

# A container runtime kills what has not ended by then.
GRACE_SECONDS = 10.0


class Container:
    """
    A role that is started again whenever it ends; an async context manager.

    Attributes:
        name: For its log, and for people.
        settings: What it is told by variables at its next start; may be changed.
        process: The one that runs now, or ran last.
        ends: Exit codes so far.
    """

    def __init__(
        self,
        name: str,
        role: str,
        settings: Settings,
        *,
        folder: Path,
        program: Sequence[str] = TOCSIN,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.log = folder / f"{name}.log"
        self.ends: list[int] = []
        self.process: Process | None = None
        self._command = [sys.executable, *program, "run", role]
        self._folder = folder
        self._variables = dict(variables or {})
        self._wanted = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._wanted.set()
        self._keeping = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)

    async def _keep(self) -> None:
        """Run it for ever, as long as it is wanted."""
        in_a_row = 0
        while True:
            await self._wanted.wait()
            started = asyncio.get_running_loop().time()
            self.process = await self._start()
            self.ends.append(await self.process.wait())
            lived = asyncio.get_running_loop().time() - started
            in_a_row = 0 if lived > GRACE_SECONDS else in_a_row + 1
            await asyncio.sleep(min(BACK_OFF_SECONDS * 2**in_a_row, MOST_BACK_OFF_SECONDS))

    async def _start(self) -> Process:
        with self.log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
                *self._command,
                cwd=self._folder,
                env=environment(self.settings) | self._variables,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches us, and we stop them
            )

    @property
    def runs(self) -> bool:
        """Tell whether there is a process now."""
        return self.process is not None and self.process.returncode is None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.process is not None and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def stop(self) -> None:
        """Ask it to end, as ``docker stop`` does, and do not start it again."""
        self._wanted.clear()
        while self.runs:
            self.signal(signal.SIGCONT)  # one that is paused hears nothing else
            self.signal(signal.SIGTERM)
            if await self.ended(within=GRACE_SECONDS) is None:
                self.signal(signal.SIGKILL)

    def start(self) -> None:
        """Start it again after ``stop``."""
        self._wanted.set()

    async def ended(self, *, within: float) -> int | None:
        """Wait for the end of the process that runs now; returns its code, or ``None`` if it does not."""
        if self.process is None:
            return None
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                return await self.process.wait()
        return None

    def last_words(self, lines: int = 12) -> str:
        """Return what it said last."""
        said = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return "\n".join(said.splitlines()[-lines:])


def environment(settings: Settings) -> dict[str, str]:
    """Return this process's variables, with *settings* in place of any ``TOCSIN_*`` in it."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    mine["PYTHONPATH"] = str(ROOT)
    for path in setting_paths():
        value: object = settings
        for name in path:
            value = getattr(value, name)
        if value not in (None, "", ()):
            said = json.dumps(value) if isinstance(value, tuple) else str(value)
            mine[f"TOCSIN_{'__'.join(path).upper()}"] = said
    return mine
