"""What becomes of requests that mean no good?"""

from __future__ import annotations

import asyncio

import pytest

from streams.settings import Settings
from tests.api.desk import PATIENCE_SECONDS, Client, alert, reading, tell

pytestmark = pytest.mark.broker

PATHS = (
    "/", "/v1", "/v1/", "/v1//alerts", "/v1/alerts/", "/v1/../etc/passwd", "/v1/alerts/..%2f..%2fetc",
    "/v1/alerts/%2e%2e", "/v1/incidents/%00", "/v1/incidents/a%0d%0aSet-Cookie:x", "/v1/cap/..xml",
    "/v1/subscriptions/%2e%2e%2f", "/.git/config", "/v1/alerts/" + "a" * 300,
)  # fmt: skip
QUERIES = (
    "limit=0", "limit=501", "limit=-1", "limit=1e3", "limit=%D9%A1", "severity=severe", "watch=a/b",
    "country=Mali", "since=yesterday", "since=2024-07-28", "colour=red", "watch=a&watch=b",
    "after=", "after=AQ", "after=%00", "before=AQEDAQEAEyff", "exercises=yes",
    "watch=" + ",".join(["a"] * 40), "after=x&before=y", "incident=" + "a" * 600,
)  # fmt: skip


async def raw(api: Client, request: bytes) -> bytes:
    """Send bytes as they are; returns all that is answered until the line ends."""
    host, _, port = api.running.url.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    async with asyncio.timeout(PATIENCE_SECONDS):
        said = await reader.read()
    writer.close()
    return said


async def test_strange_paths_and_questions_are_refused_in_our_form(settings: Settings) -> None:
    """Each is answered with a document that says why; nothing of ours is in it."""
    await tell(settings, alert(1))
    async with reading(settings) as api:
        for path in PATHS:
            said = await raw(api, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())  # fmt: skip
            head, _, body = said.partition(b"\r\n\r\n")
            assert b" 404 " in head.splitlines()[0], path
            assert b"application/problem+json" in head
            assert not any(word in body for word in (b"Traceback", b"/tmp", b"aiohttp", b".py"))
            assert b"Set-Cookie" not in head
        for query in QUERIES:
            said = await api.get(f"/v1/alerts?{query}", status=400)
            assert said["type"] == "urn:tocsin:problem:bad-request"
        await api.get("/v1/alerts?after=" + "a" * 7000, status=414)


async def test_what_is_no_http_does_no_harm(settings: Settings) -> None:
    """Broken, huge and endless requests end with their line; others are answered."""
    async with reading(settings) as api:
        for request in (
            b"\x16\x03\x01\x02\x00\r\n\r\n",
            b"GET /v1/alerts HTTP/9.9\r\n\r\n",
            b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
            b"POST /v1/subscriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ):
            said = await raw(api, request)
            assert said[:12] == b"HTTP/1.1 400" or said[:12] == b"HTTP/1.0 400", said[:80]
            assert not any(word in said for word in (b"Traceback", b"/tmp", b".py"))
        await api.get("/v1/alerts")


async def test_another_method_is_told_which_there_are(settings: Settings) -> None:
    """405 with what is allowed."""
    async with reading(settings) as api, api.session.delete("/v1/alerts") as answer:
        assert answer.status == 405
        assert "GET" in answer.headers["Allow"]


async def test_a_fault_of_ours_is_told_without_its_trace(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed stands in our log, and only there."""
    async with reading(settings) as api:
        monkeypatch.setattr(api.running.service.knowledge, "freshness", None)
        said = await api.get("/v1/freshness", status=500)

    assert said["detail"] == "this is our fault, and in our log"
