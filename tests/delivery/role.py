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

READY_SECONDS = 120
"""Two that share take 4 s, and 9 s where six busy processes share two cores; a dead one is missed
after 6 s more. After this none comes any more."""

REPLACED = "another process has taken over"

LAST_WORDS = 20
"""Lines of what a process said that did not come."""


class Role:
    """
    One delivery process after the other.

    Attributes:
        is_ready: Set while one is at work.
        starts: So many were started.
        said: What the last one logged.
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
        self.said.clear()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.delivery.role", self._settings.model_dump_json()),
            self._settings.kafka.bootstrap or "",
            cwd=ROOT, stderr=PIPE,
        )  # fmt: skip
        self._listening = asyncio.ensure_future(self._listen(self._process))

    async def until_ready(self) -> None:
        """
        Wait until it is at work; fails with its last words when it ends, or does not come.

        Who was replaced while he stood still may end and say so; he is started again, as
        ``tocsin run`` does.
        """
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not self.is_ready.is_set():
                    await self._is_heard()
        except TimeoutError:
            raise AssertionError(f"not at work after {READY_SECONDS} s:\n{self._words}") from None

    async def _is_heard(self) -> None:
        """Wait until it is at work, or has ended."""
        assert self._listening is not None
        ready = asyncio.ensure_future(self.is_ready.wait())
        try:
            await asyncio.wait((ready, self._listening), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if not self._listening.done():
            return
        if REPLACED not in self._words:
            raise AssertionError(f"it ended by itself:\n{self._words}")
        await self._end(hard=True)
        await self.start()

    @property
    def _words(self) -> str:
        return "".join(self.said[-LAST_WORDS:])

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
    logs.REPEATS = sys.maxsize  # who is killed often says often that he is at work
    settings = Settings.model_validate_json(sys.argv[1])
    await until_told(run_delivery(settings, bootstrap=sys.argv[2]), role="delivery")


if __name__ == "__main__":
    asyncio.run(main())
