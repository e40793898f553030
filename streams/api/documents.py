"""
How do maps, feed readers and alerting systems get it?

In the formats they know: GeoJSON, Atom, JSON Feed and CAP, by a path of their own or by
``Accept``. What is open, and what was told lately; what was taken back stays in the feeds, which
say so. Not here: how a format is written (``formats``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from aiohttp import web

from schemas.alert import Alert
from schemas.codec import decode
from schemas.incident import Incident
from schemas.topics import ALERTS, INCIDENTS

from . import lists
from .answers import Document, chosen, sent
from .facets import Filter
from .kept import Row
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

MOST_ENTRIES = 500
"""Of one document; who wants more takes the lists."""

CAP_SECONDS = 60
"""A CAP message never changes; that it was replaced is said by another."""


class Told(NamedTuple):
    """
    What goes into a document.

    Attributes:
        incidents: The newest first.
        alerts: By incident, the newest first.
        merged: By incident, the ids of those that turned out to be it.
    """

    incidents: list[Row]
    alerts: dict[str, list[Row]]
    merged: dict[str, list[str]]


async def geojson(service: Service, asked: Asked) -> web.StreamResponse:
    """Show open incidents on a map."""
    from .formats import geojson as form

    return await _document(service, asked, GEOJSON, _map_of, form.write)


async def atom(service: Service, asked: Asked) -> web.StreamResponse:
    """Tell what was alerted of, as Atom."""
    from .formats import atom as form

    return await _document(service, asked, ATOM, _feed_of, form.write)


async def json_feed(service: Service, asked: Asked) -> web.StreamResponse:
    """Tell what was alerted of, as JSON Feed."""
    from .formats import jsonfeed as form

    return await _document(service, asked, JSON_FEED, _feed_of, form.write)


async def cap_index(service: Service, asked: Asked) -> web.StreamResponse:
    """List the CAP messages that hold."""
    from .formats import cap as form

    def write(told: Told, page: Page) -> bytes:
        rows = [row for rows in told.alerts.values() for row in rows]
        return form.index([decode(Alert, row.data) for row in rows], page)

    return await _made(service, asked, ATOM, _active, write)


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
        return write(_entries(told), page)

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


def _map_of(service: Service, wanted: Filter) -> Told:
    """Choose open incidents."""
    from .formats.entry import OVER

    rows = [
        row
        for row in service.knowledge.kept[INCIDENTS.name].newest_first()
        if wanted.lets(row.facets) and row.facets.status not in OVER
    ]
    shown = rows[:MOST_ENTRIES]
    return Told(shown, _alerts_of(service, shown, wanted), _merged(service))


def _feed_of(service: Service, wanted: Filter) -> Told:
    """Choose the incidents that somebody was told of lately, however they stand now."""
    since = service.now() - timedelta(days=service.settings.api.window_days)
    kept = service.knowledge.kept[INCIDENTS.name]
    alerts: dict[str, list[Row]] = {}
    for row in service.knowledge.kept[ALERTS.name].newest_first():
        about = row.facets.incident
        if about is None or row.facets.at < since or not _lets(service, row, wanted):
            continue
        if about in alerts or len(alerts) < MOST_ENTRIES:
            alerts.setdefault(about, []).append(row)
    found = [kept.find(about) for about in alerts]
    return Told([one for one in found if one is not None], alerts, _merged(service))


def _active(service: Service, wanted: Filter) -> Told:
    """
    Choose the alerts that hold; a CANCEL too, until it expires.

    Whoever reads only this learns from nowhere else that an alarm was false.
    """
    narrowed = wanted if wanted.status else wanted._replace(status=frozenset({"in_force"}))
    alerts: dict[str, list[Row]] = {}
    rows = service.knowledge.kept[ALERTS.name].newest_first()
    for row in [row for row in rows if _lets(service, row, narrowed)][:MOST_ENTRIES]:
        alerts.setdefault(row.facets.incident or "", []).append(row)
    return Told([], alerts, {})


def _lets(service: Service, row: Row, wanted: Filter) -> bool:
    return wanted.lets(row.facets) and service.knowledge.standings.is_asked(
        row.facets, wanted.status, now=service.now()
    )


def _alerts_of(service: Service, incidents: list[Row], wanted: Filter) -> dict[str, list[Row]]:
    """Return the alerts about these incidents."""
    named = {row.facets.id for row in incidents}
    alerts: dict[str, list[Row]] = {}
    for row in service.knowledge.kept[ALERTS.name].newest_first():
        is_live = wanted.exercises or not row.facets.is_exercise
        if is_live and row.facets.incident in named:
            alerts.setdefault(row.facets.incident or "", []).append(row)
    return alerts


def _merged(service: Service) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for row in service.knowledge.kept[INCIDENTS.name].newest_first():
        if row.facets.merged_into is not None:
            merged.setdefault(row.facets.merged_into, []).append(row.facets.id)
    return merged


def _entries(told: Told) -> list[Entry]:
    """Put together what is told of each incident."""
    from .formats.entry import Entry

    incidents = [decode(Incident, row.data) for row in told.incidents]
    return [
        Entry(
            one,
            tuple(
                decode(Alert, row.data) for row in reversed(told.alerts.get(one.incident_id, []))
            ),
            tuple(sorted(told.merged.get(one.incident_id, []))),
        )
        for one in incidents
    ]


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
