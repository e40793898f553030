"""Is everything stored before it is let go of, whatever fails between?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from aiohttp import web
from aiokafka import AIOKafkaProducer

from schemas.feed import Feed, FeedState
from streams.settings import Poller, Settings
from streams.trouble import Trouble
from streams.wires.documents import ENOUGH, Document
from streams.wires.fetch import fetcher
from streams.wires.parsing import Parser
from streams.wires.publishing import Desk
from streams.wires.sending import LARGEST_COMPRESSED
from streams.wires.sources import HttpSource
from streams.wires.standing import concluded, notices
from tests.wires.loopback import serving
from tests.wires.standins import Broker, InlineParser, rss

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
ALERT = (Path(__file__).parent / "golden" / "newsml12_alert.xml").read_text("utf-8")


async def test_only_small_documents_are_compressed(broker: Broker) -> None:
    """Eight MB would hold the loop for 170 ms."""
    plain = Broker()
    desk = Desk(
        Settings(),
        cast("AIOKafkaProducer", broker),
        cast("Parser", InlineParser()),
        plain=cast("AIOKafkaProducer", plain),
    )
    feed, state = Feed(id="h", url="https://h.example/"), FeedState(feed_id="h")
    large = rss("a one").replace(b"</rss>", b" " * LARGEST_COMPRESSED + b"</rss>")
    for body in (rss("a one"), large):
        await desk.take(Document(body, fetched_at=NOW, url="https://h.example/"), feed, state)

    assert broker.topics() == ["documents", "dispatches", "dispatches"]
    assert plain.topics() == ["documents"]


async def test_a_feed_that_is_too_long_is_read_as_far_as_it_goes(
    desk: Desk, broker: Broker
) -> None:
    """Its first items, each whole, and the reason; never half a sentence."""
    body = rss(*(f"{number} dead in a long feed" for number in range(100)))

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body)

    async with serving({"/": answer}) as server:
        limited = Poller(allow=(server.host,), max_bytes=2000)
        async with fetcher(limited) as fetching:
            feed = Feed(id="h", url=server.url("/"))
            source = HttpSource(feed, fetching, desk)
            first = await source.poll(FeedState(feed_id="h"))
            second = await source.poll(first.state)

    assert (first.outcome, second.outcome) == ("ok_new", "ok_unchanged")
    assert first.detail.startswith("more than 2000 bytes; read the items of the first ")
    assert 5 < first.new < 100
    assert {d.headline[-19:] for d in broker.dispatches() if d.headline} == {"dead in a long feed"}


async def test_what_is_no_document_is_kept_with_the_reason(desk: Desk, broker: Broker) -> None:
    """The first of a run, as it came; a feed in order again starts anew."""
    feed, state = Feed(id="h", url="https://h.example/"), FeedState(feed_id="h")
    details = []
    for body in (b"<html>one", b"<html>two", rss("a one"), b"<html>three"):
        taken = await desk.take(
            Document(body, fetched_at=NOW, url="https://h.example/"), feed, state
        )
        state = concluded(feed, taken.state, outcome=taken.outcome, detail="", now=NOW)
        details.append(taken.detail)
    dead = [(key, value, headers) for topic, key, value, headers in broker.sent if topic == "dead"]

    assert [(key, value) for key, value, _ in dead] == [
        (b"h", b"<html>one"),
        (b"h", b"<html>three"),
    ]
    assert dead[0][2]["x-stage"] == b"parsing"
    assert (dead[0][2]["x-original-topic"], dead[0][2]["x-original-offset"]) == (b"documents", b"0")
    assert dead[0][2]["x-exception-message"].startswith(b"feed h: ")
    assert details[0].endswith("it begins '<html>one'")


async def test_the_newest_of_a_first_contact_can_be_news(desk: Desk, broker: Broker) -> None:
    """As many as the operator says; the rest was there before us, as all is without his word."""
    feed = Feed(id="h", url="https://h.example/", backfill=2)
    document = Document(rss("c three", "b two", "a one"), fetched_at=NOW, url="https://h.example/")
    taken = await desk.take(document, feed, FeedState(feed_id="h"))

    assert (taken.outcome, taken.new) == ("ok_new", 3)
    assert [(d.headline, d.intake) for d in broker.dispatches()] == [
        ("a one", "baseline"),
        ("b two", "live"),
        ("c three", "live"),
    ]


async def test_a_feed_without_dates_is_read_and_named(desk: Desk, broker: Broker) -> None:
    """Its items count from when they were fetched; an operator hears of it once."""
    feed = Feed(id="h", url="https://h.example/")
    undated = rss("a one").replace(b"Sun, 28 Jul", b"one day in")
    taken = await desk.take(
        Document(undated, fetched_at=NOW, url="https://h.example/"), feed, FeedState(feed_id="h")
    )
    first = concluded(feed, taken.state, outcome=taken.outcome, detail="", now=NOW)
    later = concluded(feed, first, outcome="undated", detail="", now=NOW)

    assert (taken.outcome, taken.new, first.failures) == ("undated", 1, 0)
    assert broker.dispatches()[0].published_at == NOW
    assert len(notices(feed, taken.state, first)) == 1
    assert notices(feed, first, later) == ()


async def test_an_http_feed_from_first_contact_to_live_news(desk: Desk, broker: Broker) -> None:
    """Baseline, unchanged, a new item and an edited one, a failure, and good again."""
    body = [rss("a one"), rss("a one"), rss("b two", "a one"), rss("b two", "a changed"),
            b"<html>", b"<html>", rss("b two", "a changed")]  # fmt: skip
    told = []

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body.pop(0), headers={"ETag": f'"{len(body)}"'})

    async with serving({"/": answer}) as server, fetcher(Poller(allow=(server.host,))) as fetching:
        source = HttpSource(Feed(id="h", url=server.url("/")), fetching, desk)
        state = FeedState(feed_id="h")
        while body:
            polled = await source.poll(state)
            state = concluded(
                source._feed, polled.state, outcome=polled.outcome, detail="", now=NOW
            )
            told.append((polled.outcome, polled.items, polled.new))

    assert told == [
        ("ok_new", 1, 1),
        ("ok_unchanged", 0, 0),
        ("ok_new", 2, 1),
        ("ok_new", 2, 1),
        ("html_instead", 0, 0),
        ("html_instead", 0, 0),
        ("ok_unchanged", 2, 0),
    ]
    assert [(d.headline, d.revision, d.intake) for d in broker.dispatches()] == [
        ("a one", 1, "baseline"),
        ("b two", 1, "live"),
        ("a changed", 2, "live"),
    ]
    assert [request.get("If-None-Match") for request in server.requests] == [
        None, '"6"', '"5"', '"4"', '"3"', '"3"', '"3"',
    ]  # fmt: skip


async def test_raw_bytes_are_stored_before_what_is_in_them(desk: Desk, broker: Broker) -> None:
    """A parser's fault can be replayed; provenance stands in the headers, one copy a body."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=rss("a"), content_type="application/rss+xml")

    async with serving({"/": answer}) as server, fetcher(Poller(allow=(server.host,))) as fetching:
        await HttpSource(Feed(id="h", url=server.url("/")), fetching, desk).poll(
            FeedState(feed_id="h")
        )

    assert broker.topics() == ["documents", "dispatches"]
    _, key, value, headers = broker.sent[0]
    assert (key, value) == (b"h", rss("a"))
    assert (headers["status"], headers["content-type"]) == (b"200", b"application/rss+xml")
    assert (headers["charset"], headers["charset-from"]) == (b"us-ascii", b"bytes")
    assert set(headers) >= {"url", "fetched_at"}


def test_the_charset_of_a_large_document_is_told_by_its_first_part() -> None:
    """Up to a tag, so that no letter is cut in two."""
    body = b"<rss>" + b" " * (ENOUGH - 8) + "<é>é".encode() + b"x" * ENOUGH
    document = Document(body, fetched_at=NOW, url="f.xml")

    assert document.charset == ("us-ascii", "bytes", 0)


async def test_a_broker_that_is_gone_is_trouble(desk: Desk, broker: Broker) -> None:
    """It is not this feed's failure, and nothing is remembered."""
    broker.is_gone = True

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=rss("a"))

    async with serving({"/": answer}) as server, fetcher(Poller(allow=(server.host,))) as fetching:
        source = HttpSource(Feed(id="h", url=server.url("/")), fetching, desk)
        with pytest.raises(Trouble, match="broker"):
            await source.poll(FeedState(feed_id="h"))
