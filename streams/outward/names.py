"""
At which addresses is this host?

The system's own answer, asked for in threads of our own: a name server that is
silent for half a minute holds some of them, and neither the files of a drop
folder, which asyncio's few threads read, nor the end of the process, which
waits for those. Not here: whether an address may be called (``guard.py``).
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from streams.aside import aside

# So many names at once. A request waits for its name within its own time limit; a thread
# that nobody waits for any more counts until the system lets go of it.
MOST_AT_ONCE = 64


class Resolver(AbstractResolver):
    """Looks names up, each in a thread that nothing waits for at the end."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of *host*; raises ``OSError`` when it has none."""
        await self._room.acquire()
        loop = asyncio.get_running_loop()

        def look_up() -> list[tuple[Any, ...]]:
            try:
                return list(
                    socket.getaddrinfo(
                        host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
                    )
                )
            finally:
                with suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(self._room.release)

        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, _, protocol, _, address in await aside(look_up)
        ]

    async def close(self) -> None:
        """Leave what is still being looked up to itself."""
