"""
When does a process look at itself?

Once a second, in its event loop: that the look happens is itself the sign that
the loop turns. What it showed last may be read from any thread. A fault in
looking is not a fault in working: it is said once, and the last look stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from .signs import Signs

log = structlog.get_logger(__name__)


class Pulse:
    """
    Looks again and again.

    Attributes:
        latest: The newest look.
    """

    def __init__(self, look: Callable[[], Signs], answers: Callable[[], int]) -> None:
        self._look = look
        self._answers = answers
        self._turns = 0
        self._is_blind = False
        self.latest = Signs("starting")

    async def beat(self, every: float) -> None:
        """Look each *every* seconds, for ever."""
        while True:
            self.look()
            await asyncio.sleep(every)

    def look(self) -> None:
        """Look once."""
        self._turns += 1
        try:
            seen = self._look()
        except Exception:
            if not self._is_blind:
                log.exception("health.blind", advice="tocsin works on; its pages are stale")
            self._is_blind = True
            seen = self.latest
        else:
            self._is_blind = False
        self.latest = seen._replace(turns=self._turns, answers=self._answers())
