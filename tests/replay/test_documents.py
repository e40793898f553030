"""What do today's parsers make of the documents that the poller stored?"""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from agents.effects import Output
from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.replay import Replay, shadow
from schemas.topics import ALERTS, DECISIONS, DISPATCHES, DOCUMENTS, Topic
from streams import kafka
from streams.first_run import CHECKOUT
from streams.kafka_admin import admin
from streams.outputs import Outbox
from streams.replay.book import checkpoints
from streams.replay.planning import Span, planned
from streams.replay.running import run
from streams.settings import Settings
from tests.faults.processes import Container
from tests.wires.loopback import serving
from tests.wires.test_poller import polling

pytestmark = pytest.mark.broker

# Generous: a machine that is busy with other tests starts processes slowly.
LONGEST_WAIT = 90

OLD = "Fighting broke out in Gao, Mali, on Tuesday between the army and rebels, residents said."
NEW = (
    "BAMAKO (Wire) - Fighting broke out in Menaka, in northern Mali, between the Malian army and "
    "jihadist fighters, killing at least eight soldiers, a local official said."
)
BROKEN = b"<html><body>Please log in.</body></html>"


class Wire:
    """A feed whose items are the test's to change."""

    def __init__(self) -> None:
        self.items = {"old": OLD}
        self.body: bytes | None = None
        self._at = datetime.now(UTC) - timedelta(minutes=1)

    async def __call__(self, _: web.Request) -> web.Response:
        now = format_datetime(self._at)
        items = "".join(
            f"<item><guid>{guid}</guid><title>Report</title><pubDate>{now}</pubDate>"
            f"<description>{text}</description></item>"
            for guid, text in self.items.items()
        )
        feed = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
        return web.Response(body=self.body or feed.encode(), content_type="application/rss+xml")


def configured(settings: Settings, address: str, host: str, folder: Path) -> Settings:
    """Return *settings* with one feed and one watch entry."""
    feeds, watchlist = folder / "feeds.toml", folder / "watchlist.toml"
    feeds.write_text(f'[[feed]]\nid = "wire"\nurl = "{address}"\ninterval_seconds = 0.2\n')
    watchlist.write_text('[[watch]]\nid = "mali"\ncountry = "ML"\n')
    poller = settings.poller.model_copy(update={"allow": (host,)})
    changed = {"feeds": feeds, "watchlist": watchlist, "poller": poller}
    return settings.model_copy(update=changed)


async def records(
    settings: Settings, topic: Topic, *, follow: bool = False
) -> AsyncIterator[bytes]:
    """Yield the values of a topic."""
    name = kafka.topic_name(settings, topic)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=follow)
    async with aclosing(reading) as found:
        async for record in found:
            yield record.value


async def until(settings: Settings, topic: Topic, count: int) -> None:
    """Wait until *topic* holds so many records."""
    async with (
        asyncio.timeout(LONGEST_WAIT),
        aclosing(records(settings, topic, follow=True)) as all_,
    ):
        async for _ in all_:
            count -= 1
            if count == 0:
                return


async def dispatches(settings: Settings, topic: Topic = DISPATCHES) -> dict[str, list[bytes]]:
    """Return the versions of each dispatch, in order."""
    found = defaultdict(list)
    async for value in records(settings, topic):
        found[decode(Dispatch, value).key].append(value)
    return found


async def forget_first(settings: Settings) -> None:
    """Delete the first document, as its retention does."""
    bootstrap, name = settings.kafka.bootstrap or "", kafka.topic_name(settings, DOCUMENTS)
    async with aclosing(kafka.read(bootstrap, name, follow=False)) as found:
        first = await anext(found)
    async with admin(bootstrap) as client:
        at = TopicPartition(name, first.partition)
        await client.delete_records({at: RecordsToDelete(before_offset=first.offset + 1)})


async def replayed(settings: Settings, name: str, *, processes: int, rules: str = "") -> None:
    """Replay all documents that are kept, by our rules or those of a checkout."""
    bootstrap = settings.kafka.bootstrap or ""
    ranges, guide = await planned(bootstrap, settings, "documents", Span())
    replay = Replay(
        replay_id=name, origin="documents", created_at=datetime.now(UTC), ranges=ranges,
        guide=guide, rules=rules,
    )  # fmt: skip
    await run(bootstrap, settings, replay, processes=processes)


def mended(folder: Path) -> Path:
    """Make a checkout in *folder* whose parsers read one word in another way."""
    shutil.copytree(CHECKOUT / "streams", folder / "streams")
    for room in ("agents", "schemas"):
        (folder / room).symlink_to(CHECKOUT / room)
    parser = folder / "streams" / "wires" / "formats" / "document.py"
    before = parser.read_text()
    after = before.replace("text=text[:LONGEST_TEXT]", 'text=text.replace("Menaka", "Kidal")')
    assert after != before
    parser.write_text(after)
    return folder


async def test_the_same_parser_gives_the_same_and_a_mended_one_shows(
    kafka: str, settings: Settings, tmp_path: Path
) -> None:
    """
    What was published of documents comes again byte for byte, in any number of processes,
    and rings as it did; what came in otherwise, and what the poller knew before the first
    document that is kept, is known as well. A parser that reads another place rings for that.
    """
    wire = Wire()
    async with serving({"/": wire}) as server:
        chosen = configured(settings, server.url("/"), server.host, tmp_path)
        async with Container("worker", "worker", chosen, folder=tmp_path), polling(chosen, kafka):
            await until(chosen, DISPATCHES, 1)
            wire.items["1"] = NEW
            await until(chosen, ALERTS, 1)
            wire.body = BROKEN
            await until(chosen, DOCUMENTS, 3)
            wire.body = None
            wire.items["1"] = NEW.replace("eight", "nine")
            wire.items["2"] = "The Malian president met his cabinet in Bamako on Monday."
            await until(chosen, DISPATCHES, 4)
            await imported(chosen)
            await until(chosen, DECISIONS, 5)
        await forget_first(chosen)
    lived = await dispatches(chosen)
    for name, processes in (("one", 1), ("two", 2)):
        await replayed(chosen, name, processes=processes)
    await replayed(chosen, "mended", processes=1, rules=str(mended(tmp_path / "tree")))

    parsed = {
        key: said for key, said in lived.items() if decode(Dispatch, said[0]).intake == "live"
    }
    del parsed["by-hand"]
    for name in ("one", "two"):
        assert await dispatches(chosen, shadow(DISPATCHES, name)) == parsed
        assert await said(chosen, shadow(ALERTS, name)) == await said(chosen, ALERTS)
    reached = await checkpoints(kafka, chosen, "one")
    assert sum(one.unreadable for one in reached.values()) == 1
    other = await dispatches(chosen, shadow(DISPATCHES, "mended"))
    assert other.keys() == parsed.keys()
    assert b"in Kidal, in northern Mali" in b"".join(await said(chosen, shadow(ALERTS, "mended")))


async def said(settings: Settings, topic: Topic) -> list[bytes]:
    """Return the records of a topic in which everything is about one country."""
    return [value async for value in records(settings, topic)]


async def imported(settings: Settings) -> None:
    """Publish a dispatch that is in no document."""
    now = datetime.now(UTC)
    one = Dispatch(
        key="by-hand", text="Nothing happened in Mali.", published_at=now, received_at=now
    )
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        await Outbox(producer, settings.kafka.prefix).send(Output(DISPATCHES, one.key, one))
