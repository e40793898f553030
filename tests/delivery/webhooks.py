"""What tests of webhooks send: an invented alert, to a subscription on loopback."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from standardwebhooks import webhooks

from schemas.alert import Alert, Match
from schemas.message import Message
from schemas.subscription import Subscription
from streams.delivery.channels import Answer
from streams.delivery.channels.webhook import Webhook
from streams.settings import Delivery

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
OLD, NEW = "whsec_" + "T2xk" * 8, "whsec_" + "TmV3" * 8
SECRETS = {"HOOK_OLD": OLD, "HOOK_NEW": NEW}


def alert(number: int = 1, **changes: Any) -> Alert:
    """Return an invented alert."""
    return Alert(
        **{
            "alert_id": f"alert{number}", "kind": "ONSET", "msg_type": "Alert",
            "incident_id": "incident1", "incident_revision": number, "watch_id": "kidal",
            "match": Match(entry="iso3166_2 ML-8", rule="inside"), "sent": NOON, "effective": NOON,
            "expires": NOON + timedelta(hours=6), "headline": "Fighting near Kidal « été »",
            "delivery_seq": number,
        }
        | changes
    )  # fmt: skip


def message(number: int = 1, **changes: Any) -> Message:
    """Return the message that carries it."""
    values = {"id": f"msg_{number}", "subscription_id": "desk", "delivery_seq": number}
    return Message(**(values | {"alerts": (alert(number),)} | changes))


def subscription(target: str, *secrets: str) -> Subscription:
    """Return who wants it."""
    return Subscription(
        id="desk", channel="webhook", target=target, secrets=secrets or ("env:HOOK_NEW",)
    )


async def sent(target: str, *allow: str, seconds: float = 5, **changes: Any) -> Answer:
    """Send one message; return what came of it."""
    async with Webhook(Delivery(allow=allow, timeout_seconds=seconds)) as webhook:
        return await webhook.send(message(**changes), subscription(target), now=datetime.now(UTC))


def set_library_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let the reference library verify as of *at*: it asks the machine's clock."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return at.astimezone(tz)

    monkeypatch.setattr(webhooks, "datetime", Then)


class Raw(NamedTuple):
    """Where it listens, and for each connection how many requests came over it."""

    port: int
    requests: list[int]

    @property
    def host(self) -> str:
        """As ``delivery.allow`` wants it."""
        return f"127.0.0.1:{self.port}"


RESET = b"reset"
"""Breaks the connection off, instead of being sent."""


@asynccontextmanager
async def raw(answer: Callable[[], Iterable[bytes]], pause: float = 0) -> AsyncIterator[Raw]:
    """Serve these bytes to whoever calls, with a pause after each; an empty one hangs up."""
    requests: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(0)
        mine = len(requests) - 1
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                requests[mine] += 1
                fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
                await reader.readexactly(int(fields[b"content-length"]))
                for part in answer():
                    if not part:
                        writer.close()
                        return
                    if part is RESET:
                        linger = struct.pack("ii", 1, 0)
                        writer.get_extra_info("socket").setsockopt(
                            socket.SOL_SOCKET, socket.SO_LINGER, linger
                        )
                        writer.close()
                        return
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(pause)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Raw(server.sockets[0].getsockname()[1], requests)
    finally:
        server.close()
