"""
How do a replay's alerts reach subscribers, when somebody asks for that?

As exercises, marked as a replay's, under ids of their own: nobody can take them for
alarms, and nothing that was sent is replaced by them. They go out together with the word
that the replay is done, so never twice. Not here: without being asked none goes out.
"""

from __future__ import annotations

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.record import identity
from schemas.replay import Replay, shadow
from schemas.topics import ALERTS, REPLAYS
from streams.kafka import read, topic_name
from streams.outputs import headers_of
from streams.settings import Settings

from .bulk import bulk
from .names import group


async def finish(bootstrap: str, settings: Settings, replay: Replay, *, partitions: int) -> Replay:
    """Note that *replay* is done, and send its alerts as exercises if that was asked for."""
    done = replace(replay, state="done")
    name = f"{settings.kafka.prefix}{group(replay.replay_id)}.done"
    async with bulk(bootstrap, name, partitions=partitions) as out:
        at = int(replay.created_at.timestamp() * 1000)
        if replay.notify:
            source = topic_name(settings, shadow(ALERTS, replay.replay_id))
            async for record in read(bootstrap, source, follow=False):
                alert = exercise(decode(Alert, record.value or b""), replay.replay_id)
                out.add(
                    topic_name(settings, ALERTS), alert.incident_id.encode(), encode(alert),
                    timestamp_ms=record.timestamp, headers=headers_of(alert),
                )  # fmt: skip
                await out.send()
        out.add(
            topic_name(settings, REPLAYS), replay.replay_id.encode(), encode(done), timestamp_ms=at
        )
        await out.commit()
    return done


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
