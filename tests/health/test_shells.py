"""Do pages, pulse and watchdog do what the judgement says, without a broker?"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schemas.codec import plain
from streams.children import ROLES, Child
from streams.health.pages import Pages
from streams.health.pulse import Pulse
from streams.health.signs import Signs
from streams.health.watchdog import Watchdog
from streams.health.watching import Limits
from streams.health.worker_signs import Standing
from streams.settings import Settings
from streams.trouble import Trouble


def get(url: str) -> tuple[int, object]:
    """Ask for a page; returns status and what its JSON says."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=60)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    return answer.status, plain(body) if body.startswith(b"{") else body


def test_a_page_says_yes_or_no_and_why() -> None:
    """200 and 503, the rest is JSON; on a port that was free."""
    pages = Pages("127.0.0.1", 0, {
        "/healthz": lambda: (True, {"alive": True}),
        "/readyz": lambda: (False, {"reasons": ("it is starting",)}),
    })  # fmt: skip
    pages.start()
    try:
        assert get(f"{pages.url}/healthz") == (200, {"alive": True})
        assert get(f"{pages.url}/readyz") == (503, {"reasons": ["it is starting"]})
        assert get(f"{pages.url}/else")[0] == 404
    finally:
        pages.stop()


async def test_pages_answer_while_the_loop_hangs() -> None:
    """They are asked here from the very loop that the role would have, which waits meanwhile."""
    pages = Pages("127.0.0.1", 0, {"/healthz": lambda: (False, {})})
    pages.start()
    try:
        assert get(f"{pages.url}/healthz")[0] == 503
    finally:
        pages.stop()


def test_a_port_that_is_taken_is_told() -> None:
    """With the setting's name and a way out, before any work begins."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Trouble, match=rf"health.port {port}: cannot be listened on .*\"off\""):
            Pages("127.0.0.1", port, {})


def test_pages_on_the_other_protocol() -> None:
    """An IPv6 address stands in brackets."""
    try:
        pages = Pages("::1", 0, {"/healthz": lambda: (True, {})})
    except Trouble:
        pytest.skip("this machine has no IPv6")
    pages.start()
    try:
        assert pages.url.startswith("http://[::1]:")
        assert get(f"{pages.url}/healthz")[0] == 200
    finally:
        pages.stop()


def test_a_fault_in_looking_is_not_one_in_working() -> None:
    """The loop has come round, which counts; what was seen last stands."""
    answers = iter([Signs("working", partitions=3)])
    pulse = Pulse(lambda: next(answers), lambda: 7)
    pulse.look()
    pulse.look()

    assert pulse.latest == Signs("working", partitions=3, turns=2, answers=7)


def test_a_watchdog_ends_what_hangs() -> None:
    """The loop's looks stop changing; the thread notices."""
    ended = threading.Event()
    dog = Watchdog(lambda: Signs("working"), Limits(0.05, 0.05), every=0.01, end=ended.set)
    dog.start()

    assert ended.wait(10)
    dog.stop()


async def test_a_watchdog_leaves_alone_what_moves() -> None:
    """Looks go on until it is stopped, and it has seen them."""
    pulse = Pulse(lambda: Signs("working"), lambda: pulse.latest.turns)
    ended = threading.Event()
    seen = asyncio.Event()
    loop = asyncio.get_running_loop()

    def latest() -> Signs:
        if pulse.latest.turns > 20:
            loop.call_soon_threadsafe(seen.set)
        return pulse.latest

    dog = Watchdog(latest, Limits(5, 5), every=0.01, end=ended.set)
    beating = asyncio.ensure_future(pulse.beat(0.01))
    dog.start()
    await asyncio.wait_for(seen.wait(), 10)
    beating.cancel()
    dog.stop()

    assert not ended.is_set()
    assert not dog.is_watching


HANGING = """
import os, sys, threading, time
from streams import logs
from streams.health.signs import Signs
from streams.health.watchdog import Watchdog
from streams.health.watching import Limits
logs.configure("worker")
if sys.argv[1] == "mute":  # whoever hangs holds what the log is written with
    import logging
    logging.getLogger().handlers[0].acquire()
Watchdog(lambda: Signs("working"), Limits(0.05, 0.05), every=0.01).start()
time.sleep(60)
"""


@pytest.mark.parametrize(("how", "said"), [("loud", "watchdog.end"), ("mute", "")])
def test_the_end_is_told_and_comes_even_when_nobody_listens(how: str, said: str) -> None:
    """Exit code 1 and a last line; a log that hangs with the rest holds up nothing."""
    done = subprocess.run(
        [sys.executable, "-c", HANGING, how],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert said in done.stderr
    assert not said or "event loop has not moved" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("standing", "left"),
    [
        (Standing(committed=10, position=10, end=10, in_hand=0, oldest_in_hand=-1), None),
        (Standing(committed=10, position=10, end=15, in_hand=0, oldest_in_hand=-1), (10, 5)),
        (Standing(committed=10, position=15, end=15, in_hand=5, oldest_in_hand=10), (10, 5)),
        # A transaction's marker lies at 10: nobody is handed it, nobody commits it.
        (Standing(committed=10, position=11, end=11, in_hand=0, oldest_in_hand=-1), None),
        # Nothing was ever committed here, and the first record hangs.
        (Standing(committed=-1, position=4, end=4, in_hand=4, oldest_in_hand=0), (-1, 4)),
        (Standing(committed=-1, position=0, end=3, in_hand=0, oldest_in_hand=-1), (-1, 3)),
        # No fetch has been answered yet: where the partition ends is not known.
        (Standing(committed=-1, position=-1, end=-1, in_hand=0, oldest_in_hand=-1), None),
    ],
)
def test_what_is_left_in_a_partition(standing: Standing, left: tuple[int, int] | None) -> None:
    """What is not read, or handed out and not done; nothing else."""
    assert standing.left() == left


@pytest.mark.parametrize(
    ("port", "given"),
    [(8080, ["8080", "8081", "8082", "8083"]), (0, [None] * 4), ("off", [None] * 4)],
)
def test_roles_on_one_machine_have_ports_of_their_own(
    port: int | str, given: list[str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fixed port is the first role's, the next one's is the next; else each finds a free one."""
    monkeypatch.delenv("TOCSIN_HEALTH__PORT", raising=False)
    settings = Settings.model_validate({"state": tmp_path, "health": {"port": port}})
    variables = [Child(role, settings, None, "k:1")._environment for role in ROLES]

    assert [one.get("TOCSIN_HEALTH__PORT") for one in variables] == given
