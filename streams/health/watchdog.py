"""
What ends a process that is beyond help?

A thread, because what hangs may be the event loop. It compares the looks that
the loop takes (``watching.py``) and, when they tell that nothing will move any
more, says why in the log's last line and ends the process: whoever started it
starts another, and what was in hand comes back. Not here: the judgement.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping

import structlog

from .signs import Signs
from .watching import Limits, Watching

log = structlog.get_logger(__name__)


LAST_WORDS_SECONDS = 2.0
"""For the last line of the log: whoever hangs may hang in writing to it."""


def end_process() -> None:
    """End at once: anything gentler waits for what hangs, or acknowledges what is in hand."""
    os._exit(1)


class Watchdog:
    """
    Watches looks that somebody else takes.

    Args:
        latest: Returns the newest look, from any thread.
        limits: How long things may stand still.
        every: Seconds between looks at the looks.
        end: Ends the process.
    """

    def __init__(
        self,
        latest: Callable[[], Signs],
        limits: Limits,
        *,
        every: float = 1.0,
        end: Callable[[], object] = end_process,
    ) -> None:
        self._latest = latest
        self._watching = Watching(limits)
        self._every = every
        self._end = end
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    @property
    def ages(self) -> Mapping[str, float]:
        """What should move -> for how many seconds it has not."""
        return self._watching.ages

    @property
    def is_watching(self) -> bool:
        """Tell whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; returns when the thread has ended."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            doom = self._watching.see(self._latest(), at=time.monotonic())
            if doom is not None:
                _say(doom)
                self._end()
                return


def _say(reason: str) -> None:
    """Write the last line, for as long as somebody takes it."""
    words = {"reason": reason, "advice": "started again, it handles what it had in hand"}
    saying = threading.Thread(
        target=log.critical, args=("watchdog.end",), kwargs=words, daemon=True
    )
    saying.start()
    saying.join(LAST_WORDS_SECONDS)
