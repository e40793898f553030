"""
How far is a replay, while somebody waits for it?

A bar for each partition on a terminal, with rate and time left; elsewhere a line each
few seconds. All of it on stderr. Not here: how a replay looks when nobody runs it
(``streams/cli/replay_view.py``).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from schemas.replay import STAGES, Checkpoint, Replay, Stage
from streams.wording import counted

EVERY_SECONDS: Final = 10.0

DOING: Final[dict[Stage, str]] = {
    "parse": "parsing documents", "read": "reading dispatches", "follow": "following readings",
}  # fmt: skip


@contextmanager
def progress(replay: Replay) -> Iterator[Callable[[Checkpoint], None]]:
    """Give what shows how far each leg of *replay* is."""
    if not sys.stderr.isatty():
        yield _Lines(replay).show
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bars:
        yield _Bars(bars).show


class _Bars:
    """One bar for each leg of a stage, from when it begins."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._legs: dict[str, tuple[TaskID, float, int, int]] = {}

    def show(self, reached: Checkpoint) -> None:
        """Move the bar of a leg."""
        leg = self._legs.get(reached.key)
        if leg is None:
            # The bars of one stage fit on a screen; those at the bottom are cut off, and they move.
            for key, (bar, *_) in self._legs.items():
                self._bars.update(bar, visible=key.startswith(f"{reached.stage}/"))
            words = f"{DOING[reached.stage]}, partition {reached.partition}"
            bar = self._bars.add_task(words, total=None, rate="")
            leg = bar, time.monotonic(), reached.position, reached.taken
            self._legs[reached.key] = leg
        bar, began, begin, taken = leg
        seconds = time.monotonic() - began
        rate = (reached.taken - taken) / seconds if seconds > 1 else 0
        self._bars.update(
            bar,
            total=reached.end - begin,
            completed=reached.position - begin,
            rate=f"{rate:,.0f}/s" if rate else "",
        )


class _Lines:
    """A line now and then, for logs."""

    def __init__(self, replay: Replay) -> None:
        self._stages = STAGES[replay.origin]
        self._reached: dict[str, Checkpoint] = {}
        self._told_at = time.monotonic()

    def show(self, reached: Checkpoint) -> None:
        """Tell how far the stage is, unless that was just now."""
        self._reached[reached.key] = reached
        if time.monotonic() - self._told_at < EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        ours = [one for one in self._reached.values() if one.stage == reached.stage]
        left = sum(one.end - one.position for one in ours)
        taken = sum(one.taken for one in ours)
        step = f"{self._stages.index(reached.stage) + 1} of {len(self._stages)}"
        print(
            f"step {step}, {DOING[reached.stage]}: {taken:,} done, {left:,} left in the "
            f"{counted(sum(not one.done for one in ours), 'partition')} at hand",
            file=sys.stderr,
            flush=True,
        )
