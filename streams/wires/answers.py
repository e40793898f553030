"""
What does an answer say, besides its body?

Names for what servers and networks do, in the closed vocabulary of
``schemas.feed``, and the headers that a poller obeys. Pure, but for the clock
of a server that does not tell its own. Not here: sending requests
(``fetch.py``).
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from schemas.feed import FetchOutcome

from .guard import BlockedAddress


def bare(url: str) -> str:
    """Return *url* as it may be written down: a password in it is for its server only."""
    try:
        return str(URL(url).with_user(None))
    except ValueError:  # no address at all
        return ""


def named(error: Exception) -> FetchOutcome:
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


def refused(status: int) -> FetchOutcome:
    """Name a status that brings no document; a 2xx but 200 brings none either."""
    if status == 429:
        return "http_429"
    if status >= 500:
        return "http_5xx"
    if status >= 400:
        return "http_4xx"
    return "http_3xx" if status >= 300 else "empty"


def echoed(answer: aiohttp.ClientResponse, header: str) -> str | None:
    """Return a validator to send back, unless sending it would change its bytes."""
    value = answer.headers.get(header)
    return value if value and value.isascii() else None


def retry_after(answer: aiohttp.ClientResponse) -> timedelta | None:
    """Read ``Retry-After``: seconds, or a date, taken relative to the server's own clock."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return timedelta(seconds=int(value[:8]))  # one server sends thousands of digits
    try:
        until = parsedate_to_datetime(value)
        said = answer.headers.get("Date")
        now = parsedate_to_datetime(said) if said else datetime.now(UTC)
        return max(until - now, timedelta(0))
    except (ValueError, TypeError, OverflowError):  # no date, or one with and one without a zone
        return None
