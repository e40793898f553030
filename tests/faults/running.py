"""
How is a scenario run?

A broker, topics, workers under "restart: always", the load and the watcher; the scenario
breaks things; the load ends, the rest is worked off, time is told for the last time; then
what stands on the topics is held against an undisturbed run. Everything is ended and
removed, however it goes. Not here: what is broken.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from aiokafka.errors import KafkaError

from agents.reading import prepare
from streams.broker.topics import ensure_topics
from streams.settings import Settings
from streams.trouble import Trouble
from streams.watchlists import load_watchlist

from . import load
from .accounts import Accounts, accounts, behind
from .checker import Verdict, compare
from .processes import Container
from .scenario import Bench, Broker, Row, Scenario
from .sending import CHUNK
from .undisturbed import as_it_stands, undisturbed
from .watching import Watching, stalls

# Silence that long is no recovery any more: longer than any time-out of ours.
PATIENCE_SECONDS = 180.0
QUICK_RECORDS = 600
QUICK_RATE = 60.0

Say = Callable[[str], None]


async def run(scenario: Scenario, folder: Path, *, is_quick: bool, say: Say) -> Row:
    """
    Run *scenario* in *folder*, which is left to the caller.

    Raises:
        Trouble: The broker could not be started.
    """
    began = datetime.now(UTC)
    async with AsyncExitStack() as stack:
        say("starting the broker")
        broker = await stack.enter_async_context(scenario.broker(folder / "kafka"))
        bench = _set_up(scenario, folder, broker, is_quick=is_quick, say=say)
        await ensure_topics(broker.bootstrap, bench.settings)
        await stack.enter_async_context(bench.load)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(bench.watching.run())
            loading = group.create_task(bench.load.run())
            for container in (*bench.workers, *bench.load.containers):
                await stack.enter_async_context(container)
            started = time.monotonic()
            trouble = await _act(scenario, bench)
            async with (
                bench.load.pausing
            ):  # never amid a batch: some of it would be unaccounted for
                loading.cancel()
            await asyncio.wait({loading})
            ended = time.monotonic()
            say("the load ended; working off the rest")
            await bench.load.arrived()
            is_worked_off = await worked_off(bench)
            took = time.monotonic() - started
            closed = load.end_of(len(bench.load.acknowledged) + CHUNK)
            if is_worked_off:
                await load.closing(bench.settings, closed)
                is_worked_off = await worked_off(bench)
            watching.cancel()
        for worker in bench.workers:
            await worker.stop()
        say("reading the topics")
        books = await accounts(bench.settings, bench.load.name_of)
    if not is_worked_off:
        trouble = trouble or f"no: stood still for {PATIENCE_SECONDS:.0f} s"
    if trouble:
        bench.remarks += [f"{one.name} said last:\n{one.last_words()}" for one in bench.workers]
    say("comparing with an undisturbed run")
    return Row(
        name=scenario.name,
        title=scenario.title,
        records=len(bench.load.acknowledged),
        verdict=_judged(scenario, bench, books, began=began, closed=closed),
        stalls=stalls(bench.watching.moments, bench.watching.faults, ended),
        recovered=trouble or bench.helped or "yes",
        took=took,
        remarks=bench.remarks,
    )


def _set_up(scenario: Scenario, folder: Path, broker: Broker, *, is_quick: bool, say: Say) -> Bench:
    """Write the files and make everything that runs; starts nothing."""
    watchlist = folder / "watchlist.toml"
    watchlist.write_text(load.WATCHLIST, "utf-8")
    kafka = scenario.kafka.model_copy(update={"bootstrap": broker.bootstrap})
    settings = [
        Settings(state=folder / f"state-{number}", watchlist=watchlist, kafka=kafka)
        for number in range(1, scenario.workers + 1)
    ]
    sent = scenario.load(settings[0], folder)
    if is_quick:
        sent.rate = QUICK_RATE
    return Bench(
        folder=folder,
        settings=settings[0],
        broker=broker,
        workers=[
            Container(f"worker-{number}", "worker", one, folder=folder, program=scenario.program)
            for number, one in enumerate(settings, 1)
        ],
        load=sent,
        watching=Watching(settings[0]),
        say=say,
        is_quick=is_quick,
    )


async def _act(scenario: Scenario, bench: Bench) -> str:
    """Let things break until enough was sent; returns what did not recover, if anything."""
    wanted = QUICK_RECORDS if bench.is_quick else scenario.records
    try:
        bench.say("waiting for the first decision")
        await bench.watching.progress()
        await scenario.act(bench)
    except TimeoutError:
        return "no: a worker made no progress"
    await bench.load.reached(wanted)
    return ""


async def worked_off(bench: Bench) -> bool:
    """Wait until the group has committed all there is; tells whether it ever did."""
    moved = time.monotonic()
    least = math.inf  # ticks come in all the time, so only less than ever before is progress
    while time.monotonic() - moved < PATIENCE_SECONDS:
        try:
            left = await behind(bench.settings)
        except (KafkaError, OSError, Trouble):
            left = math.inf
        if left == 0:
            return True
        if left < least:
            least, moved = left, time.monotonic()
        await asyncio.sleep(0.5)
    return False


def _judged(
    scenario: Scenario, bench: Bench, books: Accounts, *, began: datetime, closed: datetime
) -> Verdict:
    """Hold what was found against an undisturbed run of the same dispatches."""
    prepare()
    if scenario.has_own_time:
        watchlist = load_watchlist(bench.settings.watchlist)
        calm = undisturbed(books.dispatched, watchlist, began=began, closed=closed)
    else:
        calm = as_it_stands(books.dispatched, books.followed)
    return compare(
        calm, books.found, acknowledged=bench.load.acknowledged, poison=bench.load.poisoned
    )
