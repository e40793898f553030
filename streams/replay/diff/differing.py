"""
How does what a replay found differ from life, or from another replay?

One partition after the other: what is equal on both sides is passed over by its hash,
the rest is read again and compared, and for alerts it is asked what was decided about
their dispatches. So memory holds what differs. Not here: what a side said
(``streams/replay/diff/telling.py``), and what counts as different
(``streams/replay/diff/comparing.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from aiokafka import TopicPartition
from msgspec.structs import replace

from schemas.replay import STAGES, Replay
from schemas.topics import READINGS, REVISIONS
from streams.kafka import topic_name
from streams.kafka_admin import admin, partition_counts
from streams.replay.book import checkpoints
from streams.replay.sources import reading
from streams.settings import Settings
from streams.trouble import Trouble

from .comparing import Said, compare
from .differences import Difference
from .edges import Edge, edge_at
from .reasons import with_decisions
from .sides import Counted, Side
from .telling import alerts_of, lines_of, marks_of, revisions_of

Show = Callable[[int, int], None]
"""Told how many partitions are compared, and of how many."""


async def difference(
    before: Side,
    after: Side,
    *,
    countries: Collection[str] = (),
    watches: Collection[str] = (),
    show: Show = lambda *_: None,
) -> Difference:
    """
    Compare two sides over what both of them cover.

    Args:
        before: Life, or a replay that is done.
        after: Likewise.
        countries: Only these; all when empty.
        watches: Likewise, of alerts, and of incidents that these tell of.
        show: Told how far it is.

    Raises:
        Trouble: A replay is not done, or covers nothing of what is asked for.
    """
    sides = (before, after)
    for side in sides:
        if side.replay is not None:
            await require_done(side.bootstrap, side.settings, side.replay)
    countries = _narrowed(countries, sides, lambda one: one.countries, "country")
    watches = _narrowed(watches, sides, lambda one: one.watches, "watch")
    async with admin(after.bootstrap) as client:
        counts = await partition_counts(client)
    readings = counts[topic_name(after.settings, READINGS)]
    counted = [
        Counted(await _spans(other), readings, countries, watches) for other in reversed(sides)
    ]
    total = counts[before.topic(REVISIONS)]
    found = Difference(before=before.name, after=after.name)
    for partition in range(total):
        found = await _with_partition(found, partition, sides, counted, bool(watches))
        show(partition + 1, total)
    return await with_decisions(found, sides)


async def require_done(bootstrap: str, settings: Settings, replay: Replay) -> None:
    """Raise ``Trouble``, which says how far it is, when *replay* is not done."""
    if replay.state == "cancelled":
        raise Trouble(f"{replay.replay_id} was cancelled, and its topics are deleted")
    if replay.state != "running":
        return
    reached = (await checkpoints(bootstrap, settings, replay.replay_id)).values()
    done = sum(one.done for one in reached)
    legs = len(STAGES[replay.origin]) * len(replay.ranges)
    taken = sum(one.taken for one in reached)
    raise Trouble(
        f"{replay.replay_id} is not done: {done} of {legs} legs, {taken:,} records so far; "
        f"`tocsin replay status {replay.replay_id}` shows more, `run` goes on with it"
    )


def _narrowed(
    asked: Collection[str],
    sides: Iterable[Side],
    of: Callable[[Replay], tuple[str, ...]],
    what: str,
) -> Collection[str]:
    """Return which countries or entries all cover; all of them when that is empty."""
    wanted = set(asked)
    for side in sides:
        theirs = set(of(side.replay)) if side.replay is not None else set()
        if theirs and wanted and not theirs & wanted:
            raise Trouble(f"{side.name} has only --{what} {', '.join(sorted(theirs))}", code=2)
        wanted = theirs & wanted or theirs or wanted
    return wanted


async def _spans(side: Side) -> Mapping[int, list[tuple[Edge, Edge]]]:
    """Return by partition of ``readings`` where what a replay covers begins and ends."""
    replay = side.replay
    if replay is None:
        return {}
    if replay.origin != "readings" and replay.since is None and _is_by_offsets(replay):
        raise Trouble(
            f"{replay.replay_id} read only some offsets of {replay.origin}: what life made of all "
            "others has no counterpart. Plan one by times, or by offsets of readings"
        )
    spans = {}
    name = topic_name(side.settings, READINGS)
    for one in replay.guide or replay.ranges:
        tp = TopicPartition(name, one.partition)
        async with reading(side.bootstrap, tp) as consumer:
            first = await edge_at(consumer, tp, one.first)
            last = await edge_at(consumer, tp, one.end)
        spans[one.partition] = [(first, last)]
    return spans


def _is_by_offsets(replay: Replay) -> bool:
    """Tell whether a replay without a beginning leaves something out all the same."""
    return len(replay.ranges) < len(replay.guide) or any(
        one.first > one.begin for one in replay.ranges
    )


async def _with_partition(
    found: Difference,
    partition: int,
    sides: tuple[Side, Side],
    counted: list[Counted],
    is_by_watch: bool,
) -> Difference:
    """Add what differs in one partition."""
    both = list(zip(sides, counted, strict=True))
    (old, here), (new, there) = [await lines_of(one, partition, what) for one, what in both]
    countries = {**here, **there}
    rung, would_ring = [await marks_of(one, partition, what, countries) for one, what in both]
    concerned = {one.incident_id for one in (*rung.values(), *would_ring.values())}
    incidents = {one for one in {*old, *new} if not is_by_watch or one in concerned}
    differing = {one for one in incidents if old.get(one) != new.get(one)}
    ringing = {one for one in {*rung, *would_ring} if rung.get(one) != would_ring.get(one)}
    said = [
        Said(
            await alerts_of(one, partition, what, countries, ringing),
            await revisions_of(one, partition, what, differing),
        )
        for one, what in both
    ]
    more = compare(*said)
    return replace(
        found,
        alerts=(*found.alerts, *more.alerts),
        incidents=(*found.incidents, *more.incidents),
        same_alerts=found.same_alerts + len(would_ring.keys() - ringing) + more.same_alerts,
        same_incidents=found.same_incidents
        + len((incidents & new.keys()) - differing)
        + more.same_incidents,
    )
