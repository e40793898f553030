"""
What if a poller ends while agencies go on writing?

The load of this family is what agencies do: files in drop folders, and a page that shows
the newest items. A poller under "restart: always" brings them in; what was published must
stand on ``dispatches``, and go on from there. Received is when the poller had it, so the
clock tells the time (``tests/faults/undisturbed.py: as_it_stands``). Delivery of alerts is
not built yet, so nothing is killed there.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from itertools import islice
from pathlib import Path
from typing import Self

from aiohttp import web

from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.topics import DISPATCHES
from streams import kafka
from streams.settings import Settings
from tests.bench.corpus import stream
from tests.wires.loopback import serving

from .processes import TOCSIN, Container
from .scenario import Bench, Scenario
from .sending import Load

FOLDERS = 3
FILES_SECONDS = 0.25
SHARE_OF_PAGE = 16
"""One item in so many is on the page, ten a second; the others are files."""
ON_PAGE = 600
"""Items that the page shows: what comes in a minute, more than while a poller is away."""
ARRIVED_WITHIN = 120.0

FEEDS = """\
[[feed]]
id = "page"
url = "{url}"
provider = "page"
interval_seconds = 3

"""
FOLDER = """\
[[feed]]
id = "drop-{number}"
folder = "{folder}"
provider = "drop-{number}"
interval_seconds = 1

"""


class Wires(Load):
    """
    What agencies write; ``acknowledged`` is what they have published, by headline.

    Files are there in one step, as an upload that is renamed when it is whole.
    """

    def __init__(
        self, settings: Settings, folder: Path, *, program: tuple[str, ...] = TOCSIN
    ) -> None:
        super().__init__(settings, iter(()))
        self._folders = [folder / f"drop-{number}" for number in range(FOLDERS)]
        self._page: deque[Dispatch] = deque(maxlen=ON_PAGE)
        self._feeds = folder / "feeds.toml"
        self._serving = AsyncExitStack()
        for one in self._folders:
            one.mkdir()
        self.poller = Container(
            "poller", "poller", settings.model_copy(update={"feeds": self._feeds}),
            folder=folder, program=program,
        )  # fmt: skip
        self.containers = (self.poller,)

    def name_of(self, dispatch: Dispatch) -> str:
        """Return the headline: the key is the poller's to make."""
        return dispatch.headline or ""

    async def __aenter__(self) -> Self:
        """Put the page on a server, which stays when no more is written."""

        async def page(_: web.Request) -> web.Response:
            return web.Response(body=feed_of(reversed(self._page)), content_type="text/xml")

        server = await self._serving.enter_async_context(serving({"/feed": page}))
        self._furnish(server.url("/feed"), server.host)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._serving.aclose()

    async def run(self) -> None:
        """Publish for ever."""
        items = stream(10**9, datetime.now(UTC))
        began, published = time.monotonic(), 0
        while True:
            async with self.pausing:
                due = int((time.monotonic() - began) * self.rate) - published
                self._publish(islice(items, due), to=self._folders[published % FOLDERS])
                published += due
            await asyncio.sleep(FILES_SECONDS)

    def _furnish(self, url: str, host: str) -> None:
        """Tell the poller where to look."""
        said = FEEDS.format(url=url)
        for number, folder in enumerate(self._folders):
            said += FOLDER.format(number=number, folder=folder)
        poller = self.poller.settings.poller.model_copy(
            update={"allow": (host,), "host_spacing_seconds": 0.0}
        )
        self.poller.settings = self.poller.settings.model_copy(update={"poller": poller})
        self._feeds.write_text(said, "utf-8")

    def _publish(self, items: Iterator[Dispatch], *, to: Path) -> None:
        """Put *items* on the page and into a file."""
        filed = []
        for number, item in enumerate(items):
            (filed if number % SHARE_OF_PAGE else self._page).append(item)
            self.acknowledged.append(item.headline or "")
        if filed:
            whole = to / f"{time.monotonic_ns()}.xml"
            upload = whole.with_suffix(".tmp")
            upload.write_bytes(feed_of(filed))
            os.rename(upload, whole)  # noqa: PTH104 -- atomic, and says so
        self._more.set()

    async def arrived(self) -> None:
        """Return when all stands on ``dispatches``, or has had the time to."""
        missing = set(self.acknowledged)
        topic = kafka.topic_name(self._settings, DISPATCHES)
        try:
            async with (
                asyncio.timeout(ARRIVED_WITHIN),
                aclosing(
                    kafka.read(self._settings.kafka.bootstrap or "", topic, follow=True)
                ) as records,
            ):
                async for record in records:
                    missing.discard(decode(Dispatch, record.value or b"").headline)
                    if not missing:
                        return
        except TimeoutError:
            return  # what is missing is found to be lost


def feed_of(items: Iterator[Dispatch] | list[Dispatch]) -> bytes:
    """Return *items* as RSS."""
    told = "".join(
        f"<item><guid isPermaLink='false'>{escape(one.key)}</guid>"
        f"<title>{escape(one.headline or '')}</title>"
        f"<description>{escape(one.text)}</description>"
        f"<pubDate>{format_datetime(one.published_at)}</pubDate></item>"
        for one in items
    )
    return f"<rss version='2.0'><channel><title>wire</title>{told}</channel></rss>".encode()


async def kill_pollers(bench: Bench) -> None:
    """kill -9 of the poller at random moments."""
    assert isinstance(bench.load, Wires)
    for number in bench.times(12):
        await bench.watching.progress()
        await asyncio.sleep(bench.chance.uniform(0, 4))
        bench.broke(f"poller killed, number {number + 1}")
        bench.load.poller.signal(signal.SIGKILL)
    await bench.watching.progress()


SCENARIOS = (
    Scenario(
        "poller",
        "kill -9 of the poller at random moments, 12 times",
        kill_pollers,
        load=Wires,
        has_own_time=False,
    ),
)
