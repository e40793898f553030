"""Does a silent name server hold up anything but its own feeds?"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from streams.outward import names
from streams.outward.names import MOST_AT_ONCE, Resolver
from streams.settings import Poller
from streams.wires.fetch import fetcher


class NameServer:
    """Answers nothing about ``silent`` hosts until it is let go."""

    def __init__(self) -> None:
        self.speaks = threading.Event()
        self.asked = 0
        self.most = 0
        self._lock = threading.Lock()
        self._system = socket.getaddrinfo

    def __call__(self, host: str, *rest: Any, **named: Any) -> Any:
        if "silent" not in host:
            return self._system("127.0.0.1", *rest, **named)
        with self._lock:
            self.asked += 1
            self.most = max(self.most, self.asked)
        self.speaks.wait()
        with self._lock:
            self.asked -= 1
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """Ask this name server instead of the system's; its threads end with the test."""
    made = NameServer()
    monkeypatch.setattr(names.socket, "getaddrinfo", made)
    yield made
    made.speaks.set()


async def test_silent_names_leave_other_threads_alone(server: NameServer) -> None:
    """Forty names without an answer: a good one is found, and a folder can be read."""
    resolver = Resolver()
    silent = [asyncio.create_task(resolver.resolve(f"silent{n}.example")) for n in range(40)]
    async with asyncio.timeout(60):
        (found,) = await resolver.resolve("good.example", 80)
        read = await asyncio.to_thread(lambda: "a folder")
    server.speaks.set()
    answers = await asyncio.gather(*silent, return_exceptions=True)

    assert (found["host"], found["port"], read) == ("127.0.0.1", 80, "a folder")
    assert {type(answer) for answer in answers} == {socket.gaierror}


async def test_threads_are_bounded_also_when_requests_give_up(server: NameServer) -> None:
    """A thread counts until the system lets go of it, whoever still waits."""
    resolver = Resolver()
    for _ in range(2):
        tasks = [
            asyncio.create_task(resolver.resolve(f"silent{number}.example"))
            for number in range(MOST_AT_ONCE)
        ]
        await asyncio.wait(tasks, timeout=0.2)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    server.speaks.set()
    async with asyncio.timeout(60):
        await resolver.resolve("good.example")

    assert server.most <= MOST_AT_ONCE


async def test_a_silent_name_server_is_a_timeout(server: NameServer) -> None:
    """And one that says no is named as what it is."""
    async with fetcher(Poller(timeout_seconds=0.2)) as fetching:
        silent = await fetching.get("http://silent.example/")
        server.speaks.set()
        refused = await fetching.get("http://silent2.example/")

    assert (silent.outcome, refused.outcome) == ("timeout", "dns")
