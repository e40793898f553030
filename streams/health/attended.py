"""
How is a role looked after while it runs?

Round its work: looks at itself, pages, watchdog and heartbeats begin before it
and end after it. Not here: any of the four.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from msgspec.structs import replace

from schemas.heartbeat import Heartbeat
from streams import clock
from streams.settings import Settings

from .heartbeat import heartbeat, keep_beating, this_process
from .line import Line
from .pages import Answer, Pages
from .pulse import Pulse
from .readiness import Bounds, Report, liveness, oldest_wait, readiness
from .signs import Signs
from .watchdog import Watchdog
from .watching import BROKER, Limits

LOOK_SECONDS = 1.0

# As often as this a broker is asked whether it is there.
ASK_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Attendant:
    """What is known of a role, for whoever asks; from any thread."""

    def __init__(self, settings: Settings, pulse: Pulse) -> None:
        health = settings.health
        limits = Limits(health.stuck_seconds, health.patience_seconds)
        # Short limits are looked at more often: one look alone tells nothing.
        self.every = min(LOOK_SECONDS, health.stuck_seconds / 4)
        self.ask_every = min(ASK_SECONDS, health.stuck_seconds / 4)
        self._bounds = Bounds(health.ready_lag, health.answer_seconds, health.stuck_seconds)
        self._pulse = pulse
        self.watchdog = Watchdog(lambda: pulse.latest, limits, every=self.every)

    def readiness(self) -> Report:
        """Tell whether the role does its work."""
        return readiness(self._pulse.latest, self.watchdog.ages, self._bounds)

    def healthz(self) -> Answer:
        """Answer ``/healthz``."""
        report = liveness(self.watchdog.ages, self._bounds)
        if not self.watchdog.is_watching:
            report = Report(good=False, reasons=(*report.reasons, "its watchdog is gone"))
        return report.good, {"alive": report.good, "reasons": report.reasons}

    def readyz(self) -> Answer:
        """Answer ``/readyz``."""
        signs, ages = self._pulse.latest, self.watchdog.ages
        report = self.readiness()
        oldest = oldest_wait(signs, ages)
        answered = ages.get(BROKER) if signs.answers else None
        return report.good, {
            "ready": report.good,
            "reasons": report.reasons,
            "phase": signs.phase,
            "partitions": signs.partitions,
            "feeds": signs.feeds,
            "lag": signs.lag(),
            "handled": signs.handled,
            "watermark": signs.watermark,
            "seconds_since_commit": None if oldest is None else round(oldest[1], 1),
            "seconds_since_answer": None if answered is None else round(answered, 1),
            "restored": signs.restored,
            "to_restore": signs.to_restore,
        }


@asynccontextmanager
async def attended(
    settings: Settings, role: str, look: Callable[[], Signs], *, bootstrap: str
) -> AsyncIterator[None]:
    """
    Look after a role until the block ends.

    Args:
        settings: Ours.
        role: "worker", "poller".
        look: Looks at it, in its event loop.
        bootstrap: ``host:port,…``.

    Raises:
        Trouble: The pages cannot be served where the settings say.
    """
    line = Line(settings, bootstrap)
    pulse = Pulse(look, lambda: line.answers)
    attendant = Attendant(settings, pulse)
    pages = _pages(settings, attendant)
    who = this_process(
        role,
        started=clock.now(),
        every_seconds=settings.health.heartbeat_seconds,
        pages=pages.url if pages else None,
    )

    def said() -> Heartbeat:
        return heartbeat(who, pulse.latest, attendant.readiness(), at=clock.now())

    pulse.look()
    attendant.watchdog.start()
    tasks = [
        asyncio.ensure_future(pulse.beat(attendant.every)),
        asyncio.ensure_future(line.keep_asking(attendant.ask_every)),
        asyncio.ensure_future(keep_beating(line, said, who.every_seconds)),
    ]
    ended_by = "it was told to stop"
    try:
        yield
    except Exception as error:
        ended_by = f"it failed: {error}"
        raise
    finally:
        attendant.watchdog.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        last = replace(said(), phase="stopping", ready=False, reasons=(ended_by,))
        await line.close(last)
        if pages is not None:
            pages.stop()


def _pages(settings: Settings, attendant: Attendant) -> Pages | None:
    """Serve the pages, unless they are off."""
    health = settings.health
    if health.port == "off":
        return None
    pages = Pages(
        health.host,
        health.port,
        {"/healthz": attendant.healthz, "/readyz": attendant.readyz},
    )
    pages.start()
    log.info("health.pages", healthz=f"{pages.url}/healthz", readyz=f"{pages.url}/readyz")
    return pages
