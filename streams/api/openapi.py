"""
How is the API described?

As one OpenAPI 3.1 document, made from the table of routes and the records, so that it cannot say
anything else than is done. Not here: the table (``routes.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from schemas.codec import encode
from schemas.record import Record
from schemas.subscription import Silence, Subscription
from streams.release import release

from .parameters import Parameter
from .problems import MEDIA_TYPE
from .routes import ID_PATTERN, Route

BY_ANY = {
    400: "The request is wrong; `detail` says how.",
    401: "No token, or one that is not known or has expired.",
    403: "The token has not the scope, or it is not yours.",
    429: "Too many requests; `Retry-After` says when there are more.",
}
WORDS = {
    404: "There is none.",
    406: "Not to be had in that form.",
    409: "The id is taken, or there are too many.",
    410: "The cursor has expired: take the list without one, and go on from its `tail`.",
    413: "Too large.",
    415: "Not JSON.",
    422: "It can be read and makes no sense; `problems` says why.",
    503: "Not now; `Retry-After` says when.",
}
WRITTEN_BY_PEOPLE = (Subscription, Silence)

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}


def described(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the document, as plain values."""
    listed = list(routes)
    kinds = _kinds(listed)
    schemas, components = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    by_kind = dict(zip(kinds, schemas, strict=True))
    for kind in WRITTEN_BY_PEOPLE:
        components[kind.__name__]["additionalProperties"] = False
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "tocsin",
            "version": release(),
            "description": "News-wire alarms: lists with cursors, a stream, documents. "
            "`generated` and `freshness` stand in every answer: silence is not calm.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": PROBLEM},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "ticket": {"type": "apiKey", "in": "query", "name": "ticket"},
            },
        },
    }


def document(routes: Iterable[Route]) -> bytes:
    """Return the document as JSON."""
    return encode(described(routes))


def _kinds(routes: Iterable[Route]) -> list[type[Record]]:
    """Return every record that is sent or comes back, each once."""
    found: dict[type[Record], None] = {}
    for route in routes:
        for kind in (route.body, *route.answers.values()):
            if kind is not None:
                found[kind] = None
    return list(found)


def _operation(route: Route, by_kind: Mapping[type[Record], Any]) -> dict[str, Any]:
    parameters = [_query(one) for one in route.query]
    if "{id}" in route.path:
        word = {"type": "string", "pattern": ID_PATTERN}
        parameters.append({"name": "id", "in": "path", "required": True, "schema": word})
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.says,
        "parameters": parameters,
        "responses": {
            str(route.status): _good(route, by_kind),
            **{str(code): _bad(BY_ANY[code]) for code in BY_ANY},
            **{str(code): _bad(WORDS[code]) for code in route.problems},
        },
    }
    if route.scope is not None:
        ways = ["token", "ticket"] if any(p.name == "ticket" for p in route.query) else ["token"]
        operation["security"] = [*({way: []} for way in ways), {}]
        operation["description"] = f"Needs a token with scope `{route.scope}` where tokens are set."
    if route.body is not None:
        content = {"application/json": {"schema": by_kind[route.body]}}
        operation["requestBody"] = {"required": True, "content": content}
    if route.method == "GET" and route.status == 200 and "text/event-stream" not in route.answers:
        operation["responses"]["304"] = {"description": "As `If-None-Match` names it."}
    return operation


def _good(route: Route, by_kind: Mapping[type[Record], Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": route.says}
    if route.answers:
        good["content"] = {
            media_type: {"schema": {} if kind is None else by_kind[kind]}
            for media_type, kind in route.answers.items()
        }
    return good


def _bad(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {MEDIA_TYPE: {"schema": schema}}}


def _query(one: Parameter) -> dict[str, Any]:
    said: dict[str, Any] = {"name": one.name, "in": "query", "description": one.says}
    if one.is_list:
        schema = {"type": "array", "items": dict(one.schema), "minItems": 1, "maxItems": 32}
        return said | {"schema": schema, "style": "form", "explode": False}
    return said | {"schema": dict(one.schema)}
