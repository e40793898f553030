"""
How does a message reach a machine over HTTP?

One POST by Standard Webhooks: JSON, signed, under the message's own id. An address inside is
refused unless an operator allowed it, no redirect is followed (it would carry what we signed
elsewhere), and of the answer only its head counts. Not here: what an answer means
(``responses.py``), signing (``streams/delivery/signing.py``), and when it is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Self

import aiohttp
from yarl import URL

from schemas.codec import encode
from schemas.message import Envelope, Message
from schemas.subscription import Subscription
from streams.delivery.signing import signed
from streams.outward.guard import allowed, guarded_socket, is_allowed, open_socket
from streams.outward.names import Resolver
from streams.outward.open_files import make_room
from streams.release import release
from streams.secret import KeptSecrets
from streams.settings import Delivery
from streams.trouble import Trouble

from . import Answer
from .addresses import endpoint
from .responses import failed, is_lost, judged

# Several hundred subscriptions may have one gateway; more at once would be an attack on it.
# In all there is no limit here: who calls us does not call for more than he has room for.
MOST_PER_HOST = 200

# At 500 a second to as many hosts: what is under way when each takes its whole time limit, and
# what is kept idle.
OPEN_FILES = 16_384

# News of one event comes in bursts, and a new connection with TLS costs eight times what the
# message costs. Most receivers close sooner (Node after 5 s): what is lost to that is sent again.
KEEP_IDLE_SECONDS = 30.0

# Who answers need not be looked up while a dead name server holds all threads that look up.
NAMES_KEPT_SECONDS = 60

# What is read of an answer's body, and for how long: it decides nothing, but a connection whose
# last answer was read to its end can be used again.
MOST_BODY = 4096
BODY_SECONDS = 1.0


class Webhook:
    """
    The channel ``webhook``; open it with ``async with``.

    Args:
        settings: The time limit, and which inside hosts may be called.

    Raises:
        Trouble: ``delivery.allow`` cannot be read.
    """

    def __init__(self, settings: Delivery) -> None:
        self._timeout = settings.timeout_seconds
        self._allowed = allowed(settings.allow, setting="delivery.allow")
        self._secrets = KeptSecrets()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        make_room(OPEN_FILES)
        common = {
            "headers": {
                "User-Agent": f"tocsin/{release()}",
                "Content-Type": "application/json",
            },
            "skip_auto_headers": ("Accept", "Accept-Encoding"),
            "auto_decompress": False,
            "cookie_jar": aiohttp.DummyCookieJar(),
            "timeout": aiohttp.ClientTimeout(total=None),  # ours spans both tries
            "trust_env": False,  # a proxy would do the connecting, unseen by the guard
            "read_bufsize": MOST_BODY,
        }
        kept = {
            "limit": 0,
            "limit_per_host": MOST_PER_HOST,
            "keepalive_timeout": KEEP_IDLE_SECONDS,
            "resolver": Resolver(),
            "ttl_dns_cache": NAMES_KEPT_SECONDS,
            "dns_cache_max_size": OPEN_FILES,
        }
        guard = aiohttp.TCPConnector(socket_factory=guarded_socket, **kept)  # type: ignore[arg-type]  # a dict of options has no types
        plain = aiohttp.TCPConnector(socket_factory=open_socket, **kept)  # type: ignore[arg-type]  # the same
        self._outside, self._inside = [
            await self._open.enter_async_context(
                aiohttp.ClientSession(connector=connector, **common)  # type: ignore[arg-type]  # the same
            )
            for connector in (guard, plain)
        ]
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._open.aclose()

    async def send(self, message: Message, subscription: Subscription, *, now: datetime) -> Answer:
        """
        Try once to send *message*.

        Whatever a receiver or the network does is an answer; so is a secret that is not there
        or an address that is none, for both can be mended while the message waits.
        """
        try:
            url = endpoint(self._target(subscription))
            secrets = [self._secrets.read(reference) for reference in subscription.secrets]
            body = encode(framed(message, now=now))
            headers = signed(message.id, body, secrets, at=now)
        except (Trouble, ValueError) as mistake:
            return Answer("again", f"not sent: {mistake}")
        host = url.host or ""
        try:
            async with asyncio.timeout(self._timeout):
                try:
                    answer = await self._post(url, body, headers)
                except (aiohttp.ClientError, OSError) as error:
                    if not is_lost(error):
                        raise
                    # It was idle, and closed as we wrote. The id is the same: once more is no harm.
                    answer = await self._post(url, body, headers)
        except TimeoutError:
            return Answer("again", f"{host} did not answer in {self._timeout:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return failed(error, url)
        await _let_go(answer)
        return judged(answer.status, answer.headers, now=now)

    def _target(self, subscription: Subscription) -> str:
        """Return the address, which may be kept as a secret."""
        target = subscription.target
        return self._secrets.read(target) if target.startswith(("env:", "file:")) else target

    async def _post(
        self, url: URL, body: bytes, headers: Mapping[str, str]
    ) -> aiohttp.ClientResponse:
        """Ask; return when the answer's head is here."""
        session = self._inside if is_allowed(url, self._allowed) else self._outside
        return await session.post(url, data=body, headers=headers, allow_redirects=False)


async def _let_go(answer: aiohttp.ClientResponse) -> None:
    """Read a short body to its end, so that its connection can be kept; hang up on any other."""
    try:
        if not answer.content.is_eof():
            with suppress(aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(BODY_SECONDS):
                    left = MOST_BODY
                    while left > 0 and (part := await answer.content.read(left)):
                        left -= len(part)
    finally:
        if answer.content.is_eof():
            answer.release()
        else:
            answer.close()


def framed(message: Message, *, now: datetime) -> Envelope:
    """Put *message* into the frame of Standard Webhooks; one without alerts has the time *now*."""
    newest = message.alerts[-1] if message.alerts else None
    if message.is_test:
        kind = "tocsin.test"
    elif message.notice is not None or newest is None:
        kind = "tocsin.notice"
    else:
        several = len(message.alerts) > 1
        kind = "tocsin.batch" if several else f"tocsin.alert.{newest.kind.lower()}"
    return Envelope(type=kind, timestamp=newest.sent if newest else now, data=message)
