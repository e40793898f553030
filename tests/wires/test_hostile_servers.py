"""Does each server that means harm end in its named outcome, cheaply?"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.outward import names
from streams.settings import Poller
from streams.wires.fetch import fetcher
from tests.wires.loopback import serving
from tests.wires.strain import strained
from tests.wires.test_fetch import says

MOST_MEGABYTES = 50
LONGEST_STALL = 0.05
# Answers of a good server while the floods of all the hostile ones are read: it is heard some 50
# times then. Both compete for the same loop, so the count is the same on a busy machine.
FAIR_SHARE = 10
TRIES = 3  # of the stall: what the machine does elsewhere meanwhile is no fault of ours

OUTCOMES = {
    "/slow-headers": "timeout",
    "/slow-body": "timeout",
    "/silent": "timeout",
    "/endless-chunks": "oversize",
    "/tiny-chunks": "timeout",
    "/chunk-extension": "timeout",
    "/endless-trailers": "unreachable",
    "/endless-body": "oversize",
    "/long-header": "unreachable",
    "/many-headers": "unreachable",
    "/long-status": "unreachable",
    "/endless-continue": "timeout",
    "/gzip-bomb": "oversize",
    "/deflate-bomb": "oversize",
    "/unknown-coding": "unreachable",
    "/not-gzip": "unreachable",
    "/loop": "http_3xx",
    "/ping": "http_3xx",
    "/to-metadata": "blocked_ssrf",
    "/to-file": "blocked_ssrf",
    "/to-data": "blocked_ssrf",
    "/to-number": "unreachable",
    "/to-nonsense": "unreachable",
    "/to-brackets": "unreachable",
    "/to-bytes": "unreachable",
    "/to-long": "unreachable",
    "/short-body": "unreachable",
    "/negative-length": "unreachable",
    "/two-lengths": "unreachable",
    "/not-http": "unreachable",
    "/nothing": "unreachable",
    "/login": None,  # a body like any other; formats call it html_instead
    "/retry-digits": "http_429",
    "/retry-year": "http_5xx",
    "/odd-validators": None,
}


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """Give ``host:port`` of the hostile servers."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("hostile_server.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        yield f"127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()


@pytest.mark.parametrize("path", OUTCOMES)
async def test_a_hostile_server_ends_in_its_outcome(hostile: str, path: str) -> None:
    """In time, with little memory, and without holding the loop."""
    settings = Poller(allow=(hostile,), timeout_seconds=1)
    stalls = []
    async with fetcher(settings) as fetching:
        while len(stalls) < TRIES and min(stalls, default=1.0) > LONGEST_STALL:
            async with strained() as strain, asyncio.timeout(5):
                got = await fetching.get(f"http://{hostile}{path}")
            stalls.append(strain.worst_stall)

            assert got.outcome == OUTCOMES[path], got.detail
            assert strain.megabytes <= MOST_MEGABYTES
            got.detail.encode()
            str(got.content_type).encode()

    assert min(stalls) <= LONGEST_STALL


async def test_hostile_servers_do_not_slow_down_a_good_one(hostile: str) -> None:
    """All of them at once; a good server beside them is heard again and again meanwhile."""
    async with serving({"/": says(b"<rss/>")}) as server:
        settings = Poller(allow=(hostile, server.host), timeout_seconds=300)
        async with fetcher(settings) as fetching:
            others = {
                asyncio.create_task(fetching.get(f"http://{hostile}{path}")): outcome
                for path, outcome in OUTCOMES.items()
            }
            quick = {other for other, outcome in others.items() if outcome != "timeout"}
            heard = []
            while not all(other.done() for other in quick):
                heard.append(await fetching.get(server.url("/")))
            slow = [other for other in others if not other.done()]
            for other in slow:
                other.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

        assert {(got.outcome, got.body) for got in heard} == {(None, b"<rss/>")}
        assert len(heard) >= FAIR_SHARE
        assert len(slow) == list(OUTCOMES.values()).count("timeout")


async def test_a_name_that_changes_its_answer_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: whatever was looked up before, the address that is dialled counts."""
    async with serving({"/": says()}) as server:

        def inside(*_: Any, **__: Any) -> list[Any]:
            address = ("127.0.0.1", server.port)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

        monkeypatch.setattr(names.socket, "getaddrinfo", inside)
        async with fetcher(Poller()) as fetching:
            got = await fetching.get(f"http://rebound.example:{server.port}/")

        assert got.outcome == "blocked_ssrf"
        assert server.requests == []
