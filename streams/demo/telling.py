"""
How is the story told, and what is heard of it?

Reads the topics that a subscriber would read while the wires grow, hands what
arrives to the screen and to the count, and knows when everything that was to
happen has happened. Not here: the processes between the wires and the topics
(``run.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime

from aiokafka.structs import ConsumerRecord

from schemas.alert import Alert
from schemas.codec import decode
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.topics import ALERTS, DEAD, DECISIONS, DISPATCHES, Topic
from streams import kafka

from .score import SETTLED, Score
from .screen import Screen
from .story import story
from .wire_server import StoryClock

# After the last item everything else takes well under a second; a machine that is busy with
# other things gets ten.
GRACE_SECONDS = 10.0


class Telling:
    """
    One telling of the story.

    Attributes:
        score: What has been heard.
        first_alarm: Seconds from the command to the first alarm on screen.
    """

    def __init__(self, screen: Screen, clock: StoryClock) -> None:
        self.score = Score(clock.start)
        self.first_alarm: float | None = None
        self._screen = screen
        self._clock = clock
        self._news = asyncio.Event()

    async def baseline(self) -> None:
        """Wait until everything old has been read and decided: every part is at work then."""
        old = [item for item in story() if item.old]
        await self._until(lambda: not self.score.undecided(old))

    async def tell(self) -> None:
        """Let the story happen, and wait until all that it should set off has been heard."""
        self._clock.begin()
        await self._clock.reach(story()[-1].at)
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await self._until(
                    lambda: not self.score.undecided(story()) and not self.score.missing()
                )
        except TimeoutError:
            return  # the summary says what is missing
        # What nobody expects may still come.
        await asyncio.sleep(2 * SETTLED)

    async def hear(self, bootstrap: str, topic: Topic) -> None:
        """Take in the records of *topic*, for ever."""
        take = {
            DISPATCHES: self._dispatch,
            ALERTS: self._alarm,
            DECISIONS: self._decision,
            DEAD: self._dead,
        }[topic]
        async with aclosing(kafka.read(bootstrap, topic.name, follow=True)) as records:
            async for record in records:
                take(record)
                self._news.set()

    async def mention_near_misses(self) -> None:
        """Show what did not ring, a moment after its decisions, for ever."""
        while True:
            await asyncio.sleep(SETTLED / 5)
            for dispatch, decision in self.score.near_misses(datetime.now(UTC)):
                self._screen.near_miss(dispatch, decision)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        """Wait until *is_so*, asking again whenever a record came."""
        while not is_so():
            self._news.clear()
            await self._news.wait()

    def _dispatch(self, record: ConsumerRecord) -> None:
        self.score.dispatched(decode(Dispatch, record.value or b""), record.timestamp)

    def _decision(self, record: ConsumerRecord) -> None:
        self.score.decided(decode(Decision, record.value or b""), datetime.now(UTC))

    def _dead(self, _: ConsumerRecord) -> None:
        self.score.dead += 1

    def _alarm(self, record: ConsumerRecord) -> None:
        alert = decode(Alert, record.value or b"")
        before = self.score.since_arrival(alert, datetime.now(UTC))
        self._screen.alarm(alert, latency_ms=before)
        # On screen is when it has been printed.
        self.score.rang(alert, record.timestamp, datetime.now(UTC))
        if self.first_alarm is None:
            self.first_alarm = time.monotonic() - self._screen.began
