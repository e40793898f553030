"""
How does somebody say over HTTP what they want to be told?

Subscriptions and silences, each owner their own. What is accepted is on the topic before it is
confirmed, and the delivery role acts on it. Not here: what is taken from nobody
(``allowing.py``), and whether a subscription makes sense (``streams/delivery/linting.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.web_exceptions import HTTPRequestEntityTooLarge
from aiokafka.errors import KafkaError
from msgspec.structs import replace

from schemas.codec import BadRecord, decode_written, encode
from schemas.record import Record
from schemas.subscription import Made, Silence, Subscription
from streams.config_files import in_words

from .allowing import not_allowed, refuse, require_own_id, taken_ids
from .lists import AGAIN_SECONDS, JSON
from .problems import Problem, not_found
from .service import Asked, Service
from .shown import SilencesOf, SubscriptionsOf

R = TypeVar("R", bound=Record)

MOST_BODY = 256 << 10
"""A polygon of a province in fine detail is the largest thing that anybody sends."""

MOST_EACH = 1000
"""Subscriptions of one owner, and silences."""


async def subscriptions(service: Service, asked: Asked) -> web.StreamResponse:
    """List the caller's own."""
    mine = _subscriptions(service, asked.caller.owner)
    return _said(SubscriptionsOf(items=tuple(mine[name] for name in sorted(mine))))


async def subscription(service: Service, asked: Asked) -> web.StreamResponse:
    """Show one of the caller's."""
    return _said(_own(_subscriptions(service, asked.caller.owner), asked))


async def subscribe(service: Service, asked: Asked) -> web.StreamResponse:
    """Make one; its id must be free."""
    said = await _body(asked.request, Subscription)
    require_own_id(said.id, asked.caller.owner)
    if said.id in await taken_ids(service):
        raise Problem(409, f"the id `{said.id}` is taken: choose another")
    return await _put_subscription(service, asked, said, status=201)


async def change(service: Service, asked: Asked) -> web.StreamResponse:
    """Put another in the place of one of the caller's."""
    known = _own(_subscriptions(service, asked.caller.owner), asked)
    said = await _body(asked.request, Subscription)
    if said.id != known.id:
        raise Problem(422, "the id in the document is another than that of the address")
    return await _put_subscription(service, asked, said, status=200)


async def unsubscribe(service: Service, asked: Asked) -> web.StreamResponse:
    """Take one of the caller's back, and what silences it: another of this id shall be heard."""
    owner = asked.caller.owner
    known = _own(_subscriptions(service, owner), asked)
    for one in _silences(service, owner).values():
        if one.subscription_id == known.id:
            await _forget(service, f"silence/{one.id}")
    await _forget(service, f"subscription/{known.id}")
    return web.Response(status=204)


async def silences(service: Service, asked: Asked) -> web.StreamResponse:
    """List the caller's own."""
    mine = _silences(service, asked.caller.owner)
    return _said(SilencesOf(items=tuple(mine[name] for name in sorted(mine))))


async def silence(service: Service, asked: Asked) -> web.StreamResponse:
    """Silence one of the caller's subscriptions for a while."""
    said = await _body(asked.request, Silence)
    owner = asked.caller.owner
    require_own_id(said.id, owner)
    if f"silence/{said.id}" in service.knowledge.asked:
        raise Problem(409, f"the id `{said.id}` is taken: choose another")
    if said.subscription_id not in _subscriptions(service, owner):
        raise Problem(422, "`subscription_id` has to be one of your own subscriptions")
    if len(_silences(service, owner)) >= MOST_EACH:
        raise Problem(409, f"there are {MOST_EACH} already; take some back")
    from streams.delivery.linting import about_silence

    found = about_silence(said, now=service.now())
    refuse(f"`{one.key}`: {one.what}" for one in found if one.grave)
    made = replace(said, author=owner)
    await _put(service, made, f"silence/{made.id}")
    return _said(made, status=201)


async def speak(service: Service, asked: Asked) -> web.StreamResponse:
    """End one of the caller's silences."""
    known = _own(_silences(service, asked.caller.owner), asked)
    await _forget(service, f"silence/{known.id}")
    return web.Response(status=204)


def _subscriptions(service: Service, owner: str) -> dict[str, Subscription]:
    return {
        one.subscription.id: one.subscription
        for one in service.knowledge.asked.values()
        if isinstance(one, Made) and one.subscription.owner == owner
    }


def _silences(service: Service, owner: str) -> dict[str, Silence]:
    mine = _subscriptions(service, owner)
    return {
        one.id: one
        for one in service.knowledge.asked.values()
        if isinstance(one, Silence) and one.author == owner and one.subscription_id in mine
    }


def _own(mine: Mapping[str, R], asked: Asked) -> R:
    """Return what the address names, if it is the caller's: of others' nothing is told."""
    found = mine.get(asked.request.match_info["id"])
    if found is None:
        raise not_found("you have none with this id")
    return found


async def _put_subscription(
    service: Service, asked: Asked, said: Subscription, *, status: int
) -> web.StreamResponse:
    """Look at a subscription, write it, and answer with it."""
    from streams.delivery.linting import problems_with

    owner = asked.caller.owner
    mine = _subscriptions(service, owner)
    if said.owner not in {None, owner}:
        raise Problem(403, "`owner` is you: leave it out", kind="not-yours")
    if said.id not in mine and len(mine) >= MOST_EACH:
        raise Problem(409, f"there are {MOST_EACH} already; take some back")
    refuse(not_allowed(said, service.settings.api.references, owner))
    if said.on_failure is not None and said.on_failure not in mine:
        refuse(["`on_failure`: has to be another subscription of yours"])
    refuse(await asyncio.to_thread(problems_with, said))
    made = Made(subscription=replace(said, owner=owner), at=service.now())
    await _put(service, made, f"subscription/{said.id}")
    return _said(made.subscription, status=status)


async def _body(request: web.Request, kind: type[R]) -> R:
    """Read what was sent as one record; raises ``Problem``: 400, 413, 415, 422."""
    if request.content_type != JSON:
        raise Problem(415, f"send {JSON}")
    try:
        data = await request.read()
    except HTTPRequestEntityTooLarge as error:
        raise Problem(413, f"at most {MOST_BODY:,} bytes") from error
    try:
        return decode_written(kind, data)
    except BadRecord as error:
        raise Problem(422, in_words(str(error)), kind="unusable") from error


async def _put(service: Service, record: Made | Silence, key: str) -> None:
    """Write *record*; what was confirmed is seen by the next request."""
    try:
        await service.wishes.put(record)
    except KafkaError as error:
        raise _not_written() from error
    service.knowledge.asked[key] = record


async def _forget(service: Service, key: str) -> None:
    try:
        await service.wishes.forget(key)
    except KafkaError as error:
        raise _not_written() from error
    service.knowledge.asked.pop(key, None)


def _not_written() -> Problem:
    return Problem(
        503, "it may not have been written; look, or send it again: twice is once",
        kind="busy", headers={"Retry-After": str(AGAIN_SECONDS)},
    )  # fmt: skip


def _said(record: Any, *, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(status=status, body=encode(record), content_type=JSON, headers=headers)
