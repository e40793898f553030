"""What does a poller whose clock is wrong do to the time of others?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka.structs import ConsumerRecord

from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.feed import Feed, FeedState
from schemas.topics import DISPATCHES, DOCUMENTS, Topic
from streams import kafka
from streams.settings import Settings
from streams.wires.documents import AHEAD, Document
from streams.wires.parsing import parser
from streams.wires.publishing import Desk
from tests.wires.standins import rss

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
AT_NOON = int(NOON.timestamp() * 1000)
FEED = Feed(id="h", url="https://h.example/")


@pytest.mark.parametrize(
    ("fetched", "dated"),
    [
        (NOON + timedelta(hours=2), NOON),
        (NOON + AHEAD, NOON),
        (NOON + timedelta(minutes=2), NOON + timedelta(minutes=2)),
        (NOON - timedelta(days=2), NOON - timedelta(days=2)),
    ],
)
def test_only_what_is_far_ahead_is_set_back(fetched: datetime, dated: datetime) -> None:
    """A document waits for its broker, so that it was fetched long ago is no fault."""
    document = Document(b"", fetched_at=fetched, url="")

    assert document.dated(AT_NOON).fetched_at == dated


async def records(settings: Settings, topic: Topic) -> AsyncIterator[ConsumerRecord]:
    """Yield the records of a topic."""
    name = kafka.topic_name(settings, topic)
    async with aclosing(kafka.read(settings.kafka.bootstrap or "", name, follow=False)) as found:
        async for record in found:
            yield record


@pytest.mark.broker
async def test_a_clock_that_is_ahead_dates_nothing_ahead(settings: Settings) -> None:
    """What it publishes bears the broker's time; a replay of the document finds the same."""
    ahead = datetime.now(UTC) + timedelta(minutes=50)
    document = Document(rss("1 dead in Gao"), fetched_at=ahead, url="https://h.example/")
    async with kafka.producer(settings.kafka.bootstrap or "") as producer, parser() as parsing:
        desk = Desk(settings, producer, parsing)
        await desk.take(document, FEED, FeedState(feed_id="h"))
    (kept,) = [record async for record in records(settings, DOCUMENTS)]
    (sent,) = [record async for record in records(settings, DISPATCHES)]
    received_at = decode(Dispatch, sent.value).received_at

    assert received_at < ahead - timedelta(minutes=45)
    again = Document.kept(kept.value, kept.headers)
    assert again.fetched_at == ahead
    assert again.dated(kept.timestamp).fetched_at == received_at
