"""Is there always a token when there can be one, and never a request too many for it?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from schemas.access import OAuth2
from streams.settings import Poller
from streams.wires.fetch import Fetched, fetcher
from streams.wires.login import NotLetIn
from streams.wires.oauth import REFUSED_PAUSE, TokenLogin
from tests.wires.loopback import serving


class Authority:
    """A token server and the feed it guards; each token is a number."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.clients: list[str | None] = []
        self.valid: str = ""
        self.refuses: set[str] = set()
        self.status = 400
        self.lasts: Any = 3600
        self.sent = 0

    async def token(self, request: web.Request) -> web.Response:
        """Give a token, or say why not."""
        form = dict(request.query or await request.post())
        self.forms.append({name: str(value) for name, value in form.items()})
        self.clients.append(request.headers.get("Authorization"))
        grant = self.forms[-1]["grant_type"]
        if grant in self.refuses:
            return web.json_response({"error": "invalid_grant"}, status=self.status)
        self.valid = f"t{len(self.forms)}"
        said = {"access_token": self.valid, "refresh_token": "r", "expires_in": self.lasts}
        return web.json_response(said)

    async def feed(self, request: web.Request) -> web.Response:
        """Let in who shows the newest token."""
        self.sent += 1
        is_good = request.headers["Authorization"] == f"Bearer {self.valid}"
        return web.Response(body=b"<rss/>", status=200 if is_good else 401)

    @property
    def grants(self) -> list[str]:
        """What was asked for, in order."""
        return [form["grant_type"] for form in self.forms]


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def authority() -> Authority:
    """Return a token server."""
    return Authority()


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@asynccontextmanager
async def let_in(
    authority: Authority, clock: Clock, **said: Any
) -> AsyncIterator[tuple[TokenLogin, Callable[[], Any]]]:
    """Give a login with the password grant, and a fetch that uses it."""
    async with serving({"/token": authority.token, "/feed": authority.feed}) as server:
        auth = OAuth2(
            **{
                "token_url": server.url("/token"),
                "grant": "password",
                "client_id": "tocsin",
                "client_secret": "env:WIRE_SECRET",
                "user": "desk",
                "password": "env:WIRE_SECRET",
                **said,
            }
        )
        async with fetcher(Poller(allow=(server.host,), timeout_seconds=5)) as fetching:
            login = TokenLogin(auth, fetching, clock=clock)

            async def fetch() -> Fetched:
                return await fetching.get(server.url("/feed"), login=login)

            yield login, fetch


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a secret where the tests look for it."""
    monkeypatch.setenv("WIRE_SECRET", "pw")


async def test_one_token_serves_all_who_ask_at_once(authority: Authority, clock: Clock) -> None:
    """A hundred feeds of an account start together and ask for one token."""
    async with let_in(authority, clock) as (_, fetch):
        got = await asyncio.gather(*(fetch() for _ in range(100)))

    assert {one.outcome for one in got} == {None}
    assert authority.forms == [{"grant_type": "password", "username": "desk", "password": "pw"}]
    assert authority.clients == ["Basic dG9jc2luOnB3"]


@pytest.mark.parametrize(
    ("said", "form", "client"),
    [
        ({"grant": "client_credentials", "scope": "news"},
         {"grant_type": "client_credentials", "scope": "news"}, "Basic dG9jc2luOnB3"),
        ({"grant": "anonymous", "client_id": None}, {"grant_type": "anonymous"}, None),
    ],
)  # fmt: skip
async def test_each_grant_asks_in_its_way(
    authority: Authority, clock: Clock, said: dict[str, Any], form: dict[str, str], client: str
) -> None:
    """The client as Basic; the anonymous grant with no client at all."""
    async with let_in(authority, clock, **said) as (_, fetch):
        assert (await fetch()).outcome is None

    assert (authority.forms, authority.clients) == ([form], [client])


@pytest.mark.parametrize("lasts", [3600, "3600", 3600.0])
async def test_a_token_is_refreshed_before_it_runs_out(
    authority: Authority, clock: Clock, lasts: Any
) -> None:
    """A minute early, so that none runs out under way; the number may be written as text."""
    authority.lasts = lasts
    async with let_in(authority, clock) as (_, fetch):
        await fetch()
        clock.now += 3539
        await fetch()
        clock.now += 2
        got = await fetch()

    assert got.outcome is None
    assert authority.grants == ["password", "refresh_token"]
    assert authority.sent == 3


async def test_a_token_without_an_end_is_kept_until_it_is_refused(
    authority: Authority, clock: Clock
) -> None:
    """A server that does not say for how long is believed for ever, then asked again once."""
    authority.lasts = None
    async with let_in(authority, clock) as (_, fetch):
        await fetch()
        clock.now += 10**9
        await fetch()
        authority.valid = "withdrawn"
        got = await fetch()

    assert got.outcome is None
    assert authority.grants == ["password", "refresh_token"]
    assert authority.sent == 2 + 2


async def test_a_refresh_that_is_refused_falls_back_to_the_password(
    authority: Authority, clock: Clock
) -> None:
    """Refresh tokens run out, too."""
    authority.refuses = {"refresh_token"}
    async with let_in(authority, clock) as (_, fetch):
        await fetch()
        clock.now += 4000

        assert (await fetch()).outcome is None
    assert authority.grants == ["password", "refresh_token", "password"]


async def test_feeds_that_meet_a_401_together_renew_once(
    authority: Authority, clock: Clock
) -> None:
    """The first renews; the others find the new token."""
    async with let_in(authority, clock) as (_, fetch):
        await fetch()
        authority.valid = "withdrawn"
        got = await asyncio.gather(*(fetch() for _ in range(20)))

    assert {one.outcome for one in got} == {None}
    assert authority.grants == ["password", "refresh_token"]


async def test_a_server_that_refuses_good_tokens_is_asked_twice_only(
    authority: Authority, clock: Clock
) -> None:
    """Renewed once, retried once, and then it is a 401."""

    async def never(_: web.Request) -> web.Response:
        authority.sent += 1
        return web.Response(status=401)

    authority.feed = never  # type: ignore[method-assign]
    async with let_in(authority, clock) as (_, fetch):
        got = await fetch()

    assert (got.outcome, got.status, authority.sent) == ("http_4xx", 401, 2)


async def test_a_wrong_password_is_not_shown_again_for_a_while(
    authority: Authority, clock: Clock
) -> None:
    """Accounts get locked by programs that insist; the feed itself is never asked."""
    authority.refuses = {"password"}
    async with let_in(authority, clock) as (_, fetch):
        first, second = await fetch(), await fetch()
        clock.now += REFUSED_PAUSE.total_seconds()
        authority.refuses = set()
        third = await fetch()

    assert first.outcome == "http_4xx"
    assert "HTTP 400 invalid_grant" in first.detail
    assert (second.outcome, second.retry_after) == ("circuit_open", REFUSED_PAUSE)
    assert third.outcome is None
    assert len(authority.forms) == 2


async def test_a_token_server_that_is_down_is_left_alone_shortly(
    authority: Authority, clock: Clock
) -> None:
    """Its failure has its own name, and is no refusal."""
    authority.refuses, authority.status = {"password"}, 503
    async with let_in(authority, clock) as (_, fetch):
        first = await fetch()
        clock.now += 31
        authority.refuses = set()
        second = await fetch()

    assert (first.outcome, second.outcome) == ("http_5xx", None)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": {"code": 401}}', b"{}"])
async def test_an_answer_without_a_token_is_none(
    authority: Authority, clock: Clock, body: bytes
) -> None:
    """Also with status 200; nothing of it is repeated in what we say."""

    async def odd(_: web.Request) -> web.Response:
        return web.Response(body=body)

    authority.token = odd  # type: ignore[method-assign]
    async with let_in(authority, clock) as (login, _):
        with pytest.raises(NotLetIn, match="none in its answer") as shut:
            await login.headers()

    assert shut.value.outcome == "http_4xx"
