"""
Where does the group of a replay's workers begin, and when is it done?

The first of them puts the group to the beginning of each range, so that none starts at a
default; whoever comes later finds it there. A range ends after its last record: offsets
that only mark a transaction, or were compacted away, come to nobody. Not here: what is
done in between (``passage.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from msgspec.structs import replace

from schemas.replay import Range, Replay
from streams.brokers import client_options
from streams.kafka import FETCH_WAIT_MS
from streams.kafka_admin import admin
from streams.kafka_groups import group_named
from streams.settings import Settings
from streams.trouble import Trouble
from streams.wording import counted

from .names import group as group_of
from .sources import reading

STEP = 200
"""Records looked through at once, back from a range's end."""


async def ended_at_records(bootstrap: str, topic: str, ranges: Iterable[Range]) -> dict[int, Range]:
    """Return *ranges* of *topic* by partition, each ending after its last record."""
    return {
        one.partition: replace(one, end=await _last_end(bootstrap, topic, one)) for one in ranges
    }


async def _last_end(bootstrap: str, topic: str, one: Range) -> int:
    """Return the offset after the last record of a range; its beginning when there is none."""
    tp = TopicPartition(topic, one.partition)
    upper = one.end
    async with reading(bootstrap, tp) as consumer:
        while upper > one.begin:
            lower = max(one.begin, upper - STEP)
            consumer.seek(tp, lower)
            last = None
            while await consumer.position(tp) < upper:
                try:
                    found = await consumer.getmany(tp, timeout_ms=FETCH_WAIT_MS)
                except OffsetOutOfRangeError as error:
                    raise Trouble(
                        f"partition {one.partition} of {topic} does not hold offset {lower} any "
                        "more: cancel this replay and plan another"
                    ) from error
                offsets = [record.offset for record in found.get(tp, ())]
                last = max((offset for offset in offsets if offset < upper), default=last)
            if last is not None:
                return last + 1
            upper = lower
    return one.begin


async def require_no_worker(bootstrap: str, settings: Settings, replay: Replay) -> None:
    """Raise ``Trouble`` while a worker takes part: nothing can end it from here."""
    async with admin(bootstrap) as client:
        found = await group_named(client, settings.kafka.prefix + group_of(replay.replay_id))
    if found.members:
        raise Trouble(
            f"{counted(found.members, 'worker')} at work on {replay.replay_id}: let them end, or stop "
            "them; Kafka forgets one that was killed within a minute"
        )


async def begin_group(
    bootstrap: str,
    group: str,
    topic: str,
    ranges: Mapping[int, Range],
    *,
    partitions: int,
    may_begin: bool,
) -> None:
    """
    Put *group* to the beginning of each range of *topic* unless it is further; past the others.

    Raises:
        Trouble: It is nowhere and must not be begun, or cannot be.
    """
    tps = [TopicPartition(topic, number) for number in range(partitions)]
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap), group_id=group, enable_auto_commit=False
    )
    consumer.assign(tps)
    await consumer.start()
    try:
        missing = [tp for tp in tps if await consumer.committed(tp) is None]
        if len(missing) == partitions and not may_begin:
            raise Trouble("it was begun by `tocsin replay run`, which goes on with it alone")
        ends = await consumer.end_offsets(tps)
        begins = {tp: ranges[tp.partition].begin if tp.partition in ranges else ends[tp]
                  for tp in missing}  # fmt: skip
        try:
            if begins:
                await consumer.commit(begins)
        except KafkaError as error:  # refused while it has members: one of them was first
            if None in [await consumer.committed(tp) for tp in missing]:
                raise Trouble(f"the group {group} cannot be begun: {error}") from error
    finally:
        await consumer.stop()
