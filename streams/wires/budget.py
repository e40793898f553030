"""
How many requests may an account still send this hour?

An API counts for an account what all its feeds ask, tokens and second tries
included. In no hour, wherever it begins, are there more than the account may
send. Each poller counts what it asks itself, from its start: several share an
account by what each of them is allowed. Not here: pauses that a server asks for
(``hosts.py``).
"""

from __future__ import annotations

import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import timedelta

from .login import Login, NotLetIn

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

    def spend(self, *, now: float) -> None:
        """Take one request; raises ``NotLetIn`` with the time to wait when there is none."""
        wait = self.take(now=now)
        if wait > 0:
            detail = f"the account's {self._per_hour} requests of this hour are used up"
            raise NotLetIn("circuit_open", detail, retry_after=timedelta(seconds=wait))


class Metered:
    """A way of being let in that costs: each request asks it for headers, and is counted then."""

    def __init__(
        self,
        login: Login | None,
        budget: Budget,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._login = login
        self._budget = budget
        self._clock = clock

    @property
    def context(self) -> ssl.SSLContext | None:
        """The certificate to show, if there is one."""
        return self._login.context if self._login else None

    async def headers(self) -> Mapping[str, str]:
        """Return the headers of a request that may be sent; raises ``NotLetIn``."""
        found = await self._login.headers() if self._login else {}
        self._budget.spend(now=self._clock())
        return found

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Tell whether another try makes sense; it is counted like the first."""
        return await self._login.renew(refused) if self._login else False
