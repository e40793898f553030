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
from typing import TYPE_CHECKING, TypeVar

from schemas.codec import BadRecord, decode
from schemas.topics import Topic
from streams.kafka import Start, read, topic_name
from streams.trouble import Trouble

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord

    from streams.settings import Settings

T = TypeVar("T")


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
    from streams.cli.progress import meter

    name = topic_name(settings, topic)
    named = None if keys is None else {key.encode() for key in keys}
    found: list[T] = []
    with meter(f"reading {topic.name}") as line:
        reading = read(
            bootstrap_of(settings), name, start=start, follow=False, keys=keys, progress=line.show
        )
        async with aclosing(reading) as records:
            async for record in records:
                if named is not None and record.key not in named:
                    continue
                one = _one(kind, record)
                if one is not None and wanted(one):
                    found.append(one)
    return found


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
