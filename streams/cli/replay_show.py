"""
How is a past day shown, as it goes by?

Waits until a thing is due on the watcher's clock, prints what rang, and keeps a line with
the replayed time. Not here: when it is due (``streams/replay/watch/pacing.py``), and what happened
(``streams/replay/watch/watching.py``).
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from schemas.alert import Alert
    from streams.cli.progress import Meter
    from streams.replay.watch.pacing import Pace
    from streams.replay.watch.watching import Happened, Lane

STEP = timedelta(seconds=0.2)
"""How often the replayed clock is shown."""


class Show:
    """
    What is shown, and what was.

    Attributes:
        was_interrupted: Ctrl-C came before the end.
    """

    def __init__(self, pace: Pace, *, is_skipping: bool, as_json: bool) -> None:
        self._pace = pace
        self._is_skipping = is_skipping
        self._as_json = as_json
        self._began = 0.0
        self._readings = self._unreadable = 0
        self._rang: Counter[str] = Counter()
        self._begin, self._at = pace.start, pace.start
        self.was_interrupted = False

    async def play(self, happened: AsyncIterator[Happened], lanes: list[Lane], line: Meter) -> None:
        """Show one thing after another, each when it is due."""
        self._began = time.monotonic()
        async for one in happened:
            await self._wait_for(one.at, line)
            self._at = one.at
            self._readings += one.reading is not None
            self._unreadable = sum(lane.unreadable for lane in lanes)
            for alert in one.alerts:
                self._rang[f"{alert.kind} {alert.watch_id}"] += 1
                line.wipe()
                self._print(alert)
            self._status(line)
            await asyncio.sleep(0)  # without a pace nothing else would let Ctrl-C be heard

    def reach(self, end: datetime | None) -> None:
        """Note that all of the span was seen."""
        self._at = end or self._at

    async def _wait_for(self, at: datetime, line: Meter) -> None:
        """Wait until *at* has come on the watcher's clock, and show that time passes."""
        from streams.replay.watch.pacing import LONGEST_SILENCE

        left = self._pace.wait(at, self._elapsed())
        if self._is_skipping and left > LONGEST_SILENCE:
            line.wipe()
            self.say(f"… {_length(at - self._at)} of silence")
            self._pace = self._pace.skipping_to(at, self._elapsed())
        while left := self._pace.wait(at, self._elapsed()):
            await asyncio.sleep(min(left, STEP).total_seconds())
            self._status(line)

    def _elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._began)

    def _status(self, line: Meter) -> None:
        from streams.wording import clock_time, counted

        clock = self._pace.clock(self._elapsed()) or self._at
        told = f"{counted(self._readings, 'report')}, {counted(self._rang.total(), 'alarm')}"
        line.say(f"{clock_time(clock)}  {told}")

    def _print(self, alert: Alert) -> None:
        from streams.cli.intake import put
        from streams.render import alarm, console

        if self._as_json:
            put(alert)
        else:
            console().print(alarm(alert))

    def say(self, words: str) -> None:
        """Tell what is no alarm."""
        print(words, file=sys.stderr, flush=True)

    def sum_up(self) -> None:
        """Say what was seen."""
        from streams.cli.intake import put
        from streams.wording import clock_time, counted

        if self._as_json:
            put({
                "from": self._begin, "to": self._at, "readings": self._readings,
                "rang": dict(sorted(self._rang.items())), "unreadable": self._unreadable,
                "interrupted": self.was_interrupted,
            })  # fmt: skip
            return
        rang = ", ".join(f"{count} {name}" for name, count in sorted(self._rang.items()))
        until = "stopped at" if self.was_interrupted else "to"
        print(
            f"{clock_time(self._begin)} {until} {clock_time(self._at)}: "
            f"{counted(self._readings, 'report')}, {rang or 'nothing rang'}"
        )
        if self._unreadable:
            print(f"{counted(self._unreadable, 'record')} could not be followed")


def _length(span: timedelta) -> str:
    """Write a length of time: ``3 h 20 min``."""
    minutes = int(span.total_seconds()) // 60
    hours = f"{minutes // 60:,} h " if minutes >= 60 else ""
    return f"{hours}{minutes % 60} min" if minutes else f"{int(span.total_seconds())} s"
