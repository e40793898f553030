"""A small web server on loopback, for tests that fetch: paths are handlers, requests are kept."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server(NamedTuple):
    """Where it listens, and the headers of each request so far."""

    port: int
    requests: list[dict[str, str]]

    @property
    def host(self) -> str:
        """As ``poller.allow`` wants it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of *path*."""
        return f"http://{self.host}{path}"


@asynccontextmanager
async def serving(
    handlers: dict[str, Handler], *, context: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """Serve until the block ends; handlers are looked up at each request and may be exchanged."""
    requests: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        requests.append(dict(request.headers))
        return await handlers[request.path](request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield Server(runner.addresses[0][1], requests)
    finally:
        await runner.cleanup()
