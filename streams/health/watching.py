"""
Is a process beyond help?

Nothing restarts a worker that hangs: Faust logs that a partition "has not
committed" and goes on hanging (faust #175, #523, #594). So looks at it are
compared: which counters should move and do not, and for how long. One that
stands still is an ailment after ``Limits.stuck``; ailments that last for
``Limits.patience`` more are the end, so that a broker may freeze or restart, a
rebalance may drag on, and one slow record is forgiven.

What should move depends on what the process is doing. A recovery may take hours
as long as it gets on; a quiet night has no lag; a group that is put together
anew commits nothing.

Time counts only while we are awake. A machine that slept or a process that was
paused finds its last commit long ago, and nothing is wrong with it: the time
between two looks counts for at most ``LONGEST_STEP``, whatever a clock says. So
ages are sums of such steps. Pure; not here: what ends the process
(``watchdog.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .signs import Signs

LONGEST_STEP = 5.0
"""Seconds that the time between two looks counts for at most; looks are a second apart."""

LOOP, CONSUMER_LOOP, BROKER = "event loop", "consumer's loop", "broker"


class Limits(NamedTuple):
    """Seconds: how long what should move may stand still, and how long that is borne."""

    stuck: float = 120.0
    patience: float = 300.0


class Mark(NamedTuple):
    """How far something has got, and when it was seen to move last."""

    reached: int
    at: float


class Watching:
    """
    What is remembered between looks.

    Attributes:
        ages: What should move -> for how many seconds it has not; of the last look.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._awake = 0.0
        self._looked_at: float | None = None
        self._marks: dict[str, Mark] = {}
        self._ailing_since: float | None = None
        self.ages: Mapping[str, float] = {}

    def see(self, signs: Signs, *, at: float) -> str | None:
        """
        Compare one more look with those before.

        Args:
            signs: The newest look; the same one again when the loop did not come round.
            at: When, in seconds of any clock that does not jump back.

        Returns:
            Why the process is beyond help; ``None`` while it is not.
        """
        if self._looked_at is not None:
            self._awake += min(at - self._looked_at, LONGEST_STEP)
        self._looked_at = at
        before = self._marks
        self._marks = {
            name: self._mark(before.get(name), reached)
            for name, reached in what_should_move(signs).items()
        }
        self.ages = {name: self._awake - mark.at for name, mark in self._marks.items()}
        ailing = {name: age for name, age in self.ages.items() if age >= self._limits.stuck}
        if not ailing:
            self._ailing_since = None
            return None
        if self._ailing_since is None:
            self._ailing_since = self._awake
        if self._awake - self._ailing_since < self._limits.patience:
            return None
        return "; ".join(
            f"{name} has not moved for {age:.0f} s{_more(signs, name)}"
            for name, age in sorted(ailing.items(), key=lambda one: -one[1])[:3]
        )

    def _mark(self, known: Mark | None, reached: int) -> Mark:
        """Return *known* unless it has been passed; going back is no progress."""
        if known is None or reached > known.reached:
            return Mark(reached, self._awake)
        return known


def what_should_move(signs: Signs) -> dict[str, int]:
    """Return what ought to grow in what the process is doing now, and how far it has got."""
    moving = {LOOP: signs.turns}
    if signs.consumer_turns is not None:
        moving[CONSUMER_LOOP] = signs.consumer_turns
    if signs.phase == "working":
        # An empty answer is one, too: an idle night asks and is answered.
        moving[BROKER] = signs.answers
        for (topic, partition), left in signs.behind.items():
            moving[f"{topic} {partition}"] = left.done
    elif signs.phase == "recovering":
        moving[f"recovery {signs.generation}"] = signs.restored
    elif signs.phase != "stopping":  # which has a short time limit of its own
        moving[f"{signs.phase} {signs.generation}"] = 0  # no stage of starting lasts
    return moving


def _more(signs: Signs, name: str) -> str:
    """Say how much work waits for what stands still, when it is a partition."""
    for (topic, partition), left in signs.behind.items():
        if name == f"{topic} {partition}":
            return f" ({left.waiting} waiting after offset {left.done})"
    return ""
