"""
What are the topics of a replay called, and which does it have?

Everything that a replay writes lies in topics of its own, its memory included; when
they are deleted, it is gone without a trace. The changelogs are named as Faust names
those of an application called ``group``. Not here: making them
(``streams/replay/making.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from schemas.replay import CHECKPOINTS, STAGES, Origin, Replay, Stage, shadow
from schemas.topics import (
    ALERTS,
    DECISIONS,
    DISPATCHES,
    DOCUMENTS,
    INCIDENTS,
    LARGEST_RECORD,
    READINGS,
    REVISIONS,
    Topic,
)
from streams.kafka import GROUP
from streams.settings import Settings

READ: Final[dict[Stage, Topic]] = {"parse": DOCUMENTS, "read": DISPATCHES, "follow": READINGS}
"""What each stage reads: the topic itself, or its shadow when an earlier stage wrote one."""

WRITTEN: Final[dict[Stage, tuple[Topic, ...]]] = {
    "parse": (DISPATCHES,),
    "read": (READINGS, DECISIONS),
    "follow": (INCIDENTS, REVISIONS, ALERTS, DECISIONS),
}
TABLES: Final[dict[Stage, tuple[str, ...]]] = {
    "parse": ("sources",),
    "read": ("versions",),
    "follow": ("incidents", "clocks", "held"),
}
"""What each stage remembers, by the name of the table that holds it in life."""


def group(replay_id: str) -> str:
    """Return the application of a replay, after the prefix."""
    return f"{GROUP}.replay.{replay_id}"


def leg_name(settings: Settings, replay_id: str, stage: Stage, partition: int) -> str:
    """Return the name under which one leg is written, by one process at a time."""
    return f"{settings.kafka.prefix}{group(replay_id)}.{stage}.{partition}"


def finisher(settings: Settings, replay_id: str) -> str:
    """Return the name under which is written that a replay is done."""
    return f"{settings.kafka.prefix}{group(replay_id)}.done"


def working_folder(settings: Settings, replay_id: str) -> Path:
    """Return where files of a replay lie while it runs."""
    return settings.state / "replay" / replay_id


def changelog(replay_id: str, table: str) -> Topic:
    """Return where a replay keeps what it remembers in *table*."""
    return Topic(
        name=f"{group(replay_id)}-{table}-changelog", key="as the table's", value="as the table's",
        retention=None, compacted=True, max_message_bytes=LARGEST_RECORD,
        written_by="replay", read_by="replay",
    )  # fmt: skip


def live_changelog(settings: Settings, table: str) -> str:
    """Return where life keeps what it remembers in *table*, with the prefix."""
    return f"{settings.kafka.prefix}{GROUP}-{table}-changelog"


def shadows(origin: Origin, replay_id: str) -> tuple[Topic, ...]:
    """Return every topic that a replay of *origin* has."""
    stages = STAGES[origin]
    written = {topic.name: topic for stage in stages for topic in WRITTEN[stage]}
    tables = [changelog(replay_id, table) for stage in stages for table in TABLES[stage]]
    return (*(shadow(topic, replay_id) for topic in (*written.values(), CHECKPOINTS)), *tables)


def source_of(replay: Replay, stage: Stage) -> Topic:
    """Return the topic that *stage* of *replay* reads."""
    topic = READ[stage]
    return topic if stage == STAGES[replay.origin][0] else shadow(topic, replay.replay_id)
