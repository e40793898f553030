"""
The receiver of five thousand webhooks, for the benchmark of delivery.

Prints its port; when its standard input ends, a JSON list of what came: time, alert, subscription.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

import uvloop

from tests.bench.webhooks_server import Receiver

ALERT = re.compile(rb'"alert_id":"([^"]+)"')
WHOSE = re.compile(rb'"subscription_id":"([^"]+)"')

came: list[tuple[float, bytes]] = []


class Noting(Receiver):
    """Keeps what came, and when."""

    def took(self, body: bytes) -> None:
        came.append((time.time(), body))


def told(body: bytes) -> tuple[str, str]:
    """Return alert and subscription."""
    alert, whose = ALERT.search(body), WHOSE.search(body)
    assert alert
    assert whose
    return alert[1].decode(), whose[1].decode()


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Noting, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps([(at, *told(body)) for at, body in came]), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
