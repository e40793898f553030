"""Does every answer of a server, good or hostile, end in its named outcome?"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web
from yarl import URL

from streams.outward.guard import allowed, is_allowed, is_public
from streams.settings import Poller
from streams.trouble import Trouble
from streams.wires.fetch import Fetched, fetcher
from tests.wires.loopback import Handler, serving


def says(body: bytes = b"<rss/>", status: int = 200, **headers: str) -> Handler:
    """Return a handler that always gives this answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status, headers=named)

    return answer


@asynccontextmanager
async def fetched(
    handler: Handler, path: str = "/", *, others: dict[str, Handler] | None = None, **asked: str
) -> AsyncIterator[tuple[Fetched, list[dict[str, str]]]]:
    """Fetch *path*, served by *handler*; gives the result and the requests."""
    async with serving({path: handler, **(others or {})}) as server:
        settings = Poller(allow=(server.host,), timeout_seconds=2, max_bytes=100_000)
        async with fetcher(settings) as fetching:
            yield await fetching.get(server.url(path), **asked), server.requests


async def test_a_document_comes_with_its_provenance() -> None:
    """Body, status, type and both validators."""
    answer = says(b"<rss/>", ETag='W/"a b"', Last_Modified="Sun, 28 Jul 2024 09:00:00 GMT")
    async with fetched(answer) as (got, _):
        assert (got.outcome, got.status, got.body) == (None, 200, b"<rss/>")
        assert (got.etag, got.last_modified) == ('W/"a b"', "Sun, 28 Jul 2024 09:00:00 GMT")


async def test_validators_are_echoed_byte_for_byte() -> None:
    """An invented or reformatted validator gets readers blocked."""
    etag, modified = "W/\"odd  'one'\"", "sunday 28 july 2024"
    async with fetched(says(b"", 304), etag=etag, last_modified=modified) as (got, requests):
        assert got.outcome == "not_modified"
        assert requests[0]["If-None-Match"] == etag
        assert requests[0]["If-Modified-Since"] == modified
        assert requests[0]["User-Agent"].startswith("tocsin/")


async def test_a_304_that_nobody_asked_for_is_no_success() -> None:
    """Without validators there is nothing that could be unmodified."""
    async with fetched(says(b"", 304)) as (got, _):
        assert got.outcome == "http_3xx"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "http_4xx"), (410, "gone"), (429, "http_429"), (503, "http_5xx"), (204, "empty")],
)
async def test_a_refusal_has_its_name(status: int, outcome: str) -> None:
    """And says for how long, when the server does."""
    async with fetched(says(b"", status, Retry_After="120")) as (got, _):
        assert (got.outcome, got.retry_after) == (outcome, timedelta(minutes=2))


async def test_retry_after_as_a_date_is_read_by_the_servers_own_clock() -> None:
    """Our clocks need not agree."""
    date, until = "Sun, 28 Jul 2024 09:00:00 GMT", "Sun, 28 Jul 2024 09:05:00 GMT"
    async with fetched(says(b"", 503, Date=date, Retry_After=until)) as (got, _):
        assert got.retry_after == timedelta(minutes=5)


async def test_only_permanent_redirects_are_a_move() -> None:
    """Up to the first temporary one: what comes after it may be elsewhere tomorrow."""
    hops = {
        "/b": says(b"", 308, Location="/c"),
        "/c": says(b"", 302, Location="/d"),
        "/d": says(b"", 301, Location="/e"),
        "/e": says(b"found"),
    }
    async with fetched(says(b"", 301, Location="/b"), "/a", others=hops) as (got, _):
        assert got.body == b"found"
        assert (got.moved_to or "").endswith("/c")
    async with fetched(says(b"", 302, Location="/e"), "/a", others=hops) as (got, _):
        assert got.moved_to is None
    async with fetched(says(b"x", Cache_Control="max-age=60")) as (got, _):
        assert (got.moved_to, got.fresh_for) == (None, timedelta(minutes=1))


async def test_too_many_bytes_are_refused() -> None:
    """A body over the limit is not kept."""
    async with fetched(says(b"x" * 100_001)) as (got, _):
        assert (got.outcome, got.body) == ("oversize", b"")


