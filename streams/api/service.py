"""
With what are requests answered?

What every handler needs, put together once: what is known, who is let in, how much they may ask,
and what was made of it already. Not here: the answers (``lists.py``, ``documents.py``,
``streaming.py``, ``asking.py``), and which path leads to which (``routes.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from schemas.subscription import Made, Silence, Wish
from schemas.topics import ALERTS, DECISIONS, INCIDENTS
from streams.settings import Settings

from .access import Access, Caller
from .answers import Shelf
from .deep import AT_ONCE, Deep
from .filters import Filter
from .kept import Row
from .knowledge import Knowledge
from .limits import Rate, Seats
from .paging import Paging


class Wishes(Protocol):
    """The topic of what is asked for; returns when the broker has it."""

    async def put(self, record: Made | Silence | Wish) -> None:
        """Write one."""

    async def forget(self, key: str) -> None:
        """Take one back."""


class Asked(NamedTuple):
    """
    One request, as far as it has been looked at.

    Attributes:
        request: It.
        caller: Who asks.
        query: What stands behind the question mark, by name.
    """

    request: web.Request
    caller: Caller
    query: Mapping[str, Any]


class Service:
    """
    All of it.

    Args:
        settings: Ours.
        knowledge: What is known.
        access: Who is let in.
        wishes: Where wishes go.
        bootstrap: ``host:port,…``.
        now: The time.
        port: Where we listen: for links, unless ``api.public_url`` says otherwise.
    """

    def __init__(
        self,
        settings: Settings,
        knowledge: Knowledge,
        access: Access,
        wishes: Wishes,
        *,
        bootstrap: str,
        now: Callable[[], datetime],
        port: int,
    ) -> None:
        api = settings.api
        self.settings = settings
        self.knowledge = knowledge
        self.access = access
        self.wishes = wishes
        self.now = now
        self.rate = Rate(per_second=api.rate_per_second, burst=api.burst)
        self.seats = Seats(each=api.streams_each, most=api.streams)
        self.shelf = Shelf()
        self.deep = Deep(settings, bootstrap, asyncio.Semaphore(AT_ONCE))
        host = f"[{api.host}]" if ":" in api.host else api.host
        self.base = f"{api.public_url or f'http://{host}:{port}'}/v1"
        self.authority = api.authority or urlsplit(self.base).hostname or api.host
        self.pages = {
            topic.name: Paging(topic, knowledge.kept[topic.name], self.deep, lets=lets)
            for topic, lets in (
                (ALERTS, self._lets_alert), (INCIDENTS, _lets), (DECISIONS, _lets),
            )
        }  # fmt: skip

    def _lets_alert(self, row: Row, wanted: Filter) -> bool:
        """Tell whether an alert is asked for; how it stands changes, so that is asked now."""
        return wanted.lets(row.facets) and self.knowledge.standings.is_asked(
            row.facets, wanted.status, now=self.now()
        )


def _lets(row: Row, wanted: Filter) -> bool:
    return wanted.lets(row.facets)


Handler = Callable[[Service, Asked], Awaitable[web.StreamResponse]]
