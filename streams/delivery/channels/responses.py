"""
What does a receiver's answer, or its silence, mean for a delivery?

By Standard Webhooks: 2xx is success and everything else is tried again, for a receiver that
answers 400 or 404 may be mended while the alert still counts; 410 ends the subscription, 413
the message; a redirect is a failure. Pure. Nothing of what a receiver wrote is repeated in a detail: it is
shown to people and kept. Not here: asking (``webhook.py``), when it is tried again
(``streams/delivery``).
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import datetime

import aiohttp
from yarl import URL

from streams.outward.connecting import no_connection
from streams.outward.guard import is_blocked
from streams.outward.wishes import retry_after

from . import Answer

LONGEST_WAIT = 3600.0
"""Seconds; who asks for more is asked again after this: an alert is news for hours, not days."""

_BUSY = frozenset({429, 502, 503, 504})
"""Says that there was too much; only then ``Retry-After`` counts."""


def judged(status: int, headers: Mapping[str, str], *, now: datetime) -> Answer:
    """Say what an HTTP answer means."""
    if 200 <= status < 300:
        return Answer("delivered", f"HTTP {status}")
    if status == 410:
        return Answer("gone", "HTTP 410: the receiver wants no more")
    if status == 413:  # it will not shrink, and what is behind it waits
        return Answer("refused", "HTTP 413: the message is too large for the receiver")
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


def failed(error: Exception, url: URL) -> Answer:
    """Say what the network did when we called *url*; its path may be a secret."""
    # Its owner may not be one of us: which names there are inside is not for him.
    is_inside = is_blocked(error) or isinstance(error, aiohttp.ClientConnectorDNSError)
    to_owner = f"{url.host} leads to no address that may be called" if is_inside else ""
    return Answer("again", _told(error, url), to_owner=to_owner)


def _told(error: Exception, url: URL) -> str:
    """Put it in words: what, where, and what can be done."""
    host = url.host or ""
    where = f"[{host}]:{url.port}" if ":" in host else f"{host}:{url.port}"
    if is_blocked(error):
        return (
            f"{where} leads to an address that is not public, so it is not called; to let it "
            f'be, write allow = ["{where}"] under [delivery] in tocsin.toml, and restart delivery'
        )
    reason = getattr(error, "os_error", None)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no address is known of {host} (is the name right? does DNS work here?)"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        said = getattr(error.certificate_error, "verify_message", "") or "it is not valid"
        return f"the certificate of {host} is refused: {said}"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return f"no TLS with {host}: {getattr(reason or error, 'reason', None) or 'it failed'}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"cannot connect to {where}: {no_connection(reason or error)}"
    if is_lost(error):
        return f"{host} closed the connection without an answer"
    return f"{host} gave no HTTP answer that can be read ({type(error).__name__})"
