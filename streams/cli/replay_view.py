"""
How does a replay look to people?

As text: what is planned, and how far it is. Not here: the verbs (``streams/cli/replay.py``).
"""

from __future__ import annotations

from schemas.replay import Replay
from streams.replay.planning import A_SECOND


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


def duration(seconds: float) -> str:
    """Say how long, roughly: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
