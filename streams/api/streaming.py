"""
How does one hear of it as it happens?

Server-sent events. The id of each is a cursor over all that the stream carries, so a browser that
lost its connection goes on by itself (``Last-Event-ID``), and anybody else with ``after``; what
it missed comes first, out of memory or Kafka, then what happens, without a gap between. Who reads
too slowly is dropped and does the same. Not here: the row that all read from (``hub.py``).
"""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from schemas.codec import encode
from schemas.dispatch import AwareTime
from schemas.record import Record
from schemas.topics import ALERTS, INCIDENTS

from . import cursor
from .cursor import Offsets
from .deep import Busy, Expired
from .freshness import Freshness
from .hub import Behind, Frame, Wanted, framed
from .parameters import filter_of
from .problems import Problem
from .resuming import begin_at, missed_since
from .service import Asked, Service
from .tokens import ticket_for

PING_SECONDS = 15
RETRY_MS = 3000
FRESHNESS_SECONDS = 15
SLOWEST_SECONDS = 10.0
"""Who takes nothing for so long is dropped; the row of events is older by then."""

USUAL = frozenset({ALERTS.name, INCIDENTS.name})


class Fresh(Record, frozen=True, kw_only=True):
    """What the stream says of itself from time to time (event ``freshness``)."""

    generated: AwareTime
    freshness: Freshness


class Ticket(Record, frozen=True, kw_only=True):
    """What a browser opens a stream with, because it cannot show a token there."""

    ticket: str
    expires: AwareTime


async def ticket(service: Service, asked: Asked) -> web.StreamResponse:
    """Give a ticket."""
    if asked.caller.token is None:
        raise Problem(409, "no tokens are asked for here, so streams need no ticket")
    word, expires = ticket_for(asked.caller.token, now=service.now())
    said = encode(Ticket(ticket=word, expires=expires))
    headers = {"Cache-Control": "no-store"}
    return web.Response(status=201, body=said, content_type="application/json", headers=headers)


async def stream(service: Service, asked: Asked) -> web.StreamResponse:
    """Tell what happens, until the reader leaves."""
    wanted = Wanted(asked.query.get("topics", USUAL), filter_of(asked.query))
    last = asked.request.headers.get("Last-Event-ID")
    after = {last} if last else asked.query.get("after")
    begin = await begin_at(service, after, wanted.topics) if after else None
    if not service.seats.take(asked.caller.counted_as):
        raise Problem(429, "too many streams are open", headers={"Retry-After": "30"})
    try:
        return await _told(service, asked, wanted, begin)
    finally:
        service.seats.leave(asked.caller.counted_as)


async def keep_fresh(service: Service, every: float = FRESHNESS_SECONDS) -> None:
    """Tell all readers each *every* seconds how fresh it all is, for ever."""
    while True:
        await asyncio.sleep(every)
        tell_fresh(service)


def tell_fresh(service: Service) -> None:
    """Tell all readers how fresh it all is; whoever may read no more is sent away by it."""
    if service.knowledge.is_whole:
        service.knowledge.hub.publish(Frame(None, None, _fresh(service)))


async def _told(
    service: Service, asked: Asked, wanted: Wanted, begin: dict[str, Offsets] | None
) -> web.StreamResponse:
    response = EventSourceResponse(
        sep="\n",
        ping_interval=PING_SECONDS, send_timeout=SLOWEST_SECONDS,
    )  # fmt: skip
    await response.prepare(asked.request)
    hub = service.knowledge.hub
    hub.readers += 1
    try:
        async with response:
            # Both at one moment: what was before comes from below, what is after from the row.
            number, now_at = hub.end, service.knowledge.positions()
            if begin is not None:
                async for missed in missed_since(service, wanted, begin, now_at):
                    await _send(response, missed)
            await _send(response, _fresh(service, now_at, retry_ms=RETRY_MS))
            while service.access.still_holds(asked.caller):
                data, number = hub.since(number, wanted)
                if data:
                    await _send(response, data)
                await hub.news(number)
    except (Behind, Busy, Expired, TimeoutError, ConnectionResetError):
        # It comes back with the cursor of what it saw last, and is told of the rest.
        if asked.request.transport is not None:
            asked.request.transport.abort()
    finally:
        hub.readers -= 1
    return response


def _fresh(
    service: Service, at: dict[str, Offsets] | None = None, retry_ms: int | None = None
) -> bytes:
    """Write how fresh it all is; its id is where the stream stands."""
    now = service.now()
    said = encode(Fresh(generated=now, freshness=service.knowledge.freshness(now=now)))
    word = cursor.written(at or service.knowledge.positions())
    return framed("freshness", said, cursor=word, retry_ms=retry_ms)


async def _send(response: EventSourceResponse, data: bytes) -> None:
    """Send what is written already; raises ``TimeoutError`` for a reader that takes nothing."""
    if data:
        async with asyncio.timeout(SLOWEST_SECONDS):
            await response.write(data)
