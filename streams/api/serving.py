"""
How does the API run?

Follows the topics, listens, and answers; what it should know is read first, and meanwhile it says
so. Not here: what it knows (``knowledge.py``) and what it answers (``routes.py``).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from streams import clock
from streams.broker.topics import ensure_topics
from streams.health.attended import attended
from streams.settings import Settings
from streams.trouble import settling

from . import door
from .access import Access
from .application import application
from .intake import intake
from .service import Service
from .streaming import keep_fresh, tell_fresh
from .tokens import Tokens
from .wishing import WishTopic

REREAD_SECONDS = 2.0
"""How soon an edit of the file of tokens counts."""

GOODBYE_SECONDS = 1.0
"""For answers that are under way; a role ends within 10 s of SIGTERM."""

KEEPALIVE_SECONDS = 75.0

log = structlog.get_logger(__name__)


async def run_api(settings: Settings, *, bootstrap: str) -> None:
    """
    Serve the API until cancelled.

    Raises:
        Trouble: Nobody can listen there, the file of tokens is wrong, or the broker is not there.
    """
    async with serving(settings, bootstrap=bootstrap) as running:
        await running.until_over()


class Running:
    """
    The API at work.

    Attributes:
        service: What answers.
        url: Where it listens.
    """

    def __init__(self, service: Service, url: str, tasks: list[asyncio.Task[None]]) -> None:
        self.service = service
        self.url = url
        self._tasks = tasks

    async def until_over(self) -> None:
        """Wait for what should not end; raises what ended it."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def until_ready(self) -> None:
        """Return when what was there at the start has been read; raises what prevents it."""
        whole = asyncio.ensure_future(self.service.knowledge.whole.wait())
        try:
            await asyncio.wait([whole, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            whole.cancel()
        if not self.service.knowledge.is_whole:
            await self.until_over()


@asynccontextmanager
async def serving(settings: Settings, *, bootstrap: str) -> AsyncIterator[Running]:
    """Serve until the block ends; raises as ``run_api`` does."""
    with settling():
        tokens = Tokens(settings.api.tokens) if settings.api.tokens else None
        listening = door.listening(settings.api)
    # Closed here too: what fails before the site has it would else keep the port.
    with listening:
        async with _answering(settings, tokens, listening, bootstrap=bootstrap) as running:
            yield running


@asynccontextmanager
async def _answering(
    settings: Settings, tokens: Tokens | None, listening: socket.socket, *, bootstrap: str
) -> AsyncIterator[Running]:
    """Answer whoever comes to *listening*, until the block ends."""
    port = listening.getsockname()[1]
    for difference in await ensure_topics(bootstrap, settings):
        log.warning("topic.differs", what=difference)
    wishes = WishTopic(settings, bootstrap)
    async with (
        intake(settings, bootstrap=bootstrap, now=clock.now) as taking,
        attended(settings, "api", taking.look, bootstrap=bootstrap),
    ):
        service = Service(
            settings, taking.knowledge, Access(tokens, clock.now), wishes,
            bootstrap=bootstrap, now=clock.now, port=port,
        )  # fmt: skip
        runner = web.AppRunner(
            application(service),
            access_log=None,  # addresses hold tickets, and one line a request is no news
            handler_cancellation=True,
            shutdown_timeout=GOODBYE_SECONDS,
            keepalive_timeout=KEEPALIVE_SECONDS,
        )
        await runner.setup()
        tasks = [
            asyncio.ensure_future(work)
            for work in (taking.follow(), keep_fresh(service), _keep_reading(service, tokens))
        ]
        try:
            await web.SockSite(runner, listening).start()
            host = f"[{settings.api.host}]" if ":" in settings.api.host else settings.api.host
            url = f"http://{host}:{port}"
            log.info("api.listening", url=url, tokens=tokens is not None)
            yield Running(service, url, tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await runner.cleanup()
            await wishes.close()


async def _keep_reading(service: Service, tokens: Tokens | None) -> None:
    """Take up what is written into the file of tokens, for ever."""
    while True:
        await asyncio.sleep(REREAD_SECONDS)
        if tokens is not None and await asyncio.to_thread(tokens.reread):
            tell_fresh(service)  # a stream asks whether its token holds only when it is woken
