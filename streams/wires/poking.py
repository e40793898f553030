"""
How is a feed asked for now, by somebody who does not poll?

A note in the feed's newest record on the ``feeds`` topic: a running poller
reads it there, and one that is started later finds it. If the poller writes at
the same moment, one of the two records stands: then the note may be lost, and
is made again, or a newer memory of the feed is, and its items, published once
more, are known downstream. Not here: what the poller does with it
(``schedule.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aiokafka.errors import KafkaError
from msgspec.structs import replace

from agents.effects import Output
from schemas.feed import Feed, FeedRecord
from schemas.topics import FEEDS
from streams import kafka
from streams.settings import Settings
from streams.trouble import Trouble

from .poller import remembered
from .standing import resumed


async def poke(settings: Settings, feeds: Iterable[Feed], *, bootstrap: str, now: datetime) -> None:
    """
    Ask for each of *feeds* to be polled at once.

    Raises:
        Trouble: No Kafka answers, or it did not take the notes.
    """
    records = await remembered(settings, bootstrap=bootstrap)
    notes = (
        FeedRecord(feed=feed, state=replace(resumed(feed, records.get(feed.id)), poked_at=now))
        for feed in feeds
    )
    try:
        async with kafka.producer(bootstrap) as producer:
            await kafka.publish(
                producer, settings, *(Output(FEEDS, note.feed.id, note) for note in notes)
            )
    except KafkaError as error:
        raise Trouble(f"the broker does not take it: {error}; try again") from error
