"""
Which alerts, incidents and decisions are there?

JSON: lists with cursors, and one by its id. Each says when it was made and how fresh its sources
are. The records stand in it as they lie on their topics. Not here: which records are on a page
(``paging.py``), and the formats of others (``documents.py``).
"""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from schemas.codec import encode
from schemas.topics import ALERTS, DECISIONS, INCIDENTS, Topic

from .answers import Document, sent
from .deep import Busy
from .kept import Row
from .paging import Page
from .parameters import USUAL_ITEMS, filter_of
from .problems import Problem, bad, not_found
from .service import Asked, Service

JSON = "application/json"
AGAIN_SECONDS = 5


async def alerts(service: Service, asked: Asked) -> web.StreamResponse:
    """List alerts."""
    return await _list(service, asked, ALERTS)


async def incidents(service: Service, asked: Asked) -> web.StreamResponse:
    """List incidents."""
    return await _list(service, asked, INCIDENTS)


async def decisions(service: Service, asked: Asked) -> web.StreamResponse:
    """List decisions."""
    return await _list(service, asked, DECISIONS)


async def alert(service: Service, asked: Asked) -> web.StreamResponse:
    """Show one alert."""
    row = find_alert(service, asked.request.match_info["id"])
    return _one(service, asked, _standing(service, row))


async def incident(service: Service, asked: Asked) -> web.StreamResponse:
    """Show one incident, however old."""
    row = await find_incident(service, asked.request.match_info["id"])
    return _one(service, asked, {"incident": msgspec.Raw(row.data)})


async def freshness(service: Service, asked: Asked) -> web.StreamResponse:
    """Show how fresh every source is."""
    now = service.now()
    said = {
        "generated": now,
        "freshness": service.knowledge.freshness(now=now, in_full=True),
    }
    return sent(asked.request, Document(encode(said), JSON, now), is_private=is_private(service))


def find_alert(service: Service, alert_id: str) -> Row:
    """Return an alert out of memory; raises ``Problem`` (404)."""
    row = service.knowledge.kept[ALERTS.name].find(alert_id)
    if row is None:
        raise not_found("no alert of late has this id; older ones are in the list, with `before`")
    return row


async def find_incident(service: Service, incident_id: str) -> Row:
    """Return an incident, out of memory or from Kafka; raises ``Problem`` (404, 503)."""
    kept = service.knowledge.kept[INCIDENTS.name]
    row = kept.find(incident_id)
    if row is None:
        try:
            row = await service.deep.newest_of(
                INCIDENTS, incident_id, count=len(kept.positions)
            )  # fmt: skip
        except Busy as error:
            raise again(error) from error
    if row is None:
        raise not_found("no incident has this id")
    return row


def again(error: Busy) -> Problem:
    """Say that it may work later."""
    return Problem(503, str(error), kind="busy", headers={"Retry-After": str(AGAIN_SECONDS)})


def is_private(service: Service) -> bool:
    """Tell whether answers are for who asked alone, and no cache between."""
    return service.access.asks_for_tokens


async def _list(service: Service, asked: Asked, topic: Topic) -> web.StreamResponse:
    query = asked.query
    if "after" in query and "before" in query:
        raise bad("`after` and `before` are two questions: ask one")
    wanted = filter_of(query)
    limit = query.get("limit", USUAL_ITEMS)
    pages = service.pages[topic.name]
    if "after" in query or "before" in query:
        try:
            if "after" in query:
                page = await pages.after(query["after"], wanted, limit=limit)
            else:
                page = await pages.before(query["before"], wanted, limit=limit)
        except Busy as error:
            raise again(error) from error
        document = _written(service, topic, page)
    else:
        document = service.shelf.get(
            (topic.name, wanted, limit),
            version=service.knowledge.version,
            now=service.now(),
            make=lambda: _written(service, topic, pages.newest(wanted, limit=limit)),
        )
    return sent(asked.request, document, is_private=is_private(service))


def _written(service: Service, topic: Topic, page: Page) -> Document:
    now = service.now()
    items: list[Any] = [
        _standing(service, row) if topic is ALERTS else msgspec.Raw(row.data) for row in page.rows
    ]
    said = {
        "generated": now,
        "freshness": service.knowledge.freshness(now=now),
        "tail": page.tail,
        "older": page.older,
        "is_up_to_date": page.is_up_to_date,
        "items": items,
    }
    return Document(encode(said), JSON, now)


def _standing(service: Service, row: Row) -> dict[str, Any]:
    state, by = service.knowledge.standings.state(row.facets, now=service.now())
    return {"alert": msgspec.Raw(row.data), "state": state, "by": by}


def _one(service: Service, asked: Asked, said: dict[str, Any]) -> web.StreamResponse:
    def make() -> Document:
        now = service.now()
        fresh = service.knowledge.freshness(now=now)
        return Document(encode({"generated": now, "freshness": fresh, **said}), JSON, now)

    document = service.shelf.get(
        ("one", asked.request.path),
        version=service.knowledge.version,
        now=service.now(),
        make=make,
    )
    return sent(asked.request, document, is_private=is_private(service))
