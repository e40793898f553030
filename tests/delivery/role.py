"""
The delivery role as a process that a test may kill.

``python -m tests.delivery.role SETTINGS BOOTSTRAP``: settings as JSON.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path

from streams.settings import Settings

ROOT = Path(__file__).parents[2]
READY = b"subscriptions.shared"


class Role:
    """
    One delivery process after the other.

    Attributes:
        is_ready: Set while one is at work.
        starts: So many were started.
        said: What they logged.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self.is_ready = asyncio.Event()
        self.starts = 0
        self.said: list[str] = []

    async def start(self) -> None:
        """Start one."""
        self.starts += 1
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.delivery.role", self._settings.model_dump_json()),
            self._settings.kafka.bootstrap or "",
            cwd=ROOT, stderr=PIPE,
        )  # fmt: skip
        self._listening = asyncio.ensure_future(self._listen(self._process))

    async def kill(self) -> None:
        """End it as ``kill -9`` does."""
        await self._end(hard=True)

    async def stop(self) -> int | None:
        """Ask it to end; returns its exit code."""
        return await self._end(hard=False)

    def send_signal(self, number: int) -> None:
        """Send it a signal, such as the one that freezes."""
        assert self._process is not None
        self._process.send_signal(number)

    async def _end(self, *, hard: bool) -> int | None:
        self.is_ready.clear()
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(ProcessLookupError):
            process.kill() if hard else process.terminate()
        code = await process.wait()
        if self._listening is not None:
            await self._listening
        return code

    async def _listen(self, process: Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.said.append(line.decode())
            if READY in line and process is self._process:
                self.is_ready.set()


async def main() -> None:
    """Deliver until told to stop."""
    from streams import logs
    from streams.delivery.run import run_delivery
    from streams.stopping import until_told

    logs.configure("delivery")
    settings = Settings.model_validate_json(sys.argv[1])
    await until_told(run_delivery(settings, bootstrap=sys.argv[2]), role="delivery")


if __name__ == "__main__":
    asyncio.run(main())
