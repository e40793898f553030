"""
Is the process alive, is it at work, and if not, why?

Alive asks only whether its loops turn: a probe that looked at lag or tables
would end a worker in its recovery, again and again. Ready asks whether it does
its work: it has its share, its tables are restored, a broker answers, and what
waits is within bounds. Feeds do not count: one dead publisher would take the
service down. Every "no" says why, with figures. Pure; not here: the pages
(``pages.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .signs import Signs
from .watching import BROKER, CONSUMER_LOOP, LOOP


class Bounds(NamedTuple):
    """
    What a process that is well keeps to.

    Attributes:
        lag: Records that may wait, over all topics.
        answer: Seconds within which a broker answers, a commit follows its record, and the
            loop comes round.
        stuck: Seconds after which a loop that does not turn is dead.
    """

    lag: int = 10_000
    answer: float = 30.0
    stuck: float = 120.0


class Report(NamedTuple):
    """Whether it is so; else *reasons*, for people."""

    good: bool
    reasons: tuple[str, ...]


def liveness(ages: Mapping[str, float], bounds: Bounds) -> Report:
    """Tell whether the loops turn; *ages* are those of ``Watching``."""
    reasons = tuple(
        f"the {loop} has stood still for {ages[loop]:.0f} s"
        for loop in (LOOP, CONSUMER_LOOP)
        if ages.get(loop, 0) >= bounds.stuck
    )
    return Report(not reasons, reasons)


def readiness(signs: Signs, ages: Mapping[str, float], bounds: Bounds) -> Report:
    """Tell whether the process does its work; *ages* are those of ``Watching``."""
    reasons = [
        f"the {loop} has stood still for {ages[loop]:.0f} s"
        for loop in (LOOP, CONSUMER_LOOP)
        if ages.get(loop, 0) >= bounds.answer
    ]
    if signs.phase != "working":
        reasons.append(_doing(signs))
    if signs.answers == 0:
        reasons.append("no broker has answered yet")
    elif ages.get(BROKER, 0) >= bounds.answer:
        reasons.append(f"no broker has answered for {ages[BROKER]:.0f} s")
    if (waiting := sum(signs.lag().values())) > bounds.lag:
        said = ", ".join(f"{topic} {count:,}" for topic, count in sorted(signs.lag().items()))
        reasons.append(f"{waiting:,} records wait ({said}); at most {bounds.lag:,} may")
    oldest = oldest_wait(signs, ages)
    if oldest is not None and oldest[1] >= bounds.answer:
        topic, partition = oldest[0]
        left = signs.behind[oldest[0]]
        reasons.append(
            f"{topic}, partition {partition}: {left.waiting:,} wait, and nothing was done for "
            f"{oldest[1]:.0f} s"
        )
    return Report(not reasons, tuple(reasons))


def oldest_wait(signs: Signs, ages: Mapping[str, float]) -> tuple[tuple[str, int], float] | None:
    """Return the partition with work that has been waiting longest, and for how many seconds."""
    waits = [
        (where, ages.get(f"{where[0]} {where[1]}", 0.0))
        for where in signs.behind
    ]  # fmt: skip
    return max(waits, key=lambda wait: wait[1], default=None)


def _doing(signs: Signs) -> str:
    """Say what it is doing instead of its work."""
    if signs.phase == "recovering":
        if signs.to_restore == 0:
            return "its tables are being restored"
        share = min(1.0, signs.restored / signs.to_restore)
        return (
            f"its tables are being restored: {signs.restored:,} of {signs.to_restore:,} "
            f"({share:.0%})"
        )
    return {
        "starting": "it is starting",
        "joining": "it has not been given a share yet",
        "rebalancing": "the group is sharing out anew",
        "stopping": "it is stopping",
    }[signs.phase]
