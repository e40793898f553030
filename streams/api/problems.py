"""
How do we say that something was wrong with a request?

As one small JSON document (RFC 9457): what, why, and what to do. Nothing of ours is in it: no
path, no trace, no name of another reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from schemas.codec import encode

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """
    Ends a request with a document that says why.

    Args:
        status: Of HTTP.
        detail: In words, with what to do.
        kind: Short name of the kind of problem, for programs; the status says enough without.
        headers: Besides.
        more: Further members of the document.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.kind = kind
        self.headers = dict(headers or {})
        self.more = more

    def response(self) -> web.Response:
        """Write it down."""
        said = {
            "type": f"urn:tocsin:problem:{self.kind}" if self.kind else "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        return web.Response(
            status=self.status,
            body=encode(said) + b"\n",
            headers={"Cache-Control": "no-store", **self.headers},
            content_type=MEDIA_TYPE,
        )


def not_found(what: str) -> Problem:
    """Say that there is no such thing."""
    return Problem(404, what, kind="not-found")


def bad(what: str) -> Problem:
    """Say that a request was wrong."""
    return Problem(400, what, kind="bad-request")
