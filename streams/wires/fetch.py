"""
What does one GET bring?

One request, its redirects included: validators are echoed byte for byte, the
body is read up to a limit *after* decompression, and whatever happens has a
name in the closed vocabulary of ``schemas.feed``. Not here: when to ask
(``schedule.py``), and what the bytes mean (``formats``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import aiohttp

from schemas.feed import FetchOutcome
from streams.outward.guard import allowed, guarded_socket, is_allowed, open_socket
from streams.outward.names import Resolver
from streams.outward.urls import url_of
from streams.outward.wishes import fresh_for, retry_after
from streams.settings import Poller

from .answers import bare, echoed, named, refused, told, whole_items
from .login import Login, NotLetIn

MOST_HOPS = 5

# Servers that are silent until the time limit hold a connection each; at aiohttp's hundred
# they would keep all other feeds waiting. Below the 1,024 open files that systems grant.
MOST_CONNECTIONS = 700

_FOR_GOOD = frozenset({301, 308})
_REDIRECTS = _FOR_GOOD | {302, 303, 307}
# A browser's Accept header gets a browser's page (Media Cloud 0.12.6).
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.5"
_CHUNK = 1 << 16
_INSIDE = "leads to an address that is not public; if you want that, put host:port in poller.allow"


class Fetched(NamedTuple):
    """
    What a request brought.

    Attributes:
        outcome: ``None`` when there is a body to read; else what happened instead.
        detail: In words.
        body: Decompressed; of a feed that is too long its first items.
        url: Where it finally came from.
        status: HTTP status of the last answer, ``None`` when there was none.
        etag, last_modified: To be echoed next time, byte for byte.
        content_type: As sent.
        retry_after: How long the server asks us to stay away.
        fresh_for: How long it calls its answer fresh.
        moved_to: Where permanent redirects led, before any other kind of them.
    """

    outcome: FetchOutcome | None
    detail: str = ""
    body: bytes = b""
    url: str = ""
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    retry_after: timedelta | None = None
    fresh_for: timedelta | None = None
    moved_to: str | None = None


class _Asked(NamedTuple):
    """A request, before it is sent; what proves who we are is added at its own server only."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None = None
    login: Login | None = None
    status_in: Callable[[bytes], int] | None = None


