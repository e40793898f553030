"""The invented wires as a service: of the demo, but in containers of their own."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from pathlib import Path

from aiohttp import ClientSession

from schemas.feed import FeedList
from streams.config_files import load
from streams.demo.story import ETC, wires
from streams.settings import load_settings
from tests.engine import free_ports

ROOT = Path(__file__).parents[2]


def test_its_configuration_names_every_wire() -> None:
    """
    What the poller is told is what the wires are.
    """
    feeds = load(ETC / "feeds.toml", FeedList).feed
    told = {(feed.id, feed.format, feed.provider, feed.language) for feed in feeds}

    assert told == {(wire.id, wire.format, wire.id, wire.language) for wire in wires()}


def test_its_settings_let_the_poller_in(monkeypatch) -> None:
    """
    The one host inside that feeds point at is allowed, and nothing else is changed.
    """
    monkeypatch.chdir(ETC)
    settings = load_settings()

    assert settings.poller.allow == ("wires:8080",)
    assert list(tomllib.loads((ETC / "tocsin.toml").read_text("utf-8"))) == ["poller"]


async def test_the_story_begins_when_a_poller_has_seen_what_was_there(tmp_path: Path) -> None:
    """
    It waits for whoever asks, tells once, and ends in order when it is told to.
    """
    (port,) = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "streams.demo.service", "--port", str(port), "--drops", str(tmp_path),
        cwd=ROOT, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(60), ClientSession() as session:
            said = [await process.stderr.readline()]
            for wire in wires():
                if wire.format != "newsml12":
                    async with session.get(f"http://127.0.0.1:{port}/{wire.id}") as answer:
                        assert answer.status == 200
            # A poller sets aside what it has read; nothing may be news before it has.
            folder = tmp_path / "halcyon"
            while not (dropped := list(folder.glob("*.xml"))):  # noqa: ASYNC110  # a folder has to be looked at
                await asyncio.sleep(0.05)
            for file in dropped:
                file.rename(tmp_path / file.name)
            said.append(await process.stderr.readline())
        process.terminate()
        async with asyncio.timeout(60):
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()

    assert b"wires.served" in said[0]
    assert b"story.begins" in said[1]
    assert code == 0
