"""
Where does one ask whether a process is well?

Two pages, JSON, 200 for yes and 503 for no: ``/healthz`` for whoever restarts
what is dead, ``/readyz`` for whoever sends work or waits for a start. They are
served by a thread of their own, so that a loop that hangs is told of and not
just silent. Not here: the answers (``readiness.py``).
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from schemas.codec import encode
from streams.trouble import Trouble

Answer = tuple[bool, Mapping[str, Any]]
"""Whether it is so, and all that is known about it."""


class Pages:
    """
    A small server.

    Args:
        host: Where to listen.
        port: Where to listen; 0 takes any that is free.
        answers: Path -> what answers it, from any thread.

    Attributes:
        url: Where the pages are.

    Raises:
        Trouble: Nobody can listen there.
    """

    def __init__(self, host: str, port: int, answers: Mapping[str, Callable[[], Answer]]) -> None:
        self._socket = _listening(host, port)
        self._answers = answers
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="health pages", daemon=True)
        here = f"[{host}]" if ":" in host else host
        self.url = f"http://{here}:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        application = web.Application()
        for path, answer in self._answers.items():
            application.router.add_get(path, _page(answer))
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(runner.setup())
            self._loop.run_until_complete(web.SockSite(runner, self._socket).start())
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()


def _page(answer: Callable[[], Answer]) -> Callable[[web.Request], Any]:
    async def page(request: web.Request) -> web.Response:
        del request
        good, known = answer()
        return web.Response(
            status=200 if good else 503,
            body=encode(known) + b"\n",
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    return page


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Trouble(
            f"health.host {host}, health.port {port}: cannot be listened on ({error.strerror}); "
            'another port, 0 for any that is free, or "off"'
        ) from error
