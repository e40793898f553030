"""
What does an answer say, besides its body?

Names for what servers and networks do, in the closed vocabulary of
``schemas.feed``, and what may be written down or sent back of it. Pure. Not
here: sending requests (``fetch.py``), what a head asks of us (``streams/outward/wishes.py``).
"""

from __future__ import annotations

import ssl

import aiohttp

from schemas.feed import FetchOutcome
from streams.outward.connecting import no_connection
from streams.outward.guard import is_blocked
from streams.outward.urls import url_of


def bare(url: str) -> str:
    """Return *url* as it may be written down: a password in it is for its server only."""
    try:
        return str(url_of(url).with_user(None))
    except ValueError:  # no address at all
        return ""


def named(error: Exception) -> FetchOutcome:
    """Name what the network did."""
    if is_blocked(error):
        return "blocked_ssrf"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls"
    return "unreachable"


def told(error: Exception, host: str) -> str:
    """Say in words what the network did when we asked *host*, or that this is no address."""
    reason = getattr(error, "os_error", None)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no address is known of {host}: {getattr(reason, 'strerror', None) or reason}"
    if isinstance(error, aiohttp.ClientConnectorError) and not isinstance(
        error, aiohttp.ClientConnectorCertificateError
    ):
        return f"cannot connect to {host}: {no_connection(reason)}"
    if isinstance(error, ValueError) and not isinstance(error, aiohttp.ClientError):
        return f"no address that can be asked: {error}"
    return f"{type(error).__name__}: {error}"


def refused(status: int) -> FetchOutcome:
    """Name a status that brings no document; a 2xx but 200 brings none either."""
    if status == 429:
        return "http_429"
    if status == 410:
        return "gone"
    if status >= 500:
        return "http_5xx"
    if status >= 400:
        return "http_4xx"
    return "http_3xx" if status >= 300 else "empty"


def whole_items(part: bytes) -> bytes:
    """
    Return what of a feed's first *part* is whole items, ``b""`` when none is.

    A feed that is too long is still read as far as it goes; its last item, cut in two, would
    be published with half its words.
    """
    end = max(part.rfind(b"</item>"), part.rfind(b"</entry>"))
    return part[: part.index(b">", end) + 1] if end > 0 else b""


def echoed(answer: aiohttp.ClientResponse, header: str) -> str | None:
    """Return a validator to send back, unless sending it would change its bytes."""
    value = answer.headers.get(header)
    return value if value and value.isascii() else None
