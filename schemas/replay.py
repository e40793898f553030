"""
What is a replay, and how far is it?

A replay reads a topic of the past again and writes what would have been said to topics
of its own (``shadow``). Its definition stands in ``replays``; how far it is stands with
what it wrote. Not here: how it is planned and run (``streams/replay``).
"""

from __future__ import annotations

from typing import Literal

from msgspec import field
from msgspec.structs import replace

from .dispatch import AwareTime
from .feed import FeedState
from .record import Record
from .topics import Topic
from .watch import Watchlist

Origin = Literal["readings", "dispatches", "documents"]
"""Which topic is read again: the later on the way, the fewer rules are asked anew."""

Stage = Literal["parse", "read", "follow"]

STAGES: dict[Origin, tuple[Stage, ...]] = {
    "readings": ("follow",),
    "dispatches": ("read", "follow"),
    "documents": ("parse", "read", "follow"),
}
"""What is done with what a topic holds, one after the other."""

Ordering = Literal["life", "received"]

State = Literal["running", "done", "promoting", "promoted", "cancelled"]


class Range(Record, frozen=True, kw_only=True):
    """
    What is read of one partition; offsets, *end* exclusive.

    Attributes:
        partition: Which.
        begin: From here on is read, to know what was known.
        first: From here on counts what comes of it.
        end: Here it stops, whatever comes later.
    """

    partition: int
    begin: int
    first: int
    end: int


class Replay(Record, frozen=True, kw_only=True, tag_field="record", tag="replay"):
    """
    One replay, as it was planned; topic ``replays``, by its id.

    Attributes:
        replay_id: Its name.
        origin: The topic that is read.
        created_at: When it was planned: its bounds are of that moment.
        since, until: The span, ``None`` for all that is kept.
        countries: ISO 3166-1 codes; all when empty.
        watches: Entries of the watchlist; all when empty.
        watchlist: Rules that stand in place of those of the time.
        rules: Commit or folder of the checkout that judges; ours when empty.
        ranges: Of the origin, by partition.
        guide: Of ``readings``, when that is not the origin: what order they had in life.
        state: How far it is as a whole.
        order: Of readings that are made anew: as life followed the same dispatches, or by the
            times at which these say they were received.
        notify: Its alerts are sent as exercises when it is done.
        promoted_at: Since when what it found is what is known.
    """

    replay_id: str
    origin: Origin
    created_at: AwareTime
    since: AwareTime | None = None
    until: AwareTime | None = None
    countries: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    watchlist: Watchlist | None = None
    rules: str = ""
    ranges: tuple[Range, ...]
    guide: tuple[Range, ...] = ()
    state: State = "running"
    order: Ordering = "life"
    notify: bool = False
    promoted_at: AwareTime | None = None


class Checkpoint(Record, frozen=True, kw_only=True, tag_field="record", tag="checkpoint"):
    """
    How far one stage of a replay is in one partition; topic ``checkpoints``, in one transaction
    with what was written up to there.

    Attributes:
        stage, partition: Of what.
        position: The first record that is not handled yet.
        end: The position after the last one.
        taken: Records handled.
        written: Outputs, by topic.
        unreadable: Records that could not be handled; in life they are dead letters.
        why: What was wrong with the first of those.
        now: Up to where was judged.
        done: Nothing is left.
    """

    stage: Stage
    partition: int
    position: int
    end: int
    taken: int = 0
    written: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0
    why: str = ""
    now: AwareTime | None = None
    done: bool = False

    @property
    def key(self) -> str:
        """What it is kept by."""
        return f"{self.stage}/{self.partition}"


class Reparsed(Record, frozen=True, kw_only=True, tag_field="record", tag="reparsed"):
    """
    Where a replay stands in the documents of one feed; its table ``sources``, by feed id.

    Attributes:
        state: What the poller would remember.
        next_url: The page after the last document; what comes from there is older.
        since, until: When the first and the last document that count came in. What life made
            of these is replaced by what is made of them now.
    """

    state: FeedState
    next_url: str | None = None
    since: AwareTime | None = None
    until: AwareTime | None = None


CHECKPOINTS = Topic(
    name="checkpoints", key="stage and partition", value="Checkpoint", retention=None, compacted=True,
    written_by="replay", read_by="replay",
)  # fmt: skip


def shadow(topic: Topic, replay_id: str) -> Topic:
    """Return the topic that a replay writes in place of *topic*; it is kept until it is deleted."""
    return replace(topic, name=f"{topic.name}.replay.{replay_id}", retention=None)
