"""Is what moved to a further page while we were away still read, and no page more?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, NamedTuple, cast

import pytest
from aiohttp import web
from aiokafka import AIOKafkaProducer

from schemas.access import Bearer
from schemas.feed import Feed, FeedState
from streams.settings import Poller, Settings
from streams.wires.fetch import Fetched, fetcher
from streams.wires.opening import Access
from streams.wires.pages import MOST_PAGES, is_further
from streams.wires.parsing import Parser
from streams.wires.publishing import Desk
from streams.wires.sources import HttpSource, Polled
from tests.wires.loopback import serving
from tests.wires.standins import Broker, InlineParser

PAGE = 10


class Wire:
    """A JSON Feed of numbered items, ten a page; ``next_of`` may name a wrong page."""

    def __init__(self) -> None:
        self.newest = 0
        self.asked: list[str] = []
        self.next_of: dict[str, Any] = {}

    async def __call__(self, request: web.Request) -> web.Response:
        """Show a page."""
        start = int(request.query.get("before", self.newest + 1))
        self.asked.append(request.query_string)
        numbers = range(start - 1, max(start - 1 - PAGE, 0), -1)
        items = [
            {"id": str(n), "title": f"{n} dead", "date_published": "2024-07-28T10:00:00Z"}
            for n in numbers
        ]
        said: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "items": items}
        if numbers and numbers[-1] > 1:
            said["next_url"] = f"/?before={numbers[-1]}"
        return web.json_response(said | self.next_of)


class Reader(NamedTuple):
    """A feed that is polled by hand, and what it published."""

    wire: Wire
    source: HttpSource
    broker: Broker

    async def poll(self, state: FeedState) -> Polled:
        """Poll once."""
        self.wire.asked.clear()
        return await self.source.poll(state)


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    """Return a reader of a wire on loopback."""
    wire, broker = Wire(), Broker()
    desk = Desk(Settings(), cast("AIOKafkaProducer", broker), cast("Parser", InlineParser()))
    async with (
        serving({"/": wire}) as server,
        fetcher(Poller(allow=(server.host,), timeout_seconds=2)) as fetching,
    ):
        yield Reader(wire, HttpSource(Feed(id="j", url=server.url("/")), fetching, desk), broker)


async def test_what_moved_off_the_first_page_is_read(reader: Reader) -> None:
    """Twenty-five items came while we were away: three pages, each item once, and then no more."""
    reader.wire.newest = 30
    first = await reader.poll(FeedState(feed_id="j"))
    asked_first = list(reader.wire.asked)
    reader.wire.newest = 55
    second = await reader.poll(first.state)
    asked_second = list(reader.wire.asked)
    third = await reader.poll(second.state)
    reader.wire.newest = 56
    fourth = await reader.poll(third.state)
    words = [dispatch.headline for dispatch in reader.broker.dispatches()]

    assert (first.new, asked_first) == (10, [""])  # what the first contact shows is baseline
    assert (second.new, second.items) == (25, 30)
    assert asked_second == ["", "before=46", "before=36"]
    assert (third.outcome, fourth.new, reader.wire.asked) == ("ok_unchanged", 1, [""])
    assert sorted(words) == sorted(f"{n} dead" for n in range(21, 57))


async def test_pages_end(reader: Reader) -> None:
    """Also those of a feed that is new without end, and of one that leads in a circle."""
    reader.wire.newest = 10
    state = (await reader.poll(FeedState(feed_id="j"))).state
    reader.wire.newest = 1000
    many = await reader.poll(state)
    asked = len(reader.wire.asked)
    reader.wire.newest, reader.wire.next_of = 2000, {"next_url": "/"}
    await reader.poll(many.state)

    assert asked == 1 + MOST_PAGES
    assert len(reader.wire.asked) <= 3


async def test_a_login_stays_at_home(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that sends us elsewhere, pages and all, does not learn there who we are."""
    monkeypatch.setenv("TOKEN", "t")
    wire, broker = reader.wire, reader.broker
    desk = Desk(Settings(), cast("AIOKafkaProducer", broker), cast("Parser", InlineParser()))
    async with serving({"/": wire}) as elsewhere:

        async def move(_: web.Request) -> web.Response:
            raise web.HTTPFound(elsewhere.url("/"))

        async with (
            serving({"/": move}) as home,
            fetcher(Poller(allow=(home.host, elsewhere.host), timeout_seconds=2)) as fetching,
        ):
            feed = Feed(id="j", url=home.url("/"), auth=Bearer(token="env:TOKEN"))
            login = Access(fetching).logins.of(feed)
            source = HttpSource(feed, fetching, desk, login=login)
            wire.newest = 10
            state = (await source.poll(FeedState(feed_id="j"))).state
            wire.newest = 30
            await source.poll(state)

        assert all("Authorization" in headers for headers in home.requests)
        assert len(elsewhere.requests) == 4
        assert not any("Authorization" in headers for headers in elsewhere.requests)


async def test_a_page_that_does_not_come_is_told(reader: Reader) -> None:
    """What the first page brought is kept."""
    reader.wire.newest = 10
    state = (await reader.poll(FeedState(feed_id="j"))).state
    reader.wire.newest, reader.wire.next_of = 30, {"next_url": "/?before=x"}
    polled = await reader.poll(state)

    assert (polled.outcome, polled.new) == ("ok_new", 10)
    assert "HTTP 500" in polled.detail


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        (None, False),
        ("https://wire.example/feed?page=2", True),
        ("https://elsewhere.example/2", False),
        ("http://wire.example/2", False),
        ("https://wire.example:8443/2", False),
    ],
)
def test_what_is_a_further_page(url: str | None, is_one: bool) -> None:
    """One of another origin is none: our login, and its pace, are for this one."""
    assert is_further(url, Fetched(None, url="https://wire.example/feed")) is is_one
