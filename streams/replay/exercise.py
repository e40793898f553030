"""
How do a replay's alerts reach subscribers, when somebody asks for that?

As exercises, marked as a replay's, under ids of their own: nobody can take them for
alarms, and nothing that was sent is replaced by them. They go out together with the word
that the replay is done, so never twice. Not here: without being asked none goes out.
"""

from __future__ import annotations

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.codec import BadRecord, decode, encode
from schemas.record import identity
from schemas.replay import Replay, shadow
from schemas.topics import ALERTS, REPLAYS, Topic
from streams.cloud_events import headers_of
from streams.kafka import partition_of, read, topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Settings
from streams.trouble import Trouble

from .book import replay_named
from .bulk import bulk
from .names import finisher


async def finish(bootstrap: str, settings: Settings, replay: Replay) -> Replay:
    """
    Note that *replay* is done, and send its alerts as exercises if that was asked for.

    Returns it as it is then; somebody else may have done so a moment ago.

    Raises:
        Trouble: It was cancelled.
    """
    done = replace(replay, state="done")
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    async with bulk(bootstrap, finisher(settings, replay.replay_id), partitions=1) as out:
        # Whoever finishes it too has done so or is ended; whoever cancels notes that first.
        known = await replay_named(bootstrap, settings, replay.replay_id)
        if known.state == "cancelled":
            raise Trouble(f"{replay.replay_id} was cancelled")
        if known.state != "running":
            return known

        def put(topic: Topic, key: str, record: Alert | Replay, timestamp_ms: int) -> None:
            name = topic_name(settings, topic)
            out.add(
                name, key.encode(), encode(record), timestamp_ms=timestamp_ms,
                partition=partition_of(key, counts[name]),
                headers=headers_of(record, recorded=replay.created_at),
            )  # fmt: skip

        if replay.notify:
            # All of them are read first: alarms wait behind a transaction that is open.
            source = topic_name(settings, shadow(ALERTS, replay.replay_id))
            async for record in read(bootstrap, source, follow=False):
                alert = exercise(_read(record.value, replay), replay.replay_id)
                put(ALERTS, alert.incident_id, alert, record.timestamp)
        put(REPLAYS, replay.replay_id, done, int(replay.created_at.timestamp() * 1000))
        await out.commit()
    return done


def _read(value: bytes | None, replay: Replay) -> Alert:
    """Read an alert that another checkout may have written."""
    try:
        return decode(Alert, value or b"")
    except BadRecord as error:
        raise Trouble(
            f"an alert of {replay.replay_id} cannot be read ({error}): rules {replay.rules[:12]} wrote it "
            "in another form; run it without --notify"
        ) from error


def exercise(alert: Alert, replay_id: str) -> Alert:
    """Return *alert* as nothing but an exercise."""
    return replace(
        alert,
        alert_id=identity(replay_id, alert.alert_id),
        references=tuple(
            replace(one, alert_id=identity(replay_id, one.alert_id)) for one in alert.references
        ),
        status="Exercise",
        replay=True,
    )
