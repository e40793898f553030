"""
What does one GET bring?

One request, its redirects included: validators are echoed byte for byte, the
body is read up to a limit *after* decompression, and whatever happens has a
name in the closed vocabulary of ``schemas.feed``. Not here: when to ask
(``schedule.py``), and what the bytes mean (``formats``).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import aiohttp
from yarl import URL

from schemas.feed import FetchOutcome
from streams.settings import Poller

from .guard import BlockedAddress, allowed, guarded_socket, is_allowed
from .login import Login, NotLetIn

MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Feeds first; a browser's Accept header gets a browser's page (Media Cloud 0.12.6).
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.5"
_CHUNK = 1 << 16
_INSIDE = "leads to an address that is not public; if you want that, put host:port in poller.allow"


class Fetched(NamedTuple):
    """
    What a request brought.

    Attributes:
        outcome: ``None`` when there is a body to read; else what happened instead.
        detail: In words.
        body: Decompressed.
        url: Where it finally came from.
        status: HTTP status of the last answer, ``None`` when there was none.
        etag, last_modified: To be echoed next time, byte for byte.
        content_type: As sent.
        retry_after: How long the server asks us to stay away.
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


class _Asked(NamedTuple):
    """A request, before it is sent; what proves who we are is added at its own server only."""

    method: str
    url: URL
    headers: dict[str, str]
    body: bytes | None = None
    login: Login | None = None


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
        self._allowed = allowed(settings.allow)
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
        return await self._ask(_Asked("GET", URL(url), headers, login=login))

    async def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], login: Login | None = None
    ) -> Fetched:
        """
        Send *body* to *url*; never raises for what a server or the network does.

        Redirects are not followed, and a refusal keeps its body: an API explains itself there.
        """
        return await self._ask(_Asked("POST", URL(url), dict(headers), body, login))

    async def _ask(self, asked: _Asked) -> Fetched:
        """Send a request, once more if we had to log in anew."""
        url = str(asked.url.with_user(None))
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                fetched = await self._follow(asked)
                if fetched.status == 401 and asked.login and await asked.login.renew():
                    fetched = await self._follow(asked)
                return fetched
        except _Stopped as stopped:
            return Fetched(stopped.outcome, str(stopped), url=url)
        except NotLetIn as refused:
            return Fetched(refused.outcome, str(refused), url=url, retry_after=refused.retry_after)
        except (TimeoutError, aiohttp.ServerTimeoutError):
            return Fetched("timeout", f"no answer in {self._settings.timeout_seconds:g} s", url=url)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            outcome = _named(error)
            detail = _INSIDE if outcome == "blocked_ssrf" else f"{type(error).__name__}: {error}"
            return Fetched(outcome, detail[:200], url=url)

    async def _follow(self, asked: _Asked) -> Fetched:
        """Ask, and ask where we are sent to, up to ``MOST_HOPS`` times."""
        url, login = asked.url, asked.login
        proof = await login.headers() if login else {}
        for _ in range(MOST_HOPS + 1):
            session = self._inside if is_allowed(url, self._allowed) else self._outside
            # Who we are is nobody else's business: not another host's, not plain http's.
            is_home = url.origin() == asked.url.origin()
            async with session.request(
                asked.method,
                url,
                headers={**asked.headers, **(proof if is_home else {})},
                data=asked.body,
                ssl=(login.context if login and is_home else None) or True,
                allow_redirects=False,
            ) as answer:
                is_sent_on = answer.status in _REDIRECTS and "Location" in answer.headers
                if not is_sent_on or asked.method != "GET":
                    return await self._read(answer, asked)
                url = url.join(URL(answer.headers["Location"]))
            if url.scheme not in ("http", "https"):
                raise _Stopped("blocked_ssrf", f"redirected to a {url.scheme}: address")
        raise _Stopped("http_3xx", f"more than {MOST_HOPS} redirects")

    async def _read(self, answer: aiohttp.ClientResponse, asked: _Asked) -> Fetched:
        """Take an answer that is no redirect."""
        fetched = Fetched(
            None,
            url=str(answer.url.with_user(None)),  # a password is for the server only
            status=answer.status,
            etag=_echoed(answer, "ETag"),
            last_modified=_echoed(answer, "Last-Modified"),
            content_type=answer.headers.get("Content-Type"),
            retry_after=_retry_after(answer),
        )
        if answer.status == 304 and asked.headers:
            return fetched._replace(outcome="not_modified")
        if answer.status != 200:
            fetched = fetched._replace(
                outcome=_refused(answer.status), detail=f"HTTP {answer.status}"
            )
            if asked.method == "GET":
                return fetched
        body = bytearray()
        async for chunk in answer.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self._settings.max_bytes:
                raise _Stopped("oversize", f"more than {self._settings.max_bytes} bytes")
        return fetched._replace(body=bytes(body))


@asynccontextmanager
async def fetcher(settings: Poller) -> AsyncIterator[Fetcher]:
    """Open what fetching needs: connections are kept and shared by all feeds."""
    common = {
        "headers": {"User-Agent": settings.user_agent, "Accept": _ACCEPT},
        "cookie_jar": aiohttp.DummyCookieJar(),
        "timeout": aiohttp.ClientTimeout(total=None),  # ours spans all redirects
        "trust_env": False,  # a proxy would do the connecting, unseen by the guard
    }
    guard = aiohttp.TCPConnector(socket_factory=guarded_socket)
    async with (
        aiohttp.ClientSession(connector=guard, **common) as outside,  # type: ignore[arg-type]  # a dict of options has no types
        aiohttp.ClientSession(**common) as inside,  # type: ignore[arg-type]  # the same
    ):
        yield Fetcher(settings, outside, inside)


def _named(error: Exception) -> FetchOutcome:
    """Name what the network did."""
    causes = {type(error), type(error.__cause__), type(error.__context__)}
    reason = getattr(error, "os_error", None)
    if BlockedAddress in causes or isinstance(reason, BlockedAddress):
        return "blocked_ssrf"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls"
    return "unreachable"


def _refused(status: int) -> FetchOutcome:
    """Name a status that brings no document; a 2xx but 200 brings none either."""
    if status == 429:
        return "http_429"
    if status >= 500:
        return "http_5xx"
    if status >= 400:
        return "http_4xx"
    return "http_3xx" if status >= 300 else "empty"


def _echoed(answer: aiohttp.ClientResponse, header: str) -> str | None:
    """Return a validator to send back, unless sending it would change its bytes."""
    value = answer.headers.get(header)
    return value if value and value.isascii() else None


def _retry_after(answer: aiohttp.ClientResponse) -> timedelta | None:
    """Read ``Retry-After``: seconds, or a date, taken relative to the server's own clock."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value), 10**8))
    try:
        until = parsedate_to_datetime(value)
        said = answer.headers.get("Date")
        now = parsedate_to_datetime(said) if said else datetime.now(UTC)
        return max(until - now, timedelta(0))
    except (ValueError, TypeError):  # no date, or one with and one without a zone
        return None
