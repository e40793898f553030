"""Does a poller that is told to stop let go of everything, and lose nothing?"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from streams.kafka_admin import admin
from streams.settings import Settings
from tests.wires.loopback import serving
from tests.wires.test_poller import LONGEST_WAIT, Wire, published

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.broker


class HeldWire(Wire):
    """A wire that answers the second request only when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = asyncio.Event()

    async def __call__(self, request: web.Request) -> web.Response:
        answer = await super().__call__(request)
        if self.polls > 1:
            await self.may_answer.wait()
        return answer


@asynccontextmanager
async def poller(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """``tocsin run poller`` until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "--config", str(config), "run", "poller"),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def members(settings: Settings) -> int:
    """How many pollers the group has."""
    async with admin(settings.kafka.bootstrap or "") as client:
        group = f"{settings.kafka.prefix}tocsin-pollers"
        [answer] = await client.describe_consumer_groups([group])
    [described] = answer.to_object()["groups"]
    return len(described["members"])


async def test_sigterm_in_the_middle_of_a_poll(
    kafka: str, settings: Settings, tmp_path: Path
) -> None:
    """
    It does not wait for a server that is silent; the next poller finds what that one had.
    """
    wire = HeldWire()
    wire.items = ["a was there"]
    async with serving({"/": wire}) as server:
        (tmp_path / "feeds.toml").write_text(
            f'[[feed]]\nid = "wire"\nurl = "{server.url("/")}"\ninterval_seconds = 0.2\n'
        )
        config = tmp_path / "tocsin.toml"
        config.write_text(
            f'[kafka]\nbootstrap = "{kafka}"\nprefix = "{settings.kafka.prefix}"\n'
            f'[poller]\nallow = ["{server.host}"]\nhost_spacing_seconds = 0\n'
        )
        async with poller(config) as process:
            await wire.until_polled()
            wire.items.append("b is new")
            await wire.until_polled()  # it waits for the answer now
            process.terminate()
            said, _ = await process.communicate()  # it ends itself with code 1 after its grace
        left_behind = await members(settings)
        wire.may_answer.set()
        async with poller(config), asyncio.timeout(LONGEST_WAIT):
            found = await published(settings, kafka, 2)

    assert process.returncode == 0, said.decode()
    assert b"role.stopped" in said
    assert left_behind == 0
    assert [headline for headline, _, _ in found] == ["a was there", "b is new"]
