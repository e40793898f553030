"""
What does every request go through?

In this order: how long it is, whether there is such a path, who asks, how much they asked of
late, whether they may, and what they ask; then its handler. Whatever goes wrong is answered with
a document that holds nothing of ours. Not here: the paths (``routes.py``) and the server
(``serving.py``).
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from aiohttp.hdrs import METH_OPTIONS
from aiohttp.typedefs import Middleware

from .access import require
from .answers import Document, sent
from .asking import MOST_BODY
from .openapi import document
from .parameters import TICKET, asked
from .problems import Problem, not_found
from .routes import ID_PATTERN, ROUTES, Route
from .service import Asked, Service

LONGEST_PATH = 512
LONGEST_QUERY = 6000
"""A cursor of many partitions fits."""

STARTING_SECONDS = 2

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Server": "tocsin",
}

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


def application(service: Service) -> web.Application:
    """Make the application."""
    made = web.Application(
        middlewares=[_guarded(service)],
        client_max_size=MOST_BODY,
    )
    for route in ROUTES:
        made.router.add_route(route.method, route.path, _answering(service, route))
        is_page = route.method == "GET" and "text/event-stream" not in route.answers
        if is_page:
            made.router.add_route("HEAD", route.path, _answering(service, route))
    made.router.add_get("/openapi.json", _description(service))
    made.on_response_prepare.append(_headers(service))
    return made


def _guarded(service: Service) -> Middleware:
    """Return what stands round every handler."""

    @web.middleware
    async def guarded(request: web.Request, handler: Answering) -> web.StreamResponse:
        try:
            _require_short(request)
            if request.method == METH_OPTIONS:
                return _preflight(service, request)
            return await handler(request)
        except Problem as problem:
            return problem.response()
        except web.HTTPException as error:
            return _problem_of(error).response()
        except asyncio.CancelledError:
            raise
        except Exception:
            # The log has the path without what stands behind it: a ticket may.
            log.exception("request.failed", method=request.method, path=request.path)
            return Problem(500, "this is our fault, and in our log").response()

    return guarded


def _answering(service: Service, route: Route) -> Answering:
    async def answering(request: web.Request) -> web.StreamResponse:
        has_ticket = TICKET in route.query
        ticket = request.query.get("ticket") if has_ticket else None
        try:
            caller = service.access.caller(request, ticket=ticket)
        except Problem:
            _require_few(service, request.remote or "somewhere")
            raise
        _require_few(service, caller.counted_as)
        if route.scope is not None:
            require(caller, route.scope)
        if "id" in request.match_info:
            _require_id(request)
        query = asked(request.query, route.query)
        if not service.knowledge.is_whole:
            raise Problem(
                503, "what was there before the start is still being read", kind="starting",
                headers={"Retry-After": str(STARTING_SECONDS)},
            )  # fmt: skip
        return await route.handler(service, Asked(request, caller, query))

    return answering


def _description(service: Service) -> Answering:
    body = document(ROUTES)
    made = Document(body, "application/json", service.now(), max_age=300)

    async def description(request: web.Request) -> web.StreamResponse:
        service.access.require_own_name(request)
        _require_few(service, request.remote or "somewhere")
        return sent(request, made, is_private=False)

    return description


def _require_short(request: web.Request) -> None:
    if len(request.rel_url.raw_path) > LONGEST_PATH or len(request.query_string) > LONGEST_QUERY:
        raise Problem(414, f"at most {LONGEST_PATH} letters of path, {LONGEST_QUERY} of query")


def _require_few(service: Service, who: str) -> None:
    """Raise ``Problem`` (429) when *who* asks too much."""
    wait = service.rate.take(who, at=time.monotonic())
    if wait:
        raise Problem(
            429, "too many requests: slow down", kind="too-many",
            headers={"Retry-After": str(math.ceil(wait))},
        )  # fmt: skip


def _require_id(request: web.Request) -> None:
    """Raise ``Problem`` (404) for what no id looks like."""
    if not re.fullmatch(ID_PATTERN, request.match_info["id"]):
        raise not_found("no id looks like this")


def _problem_of(error: web.HTTPException) -> Problem:
    """Say in our form what aiohttp says of a path or a method."""
    if error.status == 404:
        return not_found("there is no such path; /openapi.json lists them")
    if error.status == 405:
        allowed = error.headers.get("Allow", "")
        return Problem(405, f"here there is: {allowed}", headers={"Allow": allowed})
    if error.status == 413:
        return Problem(413, f"at most {MOST_BODY:,} bytes")
    return Problem(error.status, "the request cannot be answered")


def _preflight(service: Service, request: web.Request) -> web.Response:
    """Tell a browser whether a page of another origin may ask."""
    if request.headers.get("Origin") not in service.settings.api.origins:
        raise Problem(405, "pages of this origin are not let in", headers={"Allow": "GET"})
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
            "Access-Control-Max-Age": "600",
        },
    )


def _headers(service: Service) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    origins = service.settings.api.origins

    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(ALWAYS)
        if not origins:
            return
        response.headers.add("Vary", "Origin")
        origin = request.headers.get("Origin")
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"

    return headers
