"""
How is a feed asked for now, by somebody who does not poll?

A note on the ``feeds`` topic, in the feed's own partition but under a key of its
own: a running poller hears it there, one that is started later finds it, and
neither the note nor the poller's memory can be written over the other. Not
here: what the poller does with it (``schedule.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from schemas.codec import decode, encode
from schemas.feed import Feed, Poke
from schemas.topics import FEEDS
from streams import kafka
from streams.kafka_admin import reachable
from streams.settings import Settings
from streams.trouble import Trouble

# No id of a feed holds a colon.
_KEY = b"poke:"


async def poke(settings: Settings, feeds: Iterable[Feed], *, bootstrap: str, now: datetime) -> None:
    """
    Ask for each of *feeds* to be polled at once.

    Raises:
        Trouble: No Kafka answers, or it did not take the notes.
    """
    await reachable(bootstrap)
    try:
        async with kafka.producer(bootstrap) as producer:
            name = kafka.topic_name(settings, FEEDS)
            partitions = len(await producer.partitions_for(name))
            for feed in feeds:
                await _leave(producer, name, Poke(feed_id=feed.id, at=now), partitions)
    except KafkaError as error:
        raise Trouble(f"the broker does not take it: {error}; try again") from error


def poke_in(record: ConsumerRecord) -> Poke | None:
    """Return the note that *record* is, ``None`` for all others; raises ``BadRecord``."""
    if record.value is None or not (record.key or b"").startswith(_KEY):
        return None
    return decode(Poke, record.value)


def feed_of(record: ConsumerRecord) -> str:
    """Return the id of the feed that a record of the topic is about, be it a note or not."""
    return str((record.key or b"").removeprefix(_KEY).decode())


async def _leave(producer: AIOKafkaProducer, name: str, note: Poke, partitions: int) -> None:
    """Write *note* where whoever polls the feed reads."""
    await producer.send_and_wait(
        name,
        encode(note),
        _KEY + note.feed_id.encode(),
        partition=kafka.partition_of(note.feed_id, partitions),
    )
