"""Killed between any two effects, does every item come through, and once?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from agents.versions import Version, is_new, version_of
from schemas.codec import decode
from schemas.feed import Feed, FeedRecord, FeedState
from streams.settings import Settings
from streams.trouble import Trouble
from streams.wires.fetch import Fetched, Fetcher
from streams.wires.parsing import Parser
from streams.wires.publishing import Desk
from streams.wires.sources import FolderSource, HttpSource, Source
from streams.wires.standing import concluded, resumed
from tests.wires.standins import Broker, InlineParser, rss

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="wire", url="https://wire.example/")
PAGES = (
    rss("a was there"),
    rss("c is new", "b is new", "a was there"),
    rss("d is new", "c is new", "b was corrected", "a was there"),
)
# Enough for all effects of the longest of these stories; beyond it nothing is killed.
MOST_EFFECTS = 16


class Mortal(Broker):
    """A broker whose client is killed at the effect of that number, done or not."""

    def __init__(self, kill_at: int, *, done: bool) -> None:
        super().__init__()
        self.effects = 0
        self.kill_at = kill_at
        self.is_done = done

    def effect(self) -> bool:
        """Count one effect; tells whether it takes place, and may kill instead."""
        self.effects += 1
        if self.effects == self.kill_at and not self.is_done:
            raise Trouble("killed before it")
        return self.effects == self.kill_at

    async def send(self, *record: Any, **headers: Any) -> Any:
        """Keep a record, unless killed before; killed after it, nobody hears that it was kept."""
        is_last = self.effect()
        acknowledged = await super().send(*record, **headers)
        if is_last:
            raise Trouble("killed after it")
        return acknowledged

    def remembered(self, feed: Feed) -> FeedState:
        """Return what a poller that starts finds on the topic."""
        values = [value for topic, _, value, _ in self.sent if topic == "feeds"]
        return resumed(feed, decode(FeedRecord, values[-1]) if values else None)


class Pages:
    """Stands for the fetcher: what the feed shows at the moment."""

    def __init__(self) -> None:
        self.body = b""

    async def get(self, url: str, **_: Any) -> Fetched:
        """Answer with the page."""
        return Fetched(None, body=self.body, url=url, status=200)


async def look(source: Source, feed: Feed, desk: Desk, broker: Mortal, *, now: datetime) -> None:
    """Poll once, as a round does: outputs, state, acknowledgement."""
    polled = await source.poll(broker.remembered(feed))
    after = concluded(feed, polled.state, outcome=polled.outcome, detail=polled.detail, now=now)
    await desk.remember(feed, after)
    broker.effect()
    await source.acknowledge()


def desk_of(broker: Broker) -> Desk:
    """Return a desk, as of a poller that has just been started."""
    return Desk(Settings(), cast("Any", broker), cast("Parser", InlineParser()))


def told(broker: Broker) -> list[tuple[str | None, int, str]]:
    """Return what the reading takes for news, in order: words, revision, intake."""
    known: dict[str, Version] = {}
    news = []
    for dispatch in broker.dispatches():
        if is_new(dispatch, known.get(dispatch.key)):
            known[dispatch.key] = version_of(dispatch, known.get(dispatch.key))
            news.append((dispatch.headline, dispatch.revision, dispatch.intake))
    return news


def left_in(folder: Path) -> list[str]:
    """List what still lies in a folder."""
    return [path.name for path in folder.iterdir()]


def kills() -> Iterator[Any]:
    """Yield every moment to be killed at: before and after each effect."""
    for number in range(1, MOST_EFFECTS + 1):
        yield pytest.param(number, False, id=f"before-{number}")
        yield pytest.param(number, True, id=f"after-{number}")


@pytest.mark.parametrize(("kill_at", "done"), kills())
async def test_a_feed_that_is_polled(kill_at: int, done: bool) -> None:
    """Whatever was sent, acknowledged or written down: each version is news exactly once."""
    broker, pages = Mortal(kill_at, done=done), Pages()
    desk = desk_of(broker)
    source = HttpSource(FEED, cast("Fetcher", pages), desk)
    for number, page in enumerate(PAGES):
        pages.body = page
        try:
            await look(source, FEED, desk, broker, now=NOW + timedelta(minutes=number))
        except Trouble:
            desk = desk_of(broker)
            source = HttpSource(FEED, cast("Fetcher", pages), desk)
            await look(source, FEED, desk, broker, now=NOW + timedelta(minutes=number))

    assert told(broker) == [
        ("a was there", 1, "baseline"),
        ("b is new", 1, "live"),
        ("c is new", 1, "live"),
        ("b was corrected", 2, "live"),
        ("d is new", 1, "live"),
    ]


@pytest.mark.parametrize(("kill_at", "done"), kills())
async def test_a_drop_folder(tmp_path: Path, kill_at: int, done: bool) -> None:
    """A file lies there until what was in it is safe, and is gone afterwards."""
    broker = Mortal(kill_at, done=done)
    feed = Feed(id="drop", folder=str(tmp_path))
    desk = desk_of(broker)
    source = FolderSource(feed, desk, max_bytes=10_000)
    for number, name in enumerate(("", "a", "b", "c")):
        if name:
            (tmp_path / f"{name}.xml").write_bytes(rss(f"{name} is new"))
            os.utime(tmp_path / f"{name}.xml", (number, number))
        for _ in range(4):
            try:
                await look(source, feed, desk, broker, now=NOW)
            except Trouble:
                desk = desk_of(broker)
                source = FolderSource(feed, desk, max_bytes=10_000)

    assert {words for words, _, _ in told(broker)} == {f"{name} is new" for name in "abc"}
    assert len(told(broker)) == 3
    assert left_in(tmp_path) == ["processed"]
