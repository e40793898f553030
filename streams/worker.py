"""
How does a worker live and die?

A process of its own: it sends the rules, runs Faust until it is told to stop,
and is gone ten seconds later at the latest. A crash is not mended here: the
exit code says so, and whoever started the worker starts another. Not here:
what a worker does (``streams/topology.py``).
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Iterable

import structlog
import uvloop

from agents.reading import prepare
from schemas.topics import DISPATCHES

from . import clock, faust_fixes, kafka, topology
from .app import GROUP, App, make_app
from .broker.topics import ensure_topics
from .kafka_admin import admin, partition_counts
from .outputs import Outbox
from .settings import Settings
from .trouble import Trouble
from .watchlists import WatchlistFile

GRACE_SECONDS = 8.0
"""From the wish to stop to a hard end: a container runtime allows 10 s."""

log = structlog.get_logger(__name__)


def run_worker(settings: Settings, *, bootstrap: str) -> None:
    """
    Run until SIGTERM or SIGINT; returns after a clean stop.

    Args:
        settings: Ours.
        bootstrap: ``host:port,…`` of the brokers.

    Raises:
        Trouble: The watchlist or the topics are not as they should be.
        SystemExit: With code 1, after a crash.
    """
    faust_fixes.apply()
    quiet_libraries()
    # By the policy, because Faust's consumer thread makes a loop for itself.
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    rules = WatchlistFile(settings.watchlist)
    prepare()
    # Half a million names live as long as we do: the collector need not look at them again.
    gc.freeze()
    crash = asyncio.run(_run(settings, bootstrap, rules))
    if crash is not None:
        log.critical("worker.crashed", reason=repr(crash), exc_info=crash)
        raise SystemExit(1)


def quiet_libraries() -> None:
    """Let libraries speak only when something is wrong."""
    for library in ("faust", "mode", "aiokafka"):
        logging.getLogger(library).setLevel(logging.WARNING)


async def _run(settings: Settings, bootstrap: str, rules: WatchlistFile) -> BaseException | None:
    """Prepare, run and stop; returns what crashed, if anything did."""
    told_to_stop = _on_signal()
    partitions = await _prepare(settings, bootstrap)
    await clock.publish_watchlist(bootstrap, settings, rules.watchlist, at=clock.now())
    datadir = settings.state / "worker"
    datadir.mkdir(parents=True, exist_ok=True)
    # Outputs are awaited, so most go out alone: gzip would cost each dispatch 60 µs and more.
    async with kafka.producer(bootstrap, compression=None) as producer:
        app = make_app(settings, bootstrap, datadir=datadir)
        outbox = Outbox(producer, settings.kafka.prefix)
        topology.connect(app, outbox, settings, rules, partitions=partitions)
        app.when_ready.append(lambda: _tell_ready(app, settings))
        living = asyncio.ensure_future(_live(app))
        await asyncio.wait({living, told_to_stop}, return_when=asyncio.FIRST_COMPLETED)
        _end_hard_after(GRACE_SECONDS)
        await app.stop()
    if living.done() and not living.cancelled() and living.exception() is not None:
        return living.exception()
    living.cancel()
    return app.crash_reason


async def _prepare(settings: Settings, bootstrap: str) -> int:
    """Make missing topics; returns how many partitions the agents share out."""
    for difference in await ensure_topics(bootstrap, settings):
        log.warning("topic.differs", what=difference)
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    name = kafka.topic_name(settings, DISPATCHES)
    changelogs = settings.kafka.prefix + GROUP + "-"
    for topic, count in counts.items():
        if topic.startswith(changelogs) and topic.endswith("-changelog") and count != counts[name]:
            raise Trouble(
                f"topic {topic} has {count} partitions and {name} has {counts[name]}: "
                f"what is remembered would not be found; set another kafka.prefix"
            )
    return counts[name]


async def _live(app: App) -> None:
    """Run *app* until it is stopped or crashes."""
    await app.start()
    await app.wait_until_stopped()


def _on_signal() -> asyncio.Future[None]:
    """Return what is done once SIGTERM or SIGINT has come."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not told.done():
            told.set_result(None)
            _end_hard_after(GRACE_SECONDS)

    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, tell)
    return told


def _end_hard_after(seconds: float) -> None:
    """End the process *seconds* from now even if it hangs; what is in hand comes back."""

    def end() -> None:
        log.critical("worker.stop", reason=f"not gone after {seconds:g} s")
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _tell_ready(app: App, settings: Settings) -> None:
    """Say once for each assignment which partitions are at work."""
    topic = kafka.topic_name(settings, DISPATCHES)
    ours = sorted(tp.partition for tp in app.consumer.assignment() if tp.topic == topic)
    log.info("worker.ready", partitions=spans(ours))


def spans(numbers: Iterable[int]) -> str:
    """Write sorted *numbers* the short way: ``0-3, 7``; ``none`` when there are none."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return ", ".join(said) or "none"
