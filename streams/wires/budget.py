"""
How many requests may an account still send this hour?

An API counts for an account what all its feeds ask. In no hour, wherever it
begins, are there more than the account may send. Not here: pauses that a server
asks for (``hosts.py``).
"""

from __future__ import annotations

from collections import deque

HOUR_SECONDS = 3600.0


class Budget:
    """The requests of one account in the last hour."""

    def __init__(self, per_hour: int) -> None:
        self._per_hour = per_hour
        self._sent: deque[float] = deque()

    def lower(self, per_hour: int) -> None:
        """Keep to the smallest of what feeds of the account say."""
        self._per_hour = min(self._per_hour, per_hour)

    def take(self, *, now: float) -> float:
        """
        Take one request, if there is one.

        Args:
            now: Seconds, of a clock that only goes forward.

        Returns:
            Seconds to wait until there is one; 0 when it was taken.
        """
        while self._sent and now - self._sent[0] >= HOUR_SECONDS:
            self._sent.popleft()
        if len(self._sent) < self._per_hour:
            self._sent.append(now)
            return 0.0
        return self._sent[len(self._sent) - self._per_hour] + HOUR_SECONDS - now
