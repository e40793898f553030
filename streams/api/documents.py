"""
How do maps, feed readers and alerting systems get it?

In the formats they know: GeoJSON, Atom, JSON Feed and CAP, by a path of their own or by
``Accept``. What is open, and what was told lately; what was taken back stays in the feeds, which
say so. Not here: how a format is written (``formats``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from aiohttp import web

from schemas.alert import Alert
from schemas.codec import decode

from . import lists
from .answers import Document, chosen, sent
from .choosing import Told, active, entries_of, feed_of, map_of
from .filters import Filter
from .lists import JSON, find_alert, is_private
from .parameters import filter_of
from .problems import Problem, bad
from .service import Asked, Handler, Service

if TYPE_CHECKING:
    # The writers bring the words and places of the agents along; a process that serves none of
    # them does without.
    from .formats.entry import Entry
    from .formats.page import Page

GEOJSON: Final = "application/geo+json"
ATOM: Final = "application/atom+xml"
JSON_FEED: Final = "application/feed+json"
CAP: Final = "application/cap+xml"

CAP_SECONDS = 60
"""A CAP message never changes; that it was replaced is said by another."""


async def geojson(service: Service, asked: Asked) -> web.StreamResponse:
    """Show open incidents on a map."""
    from .formats import geojson as form

    return await _document(service, asked, GEOJSON, map_of, form.write)


async def atom(service: Service, asked: Asked) -> web.StreamResponse:
    """Tell what was alerted of, as Atom."""
    from .formats import atom as form

    return await _document(service, asked, ATOM, feed_of, form.write)


async def json_feed(service: Service, asked: Asked) -> web.StreamResponse:
    """Tell what was alerted of, as JSON Feed."""
    from .formats import jsonfeed as form

    return await _document(service, asked, JSON_FEED, feed_of, form.write)


async def cap_index(service: Service, asked: Asked) -> web.StreamResponse:
    """List the CAP messages that hold."""
    from .formats import cap as form

    def write(told: Told, page: Page) -> bytes:
        rows = [row for rows in told.alerts.values() for row in rows]
        return form.index([decode(Alert, row.data) for row in rows], page)

    return await _made(service, asked, ATOM, active, write)


async def cap(service: Service, asked: Asked) -> web.StreamResponse:
    """Show one CAP message."""
    from .formats import cap as form

    row = find_alert(service, asked.request.match_info["id"].removesuffix(".xml"))
    now = service.now()
    body = form.write(decode(Alert, row.data), _page(service, asked, now))
    document = Document(body, CAP, now, max_age=CAP_SECONDS)
    return sent(asked.request, document, is_private=is_private(service))


def by_accept(**offers: tuple[str, Handler]) -> Handler:
    """Return a handler that answers in the form that ``Accept`` likes best; the first of equals."""
    by_type = dict(offers.values())

    async def handler(service: Service, asked: Asked) -> web.StreamResponse:
        accept = ",".join(asked.request.headers.getall("Accept", []))
        liked = chosen(accept, tuple(by_type))
        if liked is None:
            raise Problem(406, f"this is to be had as {', '.join(by_type)}")
        if liked != JSON and (pages := {"after", "before", "limit"} & set(asked.query)):
            raise bad(f"`{min(pages)}` is for {JSON}; {liked} is one document")
        return await by_type[liked](service, asked)

    return handler


alerts = by_accept(
    json=(JSON, lists.alerts), feed=(JSON_FEED, json_feed), atom=(ATOM, atom)
)  # fmt: skip
incidents = by_accept(json=(JSON, lists.incidents), map=(GEOJSON, geojson))
alert = by_accept(json=(JSON, lists.alert), cap=(CAP, cap))


async def _document(
    service: Service,
    asked: Asked,
    media_type: str,
    choose: Callable[[Service, Filter], Told],
    write: Callable[[Iterable[Entry], Page], bytes],
) -> web.StreamResponse:
    """Answer with a document of incidents."""

    def written(told: Told, page: Page) -> bytes:
        return write(entries_of(told), page)

    return await _made(service, asked, media_type, choose, written)


async def _made(
    service: Service,
    asked: Asked,
    media_type: str,
    choose: Callable[[Service, Filter], Told],
    write: Callable[[Told, Page], bytes],
) -> web.StreamResponse:
    async def make() -> Document:
        now = service.now()
        # Chosen here, at one moment; written beside: a long document takes a third of a second.
        told, page = choose(service, filter_of(asked.query)), _page(service, asked, now)
        return Document(await asyncio.to_thread(write, told, page), media_type, now)

    document = await service.shelf.get_slow(
        (media_type, asked.request.path_qs),
        version=service.knowledge.version,
        now=service.now(),
        make=make,
    )
    return sent(asked.request, document, is_private=is_private(service))


def _page(service: Service, asked: Asked, now: datetime) -> Page:
    from .formats.page import Page

    fresh = service.knowledge.freshness(now=now)
    return Page(
        generated=now,
        freshness={one.provider: one.last_success for one in fresh.sources},
        base=service.base,
        path=asked.request.path_qs.removeprefix("/v1"),
        authority=service.authority,
        watermark=fresh.watermark,
    )
