"""The main job, end to end: from an HTTP feed to the ``alerts`` topic over a real Kafka."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from schemas.alert import Alert
from schemas.codec import decode
from schemas.topics import ALERTS, DOCUMENTS, FEEDS
from streams.kafka import read, topic_name
from streams.settings import Settings
from tests.wires.loopback import serving

ROOT = Path(__file__).parents[1]
OLD = "Fighting broke out in Gao, Mali, on Tuesday between the army and rebels, residents said."
NEW = (
    "BAMAKO (Wire) - Fighting broke out in Menaka, in northern Mali, between the Malian army and "
    "jihadist fighters, killing at least eight soldiers, a local official said."
)

pytestmark = pytest.mark.broker


class Wire:
    """A feed that grows when told to."""

    def __init__(self) -> None:
        self.items = [("old", OLD)]

    async def serve(self, _: web.Request) -> web.Response:
        now = format_datetime(datetime.now(UTC) - timedelta(seconds=1))
        items = "".join(
            f"<item><guid>{guid}</guid><title>Report</title><pubDate>{now}</pubDate>"
            f"<description>{text}</description></item>"
            for guid, text in self.items
        )
        feed = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
        return web.Response(text=feed, content_type="application/rss+xml")


@asynccontextmanager
async def role(name: str, config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "--config", str(config), "run", name),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        async with asyncio.timeout(60):
            await process.wait()


async def first(settings: Settings, topic, accept) -> object:
    name = topic_name(settings, topic)
    async with aclosing(read(settings.kafka.bootstrap or "", name, follow=True)) as records:
        async for record in records:
            if accept(record):
                return record
    return None


async def test_a_feed_rings_for_what_is_new_and_only_for_that(
    settings: Settings, tmp_path: Path
) -> None:
    """
    What the feed shows at first contact is silent; the outbreak after it rings once.
    """
    wire = Wire()
    (tmp_path / "watchlist.toml").write_text('[[watch]]\nid = "mali"\ncountry = "ML"\n')
    async with serving({"/feed": wire.serve}) as server, asyncio.timeout(120):
        address = server.url("/feed")
        (tmp_path / "feeds.toml").write_text(
            f'[[feed]]\nid = "wire"\nurl = "{address}"\ninterval_seconds = 0.3\n'
        )
        config = tmp_path / "tocsin.toml"
        config.write_text(
            f'state = "state"\n[kafka]\nbootstrap = "{settings.kafka.bootstrap}"\n'
            f'prefix = "{settings.kafka.prefix}"\n[poller]\nallow = ["{server.host}"]\n'
        )
        async with role("worker", config), role("poller", config):
            await first(settings, FEEDS, lambda record: b'"contacted":true' in record.value)
            wire.items.append(("new", NEW))
            record = await first(settings, ALERTS, lambda _: True)
            document = await first(settings, DOCUMENTS, lambda _: True)
    alert = decode(Alert, record.value)
    headers = dict(record.headers)

    assert (alert.kind, alert.watch_id, alert.msg_type) == ("ONSET", "mali", "Alert")
    assert alert.place is not None
    assert alert.place.country == "ML"
    assert "Menaka" in alert.sentence
    assert alert.toll_summary.min == 8
    assert headers["ce_id"] == alert.alert_id.encode()
    assert headers["ce_specversion"] == b"1.0"
    assert OLD.encode() in document.value
