"""
How do all roles run on one machine, and how do they all end?

The supervisor starts the embedded broker if no cluster is configured, then each
role as a process of its own; it shows alarms meanwhile. What crashes comes back
(``streams/keeping.py``). When that is no use, or whatever happens to the
supervisor, all of them end: roles first, the broker last. Not here: what a role
does, and what the terminal shows (``streams/monitor.py``).
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console

from schemas.feed import FeedList

from .api import door
from .broker.embedded import EmbeddedKafka, find_bootstrap, folder_of
from .broker.topics import ensure_topics
from .children import roles
from .config_files import load
from .first_run import make_missing_files
from .keeping import Keeper
from .monitor import watch
from .settings import Settings
from .stopping import until_told
from .subscriptions_file import load_subscriptions
from .trouble import Trouble
from .watchlists import load_watchlist


def run_all(settings: Settings, *, config: Path | None, terminal: Console) -> None:
    """
    Run every role until told to stop by SIGTERM, SIGINT or SIGHUP.

    Raises:
        Trouble: Something is not as it should be, or crashes again and again.
    """
    asyncio.run(until_told(_run_all(settings, config, terminal)))


async def _run_all(settings: Settings, config: Path | None, terminal: Console) -> None:
    """Start everything, keep it running, stop everything."""
    for line in make_missing_files(settings):
        terminal.print(line)
    entries = len(load_watchlist(settings.watchlist).watch)
    load_subscriptions(settings.subscriptions, missing_ok=True)
    feeds = len([feed for feed in load(settings.feeds, FeedList).feed if feed.enabled])
    with _only_one(settings.state):
        if settings.api.enabled:
            door.listening(settings.api).close()
        async with AsyncExitStack() as stack:
            broker: EmbeddedKafka | None = None
            bootstrap = find_bootstrap(settings)
            if bootstrap is None:
                terminal.print("starting the embedded Kafka")
                broker = await stack.enter_async_context(EmbeddedKafka(folder_of(settings)))
                bootstrap = broker.bootstrap
            for difference in await ensure_topics(bootstrap, settings):
                terminal.print(f"careful: {difference}")
            wanted = roles_of(settings)
            children = await stack.enter_async_context(roles(settings, config, bootstrap, wanted))
            logs = settings.state / "log"
            terminal.print(f"running: {', '.join(wanted)}, Kafka at {bootstrap}; logs in {logs}")
            if settings.api.enabled:
                terminal.print(where_api_is(settings))
            about = f"{entries} watched · {feeds} wires · logs in {logs} · Ctrl-C ends it"
            keeper = Keeper(terminal)
            kept = [keeper.role(child) for child in children]
            kept.append(keeper.shown(lambda: watch(terminal, settings, bootstrap, about=about)))
            if broker is not None:
                kept.append(keeper.broker(broker))
            await _first_end(kept)


def roles_of(settings: Settings) -> tuple[str, ...]:
    """
    Return the roles of one machine, who reads before who writes.

    Delivery runs though nobody may be told yet: who is put into the file, or comes over the API,
    is told from then on.
    """
    return ("worker", "delivery", *(("api",) if settings.api.enabled else ()), "poller")


def where_api_is(settings: Settings) -> str:
    """Say where the API is to be asked."""
    if not settings.api.port:
        return "the API takes any free port: its log tells which"
    host = f"[{settings.api.host}]" if ":" in settings.api.host else settings.api.host
    return f"the API is at http://{host}:{settings.api.port}/v1; /openapi.json describes it"


async def _first_end(kept: list[Coroutine[Any, Any, None]]) -> None:
    """Wait until anything of what is kept running cannot be kept so; say what."""
    ends = [asyncio.ensure_future(each) for each in kept]
    try:
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in done:
            end.result()
    finally:
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


@contextmanager
def _only_one(state: Path) -> Iterator[None]:
    """Hold *state* for this run; raises ``Trouble`` when another one has it."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "run.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(
                f"already running in {state}, pid {_owner(lock)}; end that one, or set another state"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _owner(lock: TextIO) -> str:
    """Return who wrote the lock file."""
    lock.seek(0)
    return lock.read().strip() or "unknown"
