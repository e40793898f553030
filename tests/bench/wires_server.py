"""
A server with ten thousand feeds, for the benchmark of the poller.

Feeds of odd number answer 304 to a validator; the others show twenty items, one of them
new since the last time. Prints its port, and when its standard input ends the time of
the first request for each feed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from aiohttp import web

PARAGRAPH = (
    "<p>Residents said that shells fell near the market before dawn, and roads were shut.</p>"
)
STORY = (PARAGRAPH * 9).replace("<", "&lt;").replace(">", "&gt;")


def guid(number: int, age: int) -> str:
    """Return the id of an item, so many items before the newest."""
    return f"tag:wire.example,2024:{number}-{age}"


def document(number: int, *, newest: int) -> bytes:
    """Return twenty items of a feed; item 0 is the one that is new."""
    items = "".join(
        f"<item><title>Shelling reported in district {age}</title>"
        f"<guid isPermaLink='false'>{guid(number, age)}</guid>"
        f"<link>https://wire.example/{number}/{age}</link>"
        f"<pubDate>Sun, 28 Jul 2024 09:{59 - age:02d}:00 +0200</pubDate>"
        f"<description>{STORY}</description></item>"
        for age in range(newest, newest + 20)
    )
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


async def main() -> None:
    """Serve until standard input ends."""
    arrived: dict[str, float] = {}

    async def answer(request: web.Request) -> web.Response:
        number = request.path[1:]
        arrived.setdefault(number, time.time())
        if request.headers.get("If-None-Match"):
            return web.Response(status=304, headers={"ETag": '"same"'})
        return web.Response(
            body=document(int(number), newest=0), content_type="application/rss+xml"
        )

    app = web.Application()
    app.router.add_get("/{number}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(arrived), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
