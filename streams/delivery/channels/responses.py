"""
What does a receiver's answer, or its silence, mean for a delivery?

By Standard Webhooks: 2xx is success and everything else is tried again, for a receiver that
answers 400 or 404 may be mended while the alert still counts; 410 ends the subscription; a
redirect is a failure. Pure. Nothing of what a receiver wrote is repeated in a detail: it is
shown to people and kept. Not here: asking (``webhook.py``), when it is tried again
(``streams/delivery``).
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import datetime

import aiohttp

from streams.outward.guard import is_blocked
from streams.outward.wishes import retry_after

from . import Answer

LONGEST_WAIT = 3600.0
"""Seconds; who asks for more is asked again after this: an alert is news for hours, not days."""

_BUSY = frozenset({429, 502, 503, 504})
"""Says that there was too much; only then ``Retry-After`` counts."""

_INSIDE = (
    "leads to an address that is not public; if you want that, put host:port in delivery.allow"
)


def judged(status: int, headers: Mapping[str, str], *, now: datetime) -> Answer:
    """Say what an HTTP answer means."""
    if 200 <= status < 300:
        return Answer("delivered", f"HTTP {status}")
    if status == 410:
        return Answer("gone", "HTTP 410: the receiver wants no more")
    if 300 <= status < 400:
        said = f"HTTP {status}: redirects are not followed, give the final address"
        return Answer("again", said)
    asked = retry_after(headers, now=now) if status in _BUSY else None
    if asked is None:
        return Answer("again", f"HTTP {status}")
    seconds = min(asked.total_seconds(), LONGEST_WAIT)
    return Answer("again", f"HTTP {status}, asks for {seconds:g} s", retry_after=seconds)


def is_lost(error: Exception) -> bool:
    """Tell whether a connection that there was ended before an answer."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return False
    return isinstance(
        error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | ConnectionError
    )


def failed(error: Exception, host: str) -> Answer:
    """Say what the network did when we called *host*."""
    return Answer("again", _told(error, host))


def _told(error: Exception, host: str) -> str:
    """Put it in words."""
    if is_blocked(error):
        return f"{host} {_INSIDE}"
    reason = getattr(error, "os_error", None)
    why = getattr(reason, "strerror", None) or getattr(error, "strerror", None)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no address is known of {host}"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        said = getattr(error.certificate_error, "verify_message", "") or "it is not valid"
        return f"the certificate of {host} is refused: {said}"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return f"no TLS with {host}: {getattr(reason or error, 'reason', None) or 'it failed'}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"cannot connect to {host}: {why or 'no way there'}"
    if is_lost(error):
        return f"{host} closed the connection without an answer"
    return f"{host} gave no HTTP answer that can be read ({type(error).__name__})"
