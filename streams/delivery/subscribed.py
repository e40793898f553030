"""
Who is to be told now, what is silenced, and what was asked of us?

The file ``subscriptions.toml`` and the topic ``subscriptions`` as one: what people write by
hand and what was made over the API or by a command. Both may change at any time; what cannot be
read changes nothing. An id that stands in the file is the file's. Not here: whether a
subscription makes sense (``linting.py``), and who of them gets an alert (``agents/notifying``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

from schemas.codec import BadRecord, decode, encode
from schemas.subscription import Asked, Made, Silence, Subscription, Wish
from schemas.topics import SUBSCRIPTIONS
from streams import kafka
from streams.brokers import client_options
from streams.kafka_admin import admin, partition_counts
from streams.outputs import Producer, all_of
from streams.settings import Settings
from streams.subscriptions_file import edited_subscriptions
from streams.trouble import Trouble

LOOK_MS = 2_000
"""How soon an edit of the file counts; what comes over the topic counts at once."""

log = structlog.get_logger(__name__)


class Wanted(NamedTuple):
    """
    All of it at one moment.

    Attributes:
        subscriptions: By id, ``polygon`` as areas.
        silences: By id; those that have ended too.
        wishes: By id, whether granted or not.
        of_file: Ids of the subscriptions that stand in the file.
    """

    subscriptions: Mapping[str, Subscription]
    silences: Mapping[str, Silence]
    wishes: Mapping[str, Wish]
    of_file: frozenset[str]


class Subscribed:
    """
    What is wanted, kept up to date.

    Attributes:
        wanted: It; replaced as a whole when anything changes.
    """

    def __init__(self, settings: Settings, consumer: AIOKafkaConsumer) -> None:
        """Read the file; raises ``Trouble`` with file, line and key when it is wrong."""
        self._consumer = consumer
        self._file = edited_subscriptions(settings.subscriptions)
        self._asked: dict[str, Asked] = {}
        self.wanted = together({}, self._file.held.subscription)

    async def catch_up(self) -> None:
        """Read what the topic holds."""
        partitions = self._consumer.assignment()
        ends = await self._consumer.end_offsets(list(partitions))
        for tp, offset in (await self._consumer.beginning_offsets(list(partitions))).items():
            self._consumer.seek(tp, offset)
        # Positions, not offsets of records, tell the end: compaction leaves gaps.
        while rest := [tp for tp in ends if await self._consumer.position(tp) < ends[tp]]:
            found = await self._consumer.getmany(*rest, timeout_ms=kafka.FETCH_WAIT_MS)
            self._take([record for records in found.values() for record in records])
        self._put_together()

    async def keep_up(self, told: Callable[[], None]) -> None:
        """Follow topic and file for ever; calls *told* after each change of ``wanted``."""
        while True:
            found = await self._consumer.getmany(timeout_ms=LOOK_MS)
            self._take([record for records in found.values() for record in records])
            if await self._is_file_new() or found:
                self._put_together()
                told()

    def _take(self, records: list[ConsumerRecord]) -> None:
        for record in records:
            fold(self._asked, record)

    async def _is_file_new(self) -> bool:
        try:
            changed = await asyncio.to_thread(self._file.reread)
        except Trouble as trouble:
            advice = "subscriptions stay as they were"
            log.warning("subscriptions.unreadable", reason=str(trouble), advice=advice)
            return False
        if changed is not None:
            log.info("subscriptions.changed", entries=len(changed.subscription))
        return changed is not None

    def _put_together(self) -> None:
        self.wanted = together(self._asked, self._file.held.subscription)


@asynccontextmanager
async def subscribed(settings: Settings, bootstrap: str) -> AsyncIterator[Subscribed]:
    """
    Give what is wanted, as it is now; ``keep_up`` is the caller's to run.

    Raises:
        Trouble: The file is wrong, no Kafka answers, or it lacks the topic.
    """
    name = kafka.topic_name(settings, SUBSCRIPTIONS)
    async with admin(bootstrap) as client:
        count = (await partition_counts(client)).get(name)
    if count is None:
        raise Trouble(f"there is no topic {name} at {bootstrap}; `tocsin run` makes it")
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=kafka.LARGEST_REQUEST,
        fetch_max_wait_ms=kafka.FETCH_WAIT_MS,
    )
    consumer.assign([TopicPartition(name, number) for number in range(count)])
    found = Subscribed(settings, consumer)
    try:
        await consumer.start()
        await found.catch_up()
        yield found
    finally:
        await consumer.stop()


async def wanted_now(settings: Settings, bootstrap: str) -> Wanted:
    """Return what is wanted, once; raises as ``subscribed`` does."""
    async with subscribed(settings, bootstrap) as found:
        return found.wanted


def fold(asked: dict[str, Asked], record: ConsumerRecord) -> None:
    """Let one *record* of the topic count; what is none of ours is passed over, and said."""
    key = (record.key or b"").decode("utf-8", "replace")
    if not record.value:
        asked.pop(key, None)
        return
    try:
        # mypy takes no union where a class is asked for (python/mypy#9773).
        asked[key] = decode(Asked, record.value)  # type: ignore[arg-type]
    except BadRecord as error:
        log.warning("subscriptions.bad_record", key=key, reason=str(error))


def together(asked: Mapping[str, Asked], listed: tuple[Subscription, ...]) -> Wanted:
    """Join what the topic and the file say."""
    of_file = {one.id: one for one in listed}
    made = {
        one.subscription.id: one.subscription for one in asked.values() if isinstance(one, Made)
    }
    for name in sorted(made.keys() & of_file.keys()):
        log.warning("subscriptions.twice", subscription=name, advice="that of the file counts")
    return Wanted(
        subscriptions={**made, **of_file},
        silences={one.id: one for one in asked.values() if isinstance(one, Silence)},
        wishes={one.id: one for one in asked.values() if isinstance(one, Wish)},
        of_file=frozenset(of_file),
    )


def key_of(record: Asked) -> str:
    """Return what *record* is kept under on the topic."""
    if isinstance(record, Made):
        return f"subscription/{record.subscription.id}"
    return f"{'silence' if isinstance(record, Silence) else 'wish'}/{record.id}"


async def put(producer: Producer, settings: Settings, record: Asked) -> None:
    """Write *record* and wait for the broker's word; raises ``KafkaError``."""
    name = kafka.topic_name(settings, SUBSCRIPTIONS)
    await all_of([await producer.send(name, encode(record), key_of(record).encode())])


async def forget(producer: Producer, settings: Settings, key: str) -> None:
    """Take back what lies under *key*, and wait likewise."""
    name = kafka.topic_name(settings, SUBSCRIPTIONS)
    await all_of([await producer.send(name, None, key.encode())])
