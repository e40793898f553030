"""
May what a replay found take the place of what is known?

Only a replay of everything may, and only while nobody else changes what is known. Not
here: doing it (``streams/replay/promotion/promoting.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas.replay import STAGES, Range, Replay
from schemas.topics import READINGS, Topic
from streams.kafka import GROUP, topic_name
from streams.kafka_admin import admin, partition_counts
from streams.kafka_groups import group_named
from streams.replay.book import replays
from streams.replay.diff.differing import require_done
from streams.replay.names import TABLES, live_changelog
from streams.replay.planning import ORIGINS
from streams.trouble import Trouble
from streams.wording import counted

if TYPE_CHECKING:
    from streams.settings import Settings


async def require_promotable(bootstrap: str, settings: Settings, replay: Replay) -> dict[str, int]:
    """
    Return how many partitions each topic has, if *replay* may be promoted.

    Raises:
        Trouble: It may not; says why, and what to do.
    """
    await require_done(bootstrap, settings, replay)
    if replay.state == "promoted":
        raise Trouble(f"{replay.replay_id} is promoted already")
    require_whole(replay)
    require_first(replay, (await replays(bootstrap, settings)).values())
    committed = await _nobody_at_work(bootstrap, settings)
    require_at_end(READINGS, replay.guide or replay.ranges, _of(settings, READINGS, committed))
    if replay.origin == "dispatches":
        origin = ORIGINS[replay.origin]
        require_at_end(origin, replay.ranges, _of(settings, origin, committed))
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    stages = STAGES[replay.origin]
    for table in (table for stage in stages for table in TABLES[stage] if stage != "parse"):
        if live_changelog(settings, table) not in counts:
            raise Trouble(
                f"there is no topic {live_changelog(settings, table)}: no worker ever remembered "
                "anything here, so there is nothing to bring up to date"
            )
    return counts


async def require_nobody_at_work(bootstrap: str, settings: Settings) -> None:
    """Raise ``Trouble`` while a worker is in the group."""
    await _nobody_at_work(bootstrap, settings)


def require_whole(replay: Replay) -> None:
    """Raise ``Trouble`` unless *replay* judged all that life judged, from the beginning."""
    name = replay.replay_id
    if replay.watches:
        raise Trouble(f"{name} has only --watch {', '.join(replay.watches)}: run one without it")
    if replay.origin == "documents":
        raise Trouble(
            f"{name} is one of documents, which are kept for a week: promote one of dispatches"
        )
    if replay.since or replay.until or any(one.first > one.begin for one in replay.ranges):
        raise Trouble(f"{name} covers only a part: run one without --from, --to and --offsets")
    for one in (*replay.ranges, *replay.guide):
        if one.begin > 0:
            raise Trouble(
                f"{name} begins at offset {one.begin} of partition {one.partition}: what was before "
                "is deleted, and would be forgotten"
            )


def require_first(replay: Replay, known: Iterable[Replay]) -> None:
    """Raise ``Trouble`` when another was promoted since *replay* was planned."""
    for one in known:
        if one.promoted_at is not None and one.promoted_at > replay.created_at:
            raise Trouble(
                f"{one.replay_id} was promoted on {one.promoted_at:%FT%TZ}, after "
                f"{replay.replay_id} was planned, and would be undone: plan and run it again"
            )


def require_at_end(topic: Topic, ranges: Iterable[Range], committed: Mapping[int, int]) -> None:
    """
    Raise ``Trouble`` unless *ranges* end where life stands.

    Args:
        topic: Whose.
        ranges: Of the replay, by partition.
        committed: How far life is, by partition; those where it has not begun may be left out.
    """
    ends = {one.partition: one.end for one in ranges}
    for partition in sorted({*ends, *committed}):
        end, here = ends.get(partition, 0), committed.get(partition, 0)
        if end < here:
            raise Trouble(
                f"the replay ends at {end:,} in partition {partition} of {topic.name}, and life is at "
                f"{here:,}: what came since is missing. Run one again while no worker runs"
            )
        if end > here:
            raise Trouble(
                f"the replay ends at {end:,} in partition {partition} of {topic.name}, and life is "
                f"only at {here:,}: its alarms for the rest would never be sent. Let a worker catch "
                "up, stop it (and the pollers, for a replay of dispatches), and run one again"
            )


async def _nobody_at_work(bootstrap: str, settings: Settings) -> Mapping[TopicPartition, int]:
    """Return how far life is; raises ``Trouble`` while a worker is in the group."""
    try:
        async with admin(bootstrap) as client:
            found = await group_named(client, settings.kafka.prefix + GROUP)
    except KafkaError as error:
        raise Trouble(f"Kafka does not say which workers run: {error}") from error
    if found.members:
        raise Trouble(
            f"{counted(found.members, 'worker')} at work would go on from what was known: stop them first"
        )
    return found.committed


def _of(
    settings: Settings, topic: Topic, committed: Mapping[TopicPartition, int]
) -> dict[int, int]:
    name = topic_name(settings, topic)
    return {tp.partition: offset for tp, offset in committed.items() if tp.topic == name}
