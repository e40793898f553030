"""Is a server asked as it should be: the right address, the right validators?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import cast

from aiohttp import web
from aiokafka import AIOKafkaProducer
from msgspec.structs import replace

from schemas.feed import Feed, FeedState, Move
from streams.settings import Poller, Settings
from streams.wires.fetch import fetcher
from streams.wires.parsing import Parser
from streams.wires.publishing import Desk
from streams.wires.sources import HttpSource
from streams.wires.standing import concluded, notices
from streams.wires.validators import MOST_CONDITIONAL
from tests.wires.loopback import Server, serving
from tests.wires.standins import Broker, InlineParser, rss


class Followed:
    """A feed at ``/`` of *server*, polled again and again."""

    def __init__(self, server: Server) -> None:
        self.feed = Feed(id="h", url=server.url("/"))
        self.state = FeedState(feed_id="h")
        self.broker = Broker()
        self.told: list[str] = []
        self._settings = Poller(allow=(server.host,))

    async def poll(self, times: int = 1) -> None:
        """Poll so many times."""
        parser = cast("Parser", InlineParser())
        desk = Desk(Settings(), cast("AIOKafkaProducer", self.broker), parser)
        async with fetcher(self._settings) as fetching:
            source = HttpSource(self.feed, fetching, desk)
            for _ in range(times):
                polled = await source.poll(self.state)
                after = concluded(
                    self.feed,
                    polled.state,
                    outcome=polled.outcome,
                    detail=polled.detail,
                    now=datetime.now(UTC),
                    items=polled.items,
                    new=polled.new,
                    retry_after=polled.retry_after,
                    fresh_for=polled.fresh_for,
                )
                self.told += notices(self.feed, self.state, after)
                self.state = after

    def headlines(self) -> list[str | None]:
        """Return what was published."""
        return [dispatch.headline for dispatch in self.broker.dispatches()]


async def test_a_server_that_hides_its_news_is_found_out() -> None:
    """It says "not modified" whatever happens: the whole document is fetched now and then."""
    body = rss("a there")

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=body, headers={"ETag": '"1"'})

    async with serving({"/": answer}) as server:
        followed = Followed(server)
        await followed.poll()
        body = rss("b hidden", "a there")
        await followed.poll(MOST_CONDITIONAL)
        hidden = followed.headlines()
        await followed.poll()
        body = rss("c seen", "b hidden", "a there")
        await followed.poll()

    assert hidden == ["a there"]
    assert followed.headlines() == ["a there", "b hidden", "c seen"]
    assert "If-None-Match" not in server.requests[-1]
    assert len(followed.told) == 1


async def test_a_proven_move_is_asked_at_its_new_address() -> None:
    """One request instead of two; the old address again when the new one fails."""
    is_there = True

    async def home(_: web.Request) -> web.Response:
        return web.Response(body=rss("a there"), status=200 if is_there else 404)

    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/new"})

    async with serving({"/": moved, "/new": home}) as server:
        followed = Followed(server)
        await followed.poll(2)
        two_days_ago = datetime.now(UTC) - timedelta(days=2)
        followed.state = replace(
            followed.state, move=Move(url=server.url("/new"), count=20, since=two_days_ago)
        )
        await followed.poll()
        asked = len(server.requests)
        await followed.poll()
        asked_then = len(server.requests) - asked
        is_there = False
        await followed.poll(3)

    assert asked_then == 1
    assert followed.told == [
        f"moved for good to {server.url('/new')}, which is now asked",
        f"the address it moved to fails; asked at {server.url('/')} again",
    ]


async def test_pace_and_freshness_reach_the_schedule() -> None:
    """What document and server say of themselves decides when no operator does."""
    paced = rss("a there").replace(b"<channel>", b"<channel><ttl>20</ttl>")

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=paced, headers={"Cache-Control": "max-age=1800"})

    async with serving({"/": answer}) as server:
        followed = Followed(server)
        await followed.poll()
    due, last = followed.state.next_due, followed.state.last_attempt

    assert followed.state.pace.seconds == 1200
    assert due is not None
    assert last is not None
    assert timedelta(minutes=30) <= due - last <= timedelta(minutes=33)
