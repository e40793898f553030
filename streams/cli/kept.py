"""
What does Kafka keep about it?

For the commands that look into topics: which broker to ask, and the records of
one topic that are wanted. What has a known key is looked for in its partition
alone; the rest costs a whole topic, and says how far it is. Not here: Kafka
itself (``streams/kafka.py``).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from schemas.codec import BadRecord, decode
from schemas.topics import Topic
from streams.kafka import Start, read, topic_name
from streams.trouble import Trouble

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord

    from streams.settings import Settings

T = TypeVar("T")

REPLAY: Final = "replay"
"""Header of what a replay put on a topic of the service: its id."""


class Stored(NamedTuple, Generic[T]):
    """
    One record as it lies on its topic.

    Attributes:
        record: What it says; ``None`` for another key's, and for what is none of ours.
        data: Its bytes.
        partition, offset, written_at: Where, and since when.
        replay: The replay that put it there.
    """

    record: T | None
    data: bytes
    partition: int
    offset: int
    written_at: datetime
    replay: str | None


def bootstrap_of(settings: Settings) -> str:
    """Return the broker to ask; raises ``Trouble`` when none is configured and none runs."""
    from streams.broker.embedded import find_bootstrap

    found = find_bootstrap(settings)
    if found is None:
        raise Trouble("no tocsin is running here: start `tocsin run`, or set kafka.bootstrap")
    return found


async def kept(
    settings: Settings,
    topic: Topic,
    kind: type[T],
    *,
    start: Start = "beginning",
    keys: Collection[str] | None = None,
    wanted: Callable[[T], bool] = lambda _: True,
) -> list[T]:
    """
    Return the *wanted* records of *topic*, those with one of *keys* only if some are given.

    In order within each partition. What is no record of *kind* is passed over: it lies in
    the dead letters.
    """
    async with aclosing(stored(settings, topic, kind, start=start, keys=keys)) as records:
        return [
            one.record async for one in records if one.record is not None and wanted(one.record)
        ]


async def stored(
    settings: Settings,
    topic: Topic,
    kind: type[T],
    *,
    start: Start = "beginning",
    keys: Collection[str] | None = None,
) -> AsyncGenerator[Stored[T]]:
    """
    Yield what lies on *topic* one by one, with where and since when; says how far it is.

    In order within each partition. Given *keys*, of other keys' records in their partitions
    only the place is told: they say how far back the partition reaches.
    """
    from streams.cli.progress import meter

    named = None if keys is None else {key.encode() for key in keys}
    with meter(f"reading {topic.name}") as line:
        reading = read(
            bootstrap_of(settings), topic_name(settings, topic),
            start=start, follow=False, keys=keys, progress=line.show,
        )  # fmt: skip
        async with aclosing(reading) as records:
            async for record in records:
                is_asked_for = named is None or record.key in named
                yield Stored(
                    _one(kind, record) if is_asked_for else None,
                    record.value or b"",
                    record.partition,
                    record.offset,
                    datetime.fromtimestamp(record.timestamp / 1000, UTC),
                    next(
                        (v.decode("utf-8", "replace") for k, v in record.headers if k == REPLAY),
                        None,
                    ),
                )


async def tailed(
    settings: Settings, topic: Topic, kind: type[T], *, start: Start, follow: bool
) -> AsyncGenerator[T]:
    """
    Yield the records of *topic* from *start* on: first what is there, by time of writing, then
    what comes.

    Raises:
        Trouble: No Kafka answers.
    """
    bootstrap, name = bootstrap_of(settings), topic_name(settings, topic)
    backlog: list[ConsumerRecord] = []
    if start != "end":
        async with aclosing(read(bootstrap, name, start=start, follow=False)) as records:
            backlog = [record async for record in records]
    # Partitions are read one by one; people want one order.
    for record in sorted(backlog, key=lambda record: (record.timestamp, record.partition)):
        if (one := _one(kind, record)) is not None:
            yield one
    if not follow:
        return
    known = {(record.partition, record.offset) for record in backlog}
    async with aclosing(read(bootstrap, name, start=start, follow=True)) as records:
        async for record in records:
            is_new = (record.partition, record.offset) not in known
            if is_new and (one := _one(kind, record)) is not None:
                yield one


def _one(kind: type[T], record: ConsumerRecord) -> T | None:
    """Read a record; ``None`` when it is not of that kind, or a compacted key's end."""
    try:
        return decode(kind, record.value) if record.value is not None else None
    except BadRecord:
        return None
