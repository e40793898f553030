"""
What does a fetch need to be let in?

The one thing that fetching knows of logging in: before each request it asks
for headers, and after a 401 whether another try makes sense. Not here: any
one way of logging in (``auth.py``, ``oauth.py``).
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from schemas.feed import FetchOutcome


class Login(Protocol):
    """How one feed, or several with the same account, are let in."""

    @property
    def context(self) -> ssl.SSLContext | None:
        """The certificate to show, if there is one."""

    async def headers(self) -> Mapping[str, str]:
        """Return the headers of the next request; raises ``NotLetIn`` when there are none to be had."""

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Take note that *refused* met a 401; tells whether the next headers may do better."""


class NotLetIn(Exception):
    """
    There is nothing to be let in with: the server that gives tokens does not.

    Attributes:
        outcome: What to call the request that was not sent.
        retry_after: How long that server asks us to stay away.
    """

    def __init__(
        self, outcome: FetchOutcome, detail: str, *, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(detail)
        self.outcome: FetchOutcome = outcome
        self.retry_after = retry_after
