"""
Which records does a replay read?

Resolves a span to offsets of each partition, with the end taken now: what comes later
is not part of it. Nothing is written. Not here: running it (``streams/replay/running.py``),
and how it is told (``streams/cli/replay.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.replay import Origin, Range
from schemas.topics import DISPATCHES, DOCUMENTS, READINGS, Topic
from streams.brokers import client_options
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Settings
from streams.trouble import Trouble

ORIGINS: Final[dict[Origin, Topic]] = {
    "readings": READINGS, "dispatches": DISPATCHES, "documents": DOCUMENTS,
}  # fmt: skip

A_SECOND: Final[dict[Origin, int]] = {"readings": 800, "dispatches": 900, "documents": 100}
"""Records that one process handles in a second, by which a plan guesses its time (docs/replay.md)."""


class Span(NamedTuple):
    """
    What part of a topic counts.

    Attributes:
        since, until: Times at which records were written; ``None`` for no bound.
        offsets: Instead, by partition: first and end; partitions that are not named are left out.
        warm_up: From here on is read to know what was known; ``None``: from the beginning.
    """

    since: datetime | None = None
    until: datetime | None = None
    offsets: Mapping[int, tuple[int, int | None]] | None = None
    warm_up: datetime | None = None


async def planned(
    bootstrap: str, settings: Settings, origin: Origin, span: Span
) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """
    Resolve *span* on the topic of *origin*.

    Returns:
        Its ranges by partition; and those of ``readings``, by which the order is known, when
        that is not the topic itself.

    Raises:
        Trouble: No Kafka answers, the topic is missing or empty there, the span begins before
            what is kept, names partitions or offsets that are not there, or holds nothing.
    """
    _require_order(span)
    ranges = await ranges_of(bootstrap, settings, ORIGINS[origin], span)
    if not any(one.end > one.first for one in ranges):
        raise Trouble(f"nothing to replay: {ORIGINS[origin].name} has no records {_told(span)}")
    if origin == "readings":
        return ranges, ()
    return ranges, await ranges_of(bootstrap, settings, READINGS, span._replace(offsets=None))


def _require_order(span: Span) -> None:
    """Raise ``Trouble`` for a span that ends before it begins."""
    if span.since and span.until and span.until <= span.since:
        raise Trouble(f"the span ends before it begins: {_told(span)}", code=2)
    if span.since and span.warm_up and span.warm_up > span.since:
        said = f"--warm-up {span.warm_up:%F %T} is later than --from {span.since:%F %T}"
        raise Trouble(said, code=2)


async def ranges_of(
    bootstrap: str, settings: Settings, topic: Topic, span: Span
) -> tuple[Range, ...]:
    """
    Return the offsets of *span* on *topic*, by partition.

    Raises:
        Trouble: As ``planned`` does, but for an order that cannot be and a span that is empty.
    """
    name = topic_name(settings, topic)
    async with admin(bootstrap) as client:
        count = (await partition_counts(client)).get(name)
    if count is None:
        raise Trouble(f"there is no topic {name} at {bootstrap}; `tocsin run` makes it")
    partitions = [TopicPartition(name, number) for number in range(count)]
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap), group_id=None, enable_auto_commit=False,
        auto_offset_reset="earliest", isolation_level="read_committed",
    )  # fmt: skip
    await consumer.start()
    try:
        begins = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        until = await _at(consumer, partitions, ends, span.until) if span.until else ends
        since = await _at(consumer, partitions, until, span.since) if span.since else begins
        warm = await _at(consumer, partitions, since, span.warm_up) if span.warm_up else begins
        if span.since:
            await _require_kept(consumer, begins, ends, span.since)
    finally:
        await consumer.stop()
    if span.offsets is not None:
        return _by_offset(name, span.offsets, begins, ends)
    return tuple(
        Range(
            partition=tp.partition,
            begin=min(warm[tp], until[tp]),
            first=min(since[tp], until[tp]),
            end=until[tp],
        )
        for tp in partitions
    )


async def first_at(
    consumer: AIOKafkaConsumer, partition: TopicPartition, time: datetime, *, otherwise: int
) -> int:
    """Return the offset of the first record of *partition* that was written at *time* or later."""
    return (await _at(consumer, [partition], {partition: otherwise}, time))[partition]


async def _at(
    consumer: AIOKafkaConsumer,
    partitions: Sequence[TopicPartition],
    otherwise: Mapping[TopicPartition, int],
    time: datetime,
) -> dict[TopicPartition, int]:
    """Return where each partition's first record of *time* or later lies, else *otherwise*."""
    at = int(time.timestamp() * 1000)
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, at))
    return {tp: one.offset if (one := found.get(tp)) else otherwise[tp] for tp in partitions}


async def _require_kept(
    consumer: AIOKafkaConsumer,
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
    since: datetime,
) -> None:
    """Raise ``Trouble`` when records from *since* on have been deleted by their retention."""
    gone = [tp for tp, begin in begins.items() if begin > 0 and ends[tp] > begin]
    if not gone:
        return
    oldest = await consumer.offsets_for_times(dict.fromkeys(gone, 0))
    kept = [one.timestamp for one in oldest.values() if one is not None]
    if kept and max(kept) > since.timestamp() * 1000:
        first = datetime.fromtimestamp(max(kept) / 1000, since.tzinfo)
        raise Trouble(
            f"{gone[0].topic} is kept since {first:%FT%TZ}; what was there on {since:%FT%TZ} is "
            "deleted: begin later, or leave --from away for all that is kept"
        )


def _by_offset(
    name: str,
    offsets: Mapping[int, tuple[int, int | None]],
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
) -> tuple[Range, ...]:
    """Check *offsets* that somebody named against what is there."""
    found = []
    for number, (first, last) in sorted(offsets.items()):
        tp = TopicPartition(name, number)
        if tp not in ends:
            raise Trouble(f"{name} has no partition {number}: they are 0 to {len(ends) - 1}")
        end = ends[tp] if last is None else last
        if not begins[tp] <= first <= end <= ends[tp]:
            raise Trouble(
                f"partition {number} of {name} holds offsets {begins[tp]} to {ends[tp]}: "
                f"{first} to {end} is not in it"
            )
        found.append(Range(partition=number, begin=begins[tp], first=first, end=end))
    return tuple(found)


def _told(span: Span) -> str:
    """Say in words which span."""
    if span.offsets is not None:
        return "at these offsets"
    since = f"from {span.since:%FT%TZ}" if span.since else "from the beginning"
    return since + (f" to {span.until:%FT%TZ}" if span.until else " on")
