"""
How is the demo run?

Starts what ``tocsin run`` starts (an embedded Kafka, a poller, a worker), each
as in life, in a folder of its own; starts the invented wires; has the story
told; ends everything, whatever happened. Not here: what is heard and shown
(``telling.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from schemas.topics import ALERTS, DEAD, DECISIONS, DISPATCHES
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.children import ended, roles
from streams.settings import load_settings
from streams.trouble import Trouble
from streams.watchlists import load_watchlist

from .screen import Screen
from .stage import drop_folder, forget_own_settings, furnish
from .story import story, wires
from .telling import Telling
from .wire_server import StoryClock, dropping, serving

HEARD = (DISPATCHES, ALERTS, DECISIONS, DEAD)

# Poller and worker are at work after some 5 s; on a busy machine they get far longer.
READY_SECONDS = 90.0


async def run_demo(
    console: Console,
    folder: Path,
    *,
    began: float,
    speed: float,
    keep: bool,
    conclude: Callable[[bool], object],
) -> None:
    """
    Tell the story once.

    Args:
        console: Where to show it.
        folder: An empty one, for everything that is written.
        began: When the command started, on the monotonic clock.
        speed: How much faster than life.
        keep: Stay up after the summary, until cancelled.
        conclude: Told, at the summary, whether everything rang that should, and nothing else.

    Raises:
        Trouble: Something did not start, or ended while the story was told.
    """
    forget_own_settings()
    screen = Screen(console, began=began)
    clock = StoryClock(_start(speed), speed=speed)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serving(clock))
        broker = await stack.enter_async_context(EmbeddedKafka(folder / "broker"))
        screen.step(f"Kafka listens on {broker.bootstrap}")
        config = furnish(folder, bootstrap=broker.bootstrap, port=port, speed=speed)
        settings = load_settings(config)
        await ensure_topics(broker.bootstrap, settings)
        screen.step("its topics are made")
        telling = Telling(screen, clock)
        await stack.enter_async_context(guarded(_drops(folder, clock), broker.ended()))
        children = await stack.enter_async_context(
            roles(settings, config, broker.bootstrap, ("worker", "poller"))
        )
        await stack.enter_async_context(guarded(*(ended(child) for child in children)))
        await stack.enter_async_context(guarded(*_ears(telling, broker.bootstrap)))
        await _wait_until_ready(telling)
        screen.step("poller and worker are at work; what the wires already had stays silent")
        screen.opening(load_watchlist(settings.watchlist))
        await telling.tell()
        conclude(screen.summary(telling.score, first_alarm=telling.first_alarm))
        if keep:
            screen.staying(config)
            await asyncio.Event().wait()


def _start(speed: float) -> datetime:
    """
    Return when the story's second 0 was, as its items will write it.

    Told faster than life, it began earlier, so that no item is dated ahead of its time.
    """
    lead = max(0.0, story()[-1].at * (1 - 1 / speed))
    return datetime.now(UTC) - timedelta(seconds=lead)


async def _drops(folder: Path, clock: StoryClock) -> None:
    """Drop the files of every wire that writes files; ends with the story."""
    for wire in wires():
        if wire.format == "newsml12":
            await dropping(wire, drop_folder(folder, wire), clock)


def _ears(telling: Telling, bootstrap: str) -> list[Coroutine[Any, Any, None]]:
    """Return what takes in the topics and mentions near misses, each for ever."""
    return [*(telling.hear(bootstrap, topic) for topic in HEARD), telling.mention_near_misses()]


async def _wait_until_ready(telling: Telling) -> None:
    """Wait until poller and worker have handled what was on the wires before the story."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await telling.baseline()
    except TimeoutError as error:
        raise Trouble(
            f"poller and worker were not ready after {READY_SECONDS:.0f} s; "
            "run `tocsin demo --folder DIR` and look into DIR/log"
        ) from error


@asynccontextmanager
async def guarded(*works: Coroutine[Any, Any, object]) -> AsyncIterator[None]:
    """Run *works* beside the block; the first error of one ends it, its end ends them."""
    try:
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(work) for work in works]
            yield
            for task in beside:
                task.cancel()
    except ExceptionGroup as several:
        # What went wrong first is said in one line; the rest follows from it.
        raise several.exceptions[0] from several
