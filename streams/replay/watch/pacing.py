"""
When is a record of the past due on a watcher's clock?

Plain arithmetic over the record's time, where the watching began, how fast it goes and how
much of the watcher's time has passed; so it is tested without waiting. Not here: waiting
(``streams/cli/replay_watch.py``).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

# A watcher who said to skip silences waits no longer than this for the next thing to happen.
LONGEST_SILENCE: Final = timedelta(seconds=10)
LEAD: Final = timedelta(seconds=1)
"""What is left of a silence that is skipped, so that one sees where it goes on."""

_SPEED: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)x?")


class Pace(NamedTuple):
    """
    How the past passes.

    Attributes:
        start: The time of the past at which the watcher's clock stands at zero.
        speed: Seconds of the past in one of the watcher's; ``None`` waits for nothing.
    """

    start: datetime
    speed: float | None

    def wait(self, at: datetime, elapsed: timedelta) -> timedelta:
        """Return how long to wait from *elapsed* on for what happened *at* that time."""
        if self.speed is None:
            return timedelta()
        return max(timedelta(), (at - self.start) / self.speed - elapsed)

    def clock(self, elapsed: timedelta) -> datetime | None:
        """Return what time of the past it is; ``None`` when time is not kept."""
        return None if self.speed is None else self.start + elapsed * self.speed

    def skipping_to(self, at: datetime, elapsed: timedelta) -> Pace:
        """Return the pace at which what happened *at* that time comes in a moment."""
        if self.speed is None:
            return self
        return self._replace(start=at - (elapsed + LEAD) * self.speed)


def speed_of(text: str) -> float | None:
    """
    Read ``60x``, ``0.5x`` or ``max``.

    Raises:
        ValueError: It is none, or stands still.
    """
    if text.strip() == "max":
        return None
    found = _SPEED.fullmatch(text.strip())
    if found is None or not float(found[1]):
        raise ValueError(f"`{text}` is no speed: write 60x, 0.5x or max")
    return float(found[1])
