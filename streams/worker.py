"""
How does a worker live and die?

A process of its own: it sends the rules and runs Faust until it is told to stop.
Then it takes nothing more, finishes what it has in hand, publishes what it
remembers, commits, and leaves the group, so that nobody waits for it; the time
for that is bounded (``streams/stopping.py``). A crash ends it on the spot:
whatever was in hand comes back, and whoever started the worker starts another.
Not here: what a worker does (``streams/topology.py``).
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any, NoReturn

import structlog
import uvloop

from agents.reading import prepare
from schemas.topics import DISPATCHES

from . import clock, faust_fixes, kafka, topology
from .app import App, make_app
from .broker.topics import ensure_topics
from .cupboard import Cupboard
from .health.attended import attended
from .health.worker_signs import WorkerSigns
from .kafka_admin import admin, partition_counts
from .outputs import Outbox
from .replay.promotion.promoting import settle
from .settings import Settings
from .stopping import end_now, until_told
from .trouble import WRONG_SETUP, Trouble, settling
from .watchlists import WatchlistFile

log = structlog.get_logger(__name__)


def run_worker(settings: Settings, *, bootstrap: str) -> None:
    """
    Run until told to stop by a signal; returns after a clean stop.

    Args:
        settings: Ours.
        bootstrap: ``host:port,…`` of the brokers.

    Raises:
        Trouble: The watchlist or the topics are not as they should be.
    """
    with settling():
        rules = WatchlistFile(settings.watchlist)
    hosted("worker", lambda apps: _run(settings, bootstrap, rules, apps))


def hosted(role: str, work: Callable[[list[App]], Coroutine[Any, Any, None]]) -> None:
    """Do *work*, which runs Faust, as *role* until told to stop; it is given a list for its app."""
    faust_fixes.apply()
    quiet_libraries()
    # By the policy, because Faust's consumer thread makes a loop for itself.
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    prepare()
    # Half a million names live as long as we do: the collector need not look at them again.
    gc.freeze()
    apps: list[App] = []
    asyncio.run(
        until_told(
            work(apps),
            role=role,
            in_hand=lambda: sum(app.in_hand() for app in apps),
        )
    )


def quiet_libraries() -> None:
    """Let libraries speak only when something is wrong."""
    for library in ("faust", "mode", "aiokafka"):
        logging.getLogger(library).setLevel(logging.WARNING)


async def _run(settings: Settings, bootstrap: str, rules: WatchlistFile, apps: list[App]) -> None:
    """Prepare, run until cancelled, and stop; *apps* takes what is run."""
    partitions = await _prepare(settings, bootstrap)
    await clock.publish_watchlist(bootstrap, settings, rules.watchlist, at=clock.now())
    # Outputs are awaited, so most go out alone: gzip would cost each dispatch 60 µs and more.
    async with kafka.producer(bootstrap, compression=None) as producer:
        app = make_app(settings, bootstrap, datadir=settings.state / "worker")
        apps.append(app)
        outbox = Outbox(producer, settings.kafka.prefix)
        cupboard = await _cupboard(settings, bootstrap)
        worlds = topology.connect(
            app, outbox, settings, rules, partitions=partitions, cupboard=cupboard
        )
        app.before_restoring.append(partial(settle, bootstrap, settings))
        app.when_ready.append(lambda: _tell_ready(app, settings))
        look = WorkerSigns(app, settings.kafka.prefix, worlds.watermark)
        async with attended(settings, "worker", look, bootstrap=bootstrap):
            await live(app)


async def live(app: App) -> None:
    """Run *app* until cancelled, and stop it; a crash ends the process."""
    app.when_crashed.append(_crashed)
    try:
        try:
            await app.start()
            await app.wait_until_stopped()
        finally:
            await app.stop()
    except Exception as error:  # noqa: BLE001  # whatever it is, see there
        _crashed(error)


def _crashed(reason: BaseException) -> NoReturn:
    """
    End the process before anything else is done.

    Stopping Faust after a crash cancels its agents, acknowledges what they had in hand, and
    commits it.
    """
    log.critical("worker.crashed", reason=repr(reason), exc_info=reason)
    end_now()


async def _prepare(settings: Settings, bootstrap: str) -> int:
    """Make missing topics; returns how many partitions the agents share out."""
    for difference in await ensure_topics(bootstrap, settings):
        log.warning("topic.differs", what=difference)
    async with admin(bootstrap) as client:
        counts = await partition_counts(client)
    name = kafka.topic_name(settings, DISPATCHES)
    changelogs = settings.kafka.prefix + kafka.GROUP + "-"
    for topic, count in counts.items():
        if topic.startswith(changelogs) and topic.endswith("-changelog") and count != counts[name]:
            raise Trouble(
                f"topic {topic} has {count} partitions and {name} has {counts[name]}: "
                f"what is remembered would not be found; set another kafka.prefix",
                code=WRONG_SETUP,
            )
    return counts[name]


async def _cupboard(settings: Settings, bootstrap: str) -> Cupboard | None:
    """Return where tables lie on disk, ``None`` when they are kept in memory."""
    if settings.worker.store == "memory":
        return None
    async with admin(bootstrap) as client:
        cluster = (await client.describe_cluster())["cluster_id"]
    return Cupboard(settings.state, cluster=cluster, prefix=settings.kafka.prefix)


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
