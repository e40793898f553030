"""
A receiver that costs next to nothing, for the benchmark of webhooks: it answers 204 and verifies nothing.

Prints its port; ends with its standard input. ``close`` hangs up after each answer, as a
receiver does that is called again much later; two more arguments are a certificate and its key.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
from typing import Any

import uvloop

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
LAST = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Receiver(asyncio.Protocol):
    """One connection."""

    hangs_up = False

    def connection_made(self, transport: Any) -> None:  # uvloop's is no asyncio.Transport
        self.transport = transport
        self.read = b""

    def took(self, body: bytes) -> None:
        """Note *body*, in those who do."""

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (head := self.read.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.search(self.read, 0, head)
            assert found
            end = head + 4 + int(found[1])
            if len(self.read) < end:
                return
            self.took(self.read[head + 4 : end])
            self.read = self.read[end:]
            self.transport.write(LAST if self.hangs_up else ANSWER)
            if self.hangs_up:
                self.transport.close()
                return


async def main(*options: str) -> None:
    """Serve until standard input ends."""
    Receiver.hangs_up = options[:1] == ("close",)
    context = None
    if len(options) == 3:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options[1], options[2])
    server = await asyncio.get_running_loop().create_server(
        Receiver, "127.0.0.1", 0, ssl=context, backlog=1000
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
