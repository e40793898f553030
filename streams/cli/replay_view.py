"""
How does a replay look to people?

As text: what is planned, how far it is, and what came of it. Not here: the verbs
(``streams/cli/replay.py``), and the bars of one that runs (``streams/cli/replay_progress.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from schemas.replay import STAGES, Checkpoint, Replay, Stage
from schemas.topics import ALERTS, DISPATCHES, READINGS, REVISIONS, Topic
from streams.replay.planning import A_SECOND
from streams.wording import counted, shown

MAIN: Final[dict[Stage, Topic]] = {"parse": DISPATCHES, "read": READINGS, "follow": ALERTS}
"""What people ask of a stage: how many of these?"""


def plan_told(replay: Replay) -> str:
    """Tell what *replay* would read."""
    read = sum(one.end - one.begin for one in replay.ranges)
    counts = sum(one.end - one.first for one in replay.ranges)
    took = duration(read / A_SECOND[replay.origin])
    lines = [
        f"{replay.origin}: {counts:,} records count, {read:,} are read, about {took} on one core",
        "",
        "partition      from        to   records   read before",
    ]
    lines += [
        f"{one.partition:>9} {one.first:>9} {one.end:>9} {one.end - one.first:>9} "
        f"{one.first - one.begin:>13}"
        for one in replay.ranges
    ]
    return "\n".join(lines)


def done_told(replay: Replay, reached: Mapping[str, Checkpoint]) -> str:
    """Tell what came of *replay*."""
    name = replay.replay_id
    if not reached:
        return f"{name} is {replay.state} already: tocsin replay diff {name}"
    written = _written(reached.values())
    alerts = counted(written[ALERTS.name], "alert")
    changes = counted(written[REVISIONS.name], "change")
    lines = [f"{name} is done: {alerts}, {changes} of incidents; nobody was notified"]
    if replay.notify:
        lines = [f"{name} is done: {alerts} sent as exercises, {changes} of incidents"]
    bad = [one for one in reached.values() if one.unreadable]
    if bad:
        many = counted(sum(one.unreadable for one in bad), "record")
        lines.append(f"{many} could not be handled, as in life; the first: {shown(bad[0].why)}")
    return "\n".join((*lines, f"what differs from what was said: tocsin replay diff {name}"))


def listed(replays: Sequence[Replay]) -> str:
    """List *replays*, a line each."""
    if not replays:
        return "no replay was ever begun: tocsin replay plan --from 7d"
    return "\n".join(f"{one.replay_id:<24} {one.state:<10} {_about(one)}" for one in replays)


def status_told(replay: Replay, reached: Sequence[Checkpoint]) -> str:
    """Tell how far *replay* is, partition by partition."""
    lines = [f"{replay.replay_id} is {replay.state}: {_about(replay)}"]
    order = {stage: number for number, stage in enumerate(STAGES[replay.origin])}
    lines += [
        f"{one.stage:<7} partition {one.partition:>3}  {_share(one):>4}  {one.taken:>10,} records"
        f"  {one.written.get(MAIN[one.stage].name, 0):>7,} {MAIN[one.stage].name}"
        + (f"  {one.unreadable:,} unreadable: {shown(one.why)}" if one.unreadable else "")
        for one in sorted(reached, key=lambda one: (order[one.stage], one.partition))
    ]
    if replay.state == "running":
        lines.append(f"if nobody runs it, go on with it: tocsin replay run {replay.replay_id}")
    return "\n".join(lines)


def cancelled_told(replay: Replay, topics: Sequence[str], *, is_done: bool) -> str:
    """Tell what became of *replay* and its *topics*, or would."""
    is_now = f"{replay.replay_id} is {replay.state}; "
    if is_done:
        return f"{is_now}its topics are deleted"
    names = ", ".join(topics)
    return f"{is_now}--yes would end it and delete {len(topics)} topics: {names}"


def duration(seconds: float) -> str:
    """Say how long, roughly: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _about(replay: Replay) -> str:
    """Say in a line what *replay* is."""
    span = f"{replay.since:%FT%TZ}" if replay.since else "the beginning"
    until = replay.until or replay.created_at
    said = [f"{replay.origin} from {span} to {until:%FT%TZ}"]
    said += [f"only {', '.join(replay.countries)}"] if replay.countries else []
    said += [f"for {', '.join(replay.watches)}"] if replay.watches else []
    said += ["another watchlist"] if replay.watchlist else []
    said += [f"rules of {replay.rules[:40]}"] if replay.rules else []
    return ", ".join(said)


def _share(one: Checkpoint) -> str:
    if one.done:
        return "done"
    return f"{100 * one.position // one.end if one.end else 0} %"


def _written(reached: Collection[Checkpoint]) -> Counter[str]:
    """Add up what was written, by topic."""
    total: Counter[str] = Counter()
    for one in reached:
        total.update(one.written)
    return total
