"""
When is what crashed started again?

After a pause that grows while it goes on crashing, and no more once it has crashed
ten times within ten minutes: with these pauses that is after some five minutes,
longer than a cluster takes to elect, restart or be mended by its own keepers; what
goes on for longer wants a person, or whoever runs us. A crash that is older counts no
more. Not here: starting anything (``streams/supervisor.py``).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

CRASHES = 10
WITHIN_SECONDS = 600.0

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


class Restarts:
    """
    The crashes of one thing, lately.

    Args:
        clock: Seconds, from any start.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._crashes: deque[float] = deque()

    def __str__(self) -> str:
        return (
            f"restart {len(self._crashes)} of {CRASHES - 1} within {WITHIN_SECONDS / 60:g} minutes"
        )

    def pause(self) -> float | None:
        """Note a crash; return the seconds until the next start, ``None`` for no more."""
        now = self._clock()
        self._crashes.append(now)
        while self._crashes[0] <= now - WITHIN_SECONDS:
            self._crashes.popleft()
        if len(self._crashes) >= CRASHES:
            return None
        return min(FIRST_PAUSE_SECONDS * 2.0 ** (len(self._crashes) - 1), LONGEST_PAUSE_SECONDS)