async def test_a_gzip_bomb_counts_by_what_comes_out() -> None:
    """200 MB in 200 kB stop at the limit, without being unpacked."""
    bomb = gzip.compress(b"0" * 200_000_000, 6)
    async with fetched(says(bomb, Content_Encoding="gzip")) as (got, _):
        assert got.outcome == "oversize"


async def test_a_body_that_never_ends_in_time_is_a_timeout() -> None:
    """The limit is for the whole request, however steadily a server drips."""

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.05)

    async with serving({"/": drip}) as server:
        settings = Poller(allow=(server.host,), timeout_seconds=0.3)
        async with fetcher(settings) as fetching:
            assert (await fetching.get(server.url("/"))).outcome == "timeout"


async def test_redirects_are_followed_and_counted() -> None:
    """Relative ones too, five at most."""
    hop = says(b"", 301, Location="target")
    async with fetched(hop, "/a/start", others={"/a/target": says(b"found")}) as (got, _):
        assert got.body == b"found"
        assert got.url.endswith("/a/target")
    async with fetched(says(b"", 302, Location="/")) as (got, requests):
        assert got.outcome == "http_3xx"
        assert len(requests) == 6


@pytest.mark.parametrize(
    "inward",
    ["http://127.0.0.2:9/", "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/",
     "http://[::1]/", "http://[::ffff:127.0.0.2]/", "http://localhost:9/", "http://0x7f.1/",
     "http://10.0.0.1/", "file:///etc/hostname"],
)  # fmt: skip
async def test_a_redirect_inward_is_blocked(inward: str) -> None:
    """Whatever spelling leads inside, nothing there is called."""
    async with fetched(says(b"", 302, Location=inward)) as (got, _):
        assert (got.outcome, got.body) == ("blocked_ssrf", b"")


async def test_inside_is_closed_unless_allowed() -> None:
    """The operator's list decides, by host and port."""
    async with serving({"/": says()}) as server, fetcher(Poller()) as fetching:
        got = await fetching.get(server.url("/"))

        assert got.outcome == "blocked_ssrf"
        assert "poller.allow" in got.detail
        assert server.requests == []


@pytest.mark.parametrize(
    ("url", "outcome"),
    [("http://nowhere.invalid/", "dns"), ("http://127.0.0.1:1/", "unreachable")],
)
async def test_a_server_that_is_not_there_has_its_name(url: str, outcome: str) -> None:
    """A wrong name and a closed port are told apart."""
    async with fetcher(Poller(allow=("127.0.0.1:1",), timeout_seconds=5)) as fetching:
        assert (await fetching.get(url)).outcome == outcome


async def test_a_password_in_an_address_goes_no_further() -> None:
    """It is for the server, not for topics and logs."""
    async with serving({"/": says()}) as server:
        async with fetcher(Poller(allow=(server.host,))) as fetching:
            got = await fetching.get(f"http://me:secret@{server.host}/")

        assert "secret" not in got.url
        assert server.requests[0]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False),
     ("::ffff:10.0.0.1", False), ("fe80::1%eth0", False), ("100.64.0.1", False),
     ("224.0.0.1", False), ("2002:7f00:1::", False),
     ("64:ff9b::a9fe:a9fe", False), ("64:ff9b::808:808", True), ("64:ff9b:1::808:808", False),
     ("::7f00:1", False), ("::1", False), ("fec0::1", False), ("0.0.0.0", False)],
)  # fmt: skip
def test_public_is_what_anybody_can_reach(address: str, *, public: bool) -> None:
    """IPv4 inside IPv6 is looked at as IPv4."""
    assert is_public(address) is public


def test_allow_list() -> None:
    """Entries are host:port, IPv6 in brackets; anything else is named."""
    hosts = allowed(("127.0.0.1:8080", "[::1]:80", "wire.internal:443"), setting="poller.allow")

    assert is_allowed(URL("http://[::1]/x"), hosts)
    assert is_allowed(URL("https://wire.internal/feed"), hosts)
    assert not is_allowed(URL("http://127.0.0.1:8081/"), hosts)
    with pytest.raises(Trouble, match=r"poller\.allow: .* is not host:port"):
        allowed(("127.0.0.1",), setting="poller.allow")
