"""
Where do the invented wires stand?

In an HTTP server whose feeds grow with the story's clock, and a drop folder into
which files are moved when their time has come. Both speak as real wires do: entity
tags and 304 over HTTP, whole files in the folder. Not here: what they say
(``documents.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from aiohttp import ETag, web

from .documents import document, newsml
from .story import Wire, story, wires


class StoryClock:
    """
    How far the story is: nowhere, until it is started.

    Attributes:
        start: When the story's second 0 is, as its items write it.
        elapsed: Seconds of the story so far; 0 before it is started.
    """

    def __init__(self, start: datetime, *, speed: float = 1.0) -> None:
        self.start = start
        self._speed = speed
        self._started: float | None = None
        self._running = asyncio.Event()

    def begin(self) -> None:
        """Let the story's time pass from here on."""
        self._started = time.monotonic()
        self._running.set()

    @property
    def elapsed(self) -> float:
        """Seconds of the story so far."""
        return 0.0 if self._started is None else (time.monotonic() - self._started) * self._speed

    async def reach(self, at: float) -> None:
        """Wait until the story is *at* seconds old; at once for what was there before it."""
        if at >= 0:
            await self._running.wait()
        if (left := at - self.elapsed) > 0:
            await asyncio.sleep(left / self._speed)


@asynccontextmanager
async def serving(
    clock: StoryClock,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    asked: Callable[[Wire], object] = lambda _: None,
) -> AsyncIterator[int]:
    """
    Serve the feed of each HTTP wire at ``/<its id>``; yields the port.

    Args:
        clock: How far the story is.
        host: Whom to listen to; by default this machine alone.
        port: 0 lets the system pick one.
        asked: Told of each wire that is asked for, before it answers.
    """
    app = web.Application()
    for wire in wires():
        if wire.format != "newsml12":
            app.router.add_get(f"/{wire.id}", _handler(wire, clock, asked))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _handler(
    wire: Wire, clock: StoryClock, asked: Callable[[Wire], object]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make the handler that shows *wire* as it stands, or says that nothing changed."""

    async def show(request: web.Request) -> web.Response:
        asked(wire)
        body = document(wire, clock.elapsed, clock.start)
        etag = ETag(blake2b(body, digest_size=8).hexdigest())
        if etag in (request.if_none_match or ()):
            response = web.Response(status=304)
        else:
            response = web.Response(body=body, content_type=f"application/{wire.format}+xml")
        response.etag = etag
        return response

    return show


async def dropping(wire: Wire, folder: Path, clock: StoryClock) -> None:
    """
    Put each file of *wire* into *folder* at its time, whole at once; ends with the story.

    Files are written beside the folder and moved in: who looks never sees half of one.
    """
    for item in story():
        if item.feed == wire.id:
            await clock.reach(item.at)
            name = f"{item.wire_id}-{item.revision}.xml"
            beside = folder.parent / f"{name}.part"
            beside.write_bytes(newsml(item, clock.start))
            beside.replace(folder / name)
