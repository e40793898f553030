"""
What AFP's API does, on loopback: tokens, a search with a window, and its ways of failing.

Written from what public clients tell of it (wires: julesbonnard/afpnews-api, MIT;
ina-foss/afp-api-client, Apache-2.0); documents are invented.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from tests.wires.loopback import Server, serving


class Afp:
    """
    The API; give it documents, and tell it what to do wrong.

    Attributes:
        now: When it was made, in whole seconds; tests count from here, not from their import.
    """

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.docs: list[dict[str, Any]] = []
        self.searches: list[dict[str, Any]] = []
        self.tokens = 0
        self.most_rows = 1000
        self.failures: list[web.Response | None] = []  # one a search; None answers as usual

    def publish(self, name: str, published: datetime) -> None:
        """Put a document on the wire."""
        self.docs.append(
            {
                "uno": f"newsml.afp.com.{published:%Y%m%dT%H%M%SZ}.doc-{name}",
                "revision": 1.0,
                "status": "Usable",
                "class": "text",
                "urgency": 3,
                "lang": "en",
                "headline": f"headline of {name}",
                "news": [f"text of {name}"],
                "published": f"{published:%Y-%m-%dT%H:%M:%SZ}",
            }
        )

    async def token(self, request: web.Request) -> web.Response:
        """Give the next token, to whom the client and the password are right."""
        form = await request.post()
        proof = form.get("password") or form.get("refresh_token")
        is_known = request.headers["Authorization"].startswith("Basic ") and proof
        if not is_known:
            return web.json_response({"error": "invalid_grant"}, status=400)
        self.tokens += 1
        said = {"access_token": str(self.tokens), "refresh_token": "r", "expires_in": 3600}
        return web.json_response(said)

    async def search(self, request: web.Request) -> web.Response:
        """Search, or fail as told."""
        asked = await request.json()
        self.searches.append(asked)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            return failure
        if request.headers["Authorization"] != f"Bearer {self.tokens}":
            return error(401, "token expired")
        since = _since(asked["dateRange"]["from"])
        found = sorted(
            (doc for doc in self.docs if datetime.fromisoformat(doc["published"]) >= since),
            key=lambda doc: doc["published"],
        )
        start, rows = asked["startAt"], min(asked["maxRows"], self.most_rows)
        page = found[start : start + rows]
        said = {"status": {"code": 0}, "docs": page, "numFound": len(found)}
        return web.json_response({"response": said})


def error(code: int, message: str) -> web.Response:
    """Return an error as the API says it: with status 200."""
    return web.json_response({"error": {"code": code, "message": message}})


def _since(said: str) -> datetime:
    """Read a time, or the date arithmetic ``now-90m``."""
    if said.startswith("now-"):
        return datetime.now(UTC) - timedelta(minutes=int(said[4:-1]))
    return datetime.fromisoformat(said)


@asynccontextmanager
async def serving_afp(afp: Afp) -> AsyncIterator[Server]:
    """Serve *afp* until the block ends."""
    async with serving({"/oauth/token": afp.token, "/v1/api/search": afp.search}) as server:
        yield server
