"""
Who asks too much?

A token bucket for each token or address: so many requests at once, so many a second after that.
And so many streams that one of them may hold open. Both in bounded memory: who has not asked for
longest is forgotten, and had a full bucket by then. Pure; time is an argument.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import NamedTuple

MOST_ASKERS = 10_000


class _Bucket(NamedTuple):
    left: float
    at: float


class Rate:
    """
    The buckets.

    Args:
        per_second: Requests that come back each second.
        burst: Requests that a full bucket holds.
    """

    def __init__(self, *, per_second: float, burst: int, most: int = MOST_ASKERS) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, who: str, *, at: float) -> float:
        """
        Take one request of *who*; *at* in seconds of a clock that does not jump back.

        Returns:
            0 when there was one, else in how many seconds there will be.
        """
        known = self._buckets.pop(who, None) or _Bucket(self._burst, at)
        left = min(self._burst, known.left + (at - known.at) * self._per_second)
        wait = 0.0 if left >= 1 else (1 - left) / self._per_second
        self._buckets[who] = _Bucket(left - 1 if left >= 1 else left, at)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return wait


class Seats:
    """
    The streams that are open.

    Args:
        each: That one of them may hold.
        most: Of all together.
    """

    def __init__(self, *, each: int, most: int) -> None:
        self._each = each
        self._most = most
        self._taken: Counter[str] = Counter()

    def take(self, who: str) -> bool:
        """Take a seat, if there is one for *who*."""
        if self._taken[who] >= self._each or self._taken.total() >= self._most:
            return False
        self._taken[who] += 1
        return True

    def leave(self, who: str) -> None:
        """Give a seat back."""
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]
