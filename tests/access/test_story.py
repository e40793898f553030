"""A whole story over TLS with a login: poller, worker and commands all get in."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from schemas.topics import ALERTS, FEEDS
from streams.settings import load_settings
from tests.test_first_alarm import NEW, ROOT, Wire, first, role
from tests.wires.loopback import serving

from .guarded import PASSWORD, USER, guarded

pytestmark = pytest.mark.broker


async def test_a_feed_rings_over_tls_with_a_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    From the feed to the alert and back to a command, through the listener that demands both.
    """
    monkeypatch.setenv("KAFKA_PASSWORD", PASSWORD)
    wire = Wire()
    (tmp_path / "watchlist.toml").write_text('[[watch]]\nid = "mali"\ncountry = "ML"\n')
    with guarded(tmp_path / "broker") as broker:
        async with serving({"/feed": wire.serve}) as server, asyncio.timeout(90):
            address = server.url("/feed")
            (tmp_path / "feeds.toml").write_text(
                f'[[feed]]\nid = "wire"\nurl = "{address}"\ninterval_seconds = 0.3\n'
            )
            config = tmp_path / "tocsin.toml"
            config.write_text(
                f'state = "state"\n[kafka]\nbootstrap = "{broker.login_tls}"\npartitions = 3\n'
                f'security_protocol = "SASL_SSL"\nusername = "{USER}"\n'
                f'password = "env:KAFKA_PASSWORD"\nca_file = "{broker.ca}"\n'
                f'[poller]\nallow = ["{server.host}"]\n'
            )
            settings = load_settings(config)
            async with role("worker", config), role("poller", config):
                await heard(settings, FEEDS, b'"contacted":true')
                wire.items.append(("new", NEW))
                await heard(settings, ALERTS, b"Menaka")
            shown = await command(
                config, "alerts", "tail", "--since", "1h", "--no-follow", "--json"
            )

    assert [json.loads(line)["watch_id"] for line in shown.splitlines()] == ["mali"]


async def heard(settings, topic, words: bytes) -> None:
    """Return when *words* are on *topic*, which a role may still have to make."""
    from streams.broker.topics import ensure_topics

    await ensure_topics(settings.kafka.bootstrap, settings)
    await first(settings, topic, lambda record: words in record.value)


async def command(config: Path, *arguments: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "--config", str(config), *arguments),
        cwd=ROOT, env=dict(os.environ), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    return output