class _Stopped(Exception):
    """A request that ends without a body to read."""

    def __init__(self, outcome: FetchOutcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome: FetchOutcome = outcome


class Fetcher:
    """
    Fetches documents within the limits of *settings*.

    Two sessions, because the guard sees addresses and an operator allows hosts: what is
    on ``poller.allow`` goes through the one without a guard.
    """

    def __init__(
        self, settings: Poller, outside: aiohttp.ClientSession, inside: aiohttp.ClientSession
    ) -> None:
        self._settings = settings
        self._allowed = allowed(settings.allow, setting="poller.allow")
        self._outside = outside
        self._inside = inside

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        login: Login | None = None,
    ) -> Fetched:
        """Fetch *url*; never raises for what a server or the network does."""
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in validators.items() if value}
        return await self._ask(_Asked("GET", url, headers, login=login))

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str],
        login: Login | None = None,
        status_in: Callable[[bytes], int] | None = None,
    ) -> Fetched:
        """
        Send *body* to *url*; never raises for what a server or the network does.

        Redirects are not followed, and a refusal keeps its body: an API explains itself there.

        Args:
            url: Where to.
            body: What to send.
            headers: What it is.
            login: How we are let in.
            status_in: Reads the true status from the body of a 200, for an API that says so there.
        """
        return await self._ask(_Asked("POST", url, dict(headers), body, login, status_in))

    async def _ask(self, asked: _Asked) -> Fetched:
        """Send a request, once more if we have to log in anew."""
        login = asked.login
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                proof = await login.headers() if login else {}
                fetched = await self._follow(asked, proof)
                if login and fetched.status == 401 and await login.renew(proof):
                    fetched = await self._follow(asked, await login.headers())
                return fetched
        except _Stopped as stopped:
            return Fetched(stopped.outcome, str(stopped), url=bare(asked.url))
        except NotLetIn as shut:
            return Fetched(
                shut.outcome, str(shut), url=bare(asked.url), retry_after=shut.retry_after
            )
        except (TimeoutError, aiohttp.ServerTimeoutError):
            detail = f"no answer in {self._settings.timeout_seconds:g} s"
            return Fetched("timeout", detail, url=bare(asked.url))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            outcome = named(error)
            detail = _INSIDE if outcome == "blocked_ssrf" else told(error, bare(asked.url))
            return Fetched(outcome, detail[:200], url=bare(asked.url))

    async def _follow(self, asked: _Asked, proof: Mapping[str, str]) -> Fetched:
        """Ask, and ask where we are sent to, up to ``MOST_HOPS`` times."""
        home = url = url_of(asked.url)
        context = asked.login.context if asked.login else None
        moved_to, is_for_good = None, home.user is None  # a password is for the address it is in
        for _ in range(MOST_HOPS + 1):
            session = self._inside if is_allowed(url, self._allowed) else self._outside
            # Who we are is nobody else's business: not another host's, not plain http's.
            is_home = url.origin() == home.origin()
            async with session.request(
                asked.method,
                url,
                headers={**asked.headers, **(proof if is_home else {})},
                data=asked.body,
                ssl=context if context and is_home else True,
                allow_redirects=False,
            ) as answer:
                is_sent_on = answer.status in _REDIRECTS and "Location" in answer.headers
                if not is_sent_on or asked.method != "GET":
                    return (await self._read(answer, asked))._replace(moved_to=moved_to)
                url = url.join(url_of(answer.headers["Location"]))
                is_for_good = is_for_good and answer.status in _FOR_GOOD
                moved_to = bare(str(url)) if is_for_good else moved_to
            if url.scheme not in ("http", "https"):
                raise _Stopped("blocked_ssrf", f"redirected to a {url.scheme}: address")
        raise _Stopped("http_3xx", f"more than {MOST_HOPS} redirects")

    async def _read(self, answer: aiohttp.ClientResponse, asked: _Asked) -> Fetched:
        """Take an answer that is no redirect."""
        now = datetime.now(UTC)
        fetched = Fetched(
            None,
            url=bare(str(answer.url)),
            status=answer.status,
            etag=echoed(answer, "ETag"),
            last_modified=echoed(answer, "Last-Modified"),
            content_type=echoed(answer, "Content-Type"),
            retry_after=retry_after(answer.headers, now=now),
            fresh_for=fresh_for(answer.headers, now=now),
        )
        if answer.status == 304 and asked.headers:
            return fetched._replace(outcome="not_modified")
        if answer.status != 200:
            refusal = refused(answer.status)
            fetched = fetched._replace(outcome=refusal, detail=f"HTTP {answer.status}")
            if asked.method == "GET":
                return fetched
        body = bytearray()
        async for chunk in answer.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > (most := self._settings.max_bytes):
                part = whole_items(bytes(body[:most])) if asked.method == "GET" else b""
                if not part:
                    raise _Stopped("oversize", f"more than {most} bytes")
                why = f"more than {most} bytes; read the items of the first {len(part)}"
                return fetched._replace(body=part, detail=why)
        fetched = fetched._replace(body=bytes(body))
        said = asked.status_in(fetched.body) if asked.status_in and answer.status == 200 else 200
        if said != 200:
            return fetched._replace(
                outcome=refused(said), detail=f"HTTP 200, but {said} in the body", status=said
            )
        return fetched


@asynccontextmanager
async def fetcher(settings: Poller) -> AsyncIterator[Fetcher]:
    """Open what fetching needs: connections are kept and shared by all feeds."""
    common = {
        "headers": {"User-Agent": settings.user_agent, "Accept": _ACCEPT},
        "cookie_jar": aiohttp.DummyCookieJar(),
        "timeout": aiohttp.ClientTimeout(total=None),  # ours spans all redirects
        "trust_env": False,  # a proxy would do the connecting, unseen by the guard
    }
    kept = {"limit": MOST_CONNECTIONS, "resolver": Resolver()}
    guard = aiohttp.TCPConnector(socket_factory=guarded_socket, **kept)  # type: ignore[arg-type]  # the same
    plain = aiohttp.TCPConnector(socket_factory=open_socket, **kept)  # type: ignore[arg-type]  # the same
    async with (
        aiohttp.ClientSession(connector=guard, **common) as outside,  # type: ignore[arg-type]  # a dict of options has no types
        aiohttp.ClientSession(connector=plain, **common) as inside,  # type: ignore[arg-type]  # the same
    ):
        yield Fetcher(settings, outside, inside)
