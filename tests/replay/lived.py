"""
What the broker tests of differences and promotion share: a life, and rules that see it otherwise.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from aiokafka.errors import GroupCoordinatorNotAvailableError
from msgspec.structs import replace

from schemas.codec import decode, encode
from schemas.dispatch import Dispatch
from schemas.record import Record
from schemas.replay import Origin, Replay
from schemas.topics import DISPATCHES, READINGS, Topic
from streams import clock, kafka
from streams.outputs import Outbox
from streams.replay.planning import Span, planned
from streams.replay.running import run
from streams.settings import Settings
from streams.watchlists import load_watchlist
from tests.bench.worker import worker
from tests.worker.workshop import ROOT, until_all_committed

R = TypeVar("R", bound=Record)

QUIET = MappingProxyType({"TOCSIN_WORKER__TICK_SECONDS": "3600"})
"""A worker that tells no time: what it does is what it was sent."""

ENTRY = '[[watch]]\nid = "{0}"\ncountry = "{1}"\nbatch_seconds = 0\ncooldown_seconds = 0\n'
BOTH = ENTRY.format("mali", "ML") + ENTRY.format("sudan", "SD")

OTHER_RULES = """

_as_it_was = {name}


def {name}({parameters}):
    {body}
"""


def report(key: str, text: str) -> Dispatch:
    """A dispatch of just now."""
    now = datetime.now(UTC)
    words = text.format(day=f"{now:%A}")
    return Dispatch(
        key=key, text=words, provider=key, published_at=now - timedelta(seconds=1), received_at=now
    )


KIDAL = (
    "At least 3 people were killed when jihadist fighters attacked an army post near Kidal in Mali "
    "on {day}, a security source said."
)
FASHER = "Shelling killed 5 civilians in El Fasher, Sudan, on {day}, medics said."
WORSE = (
    "At least 25 people were killed when jihadist fighters attacked an army post near Kidal in Mali "
    "on {day}, a hospital said."
)


def with_watchlist(settings: Settings, entries: str = BOTH) -> Settings:
    """Settings of a service that watches for *entries*."""
    settings.state.mkdir(parents=True, exist_ok=True)
    file = settings.state / "life.toml"
    file.write_text(entries)
    return settings.model_copy(update={"watchlist": file})


@asynccontextmanager
async def living(settings: Settings, **variables: str) -> AsyncIterator[None]:
    """Run a worker; the block ends when it has handled and committed all that there is."""
    with worker(settings, settings.kafka.bootstrap or "", {**QUIET, **variables}):
        yield
        while True:
            try:
                await until_all_committed(settings)
            except GroupCoordinatorNotAvailableError:
                continue  # a fresh broker makes the topic of groups for the first of them
            else:
                break


async def send(settings: Settings, dispatches: Iterable[Dispatch]) -> None:
    """Put them on the wire."""
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for one in dispatches:
            name = kafka.topic_name(settings, DISPATCHES)
            await producer.send_and_wait(name, encode(one), one.key.encode())


async def let_time_pass(settings: Settings, at: datetime) -> None:
    """Tell every partition that it is *at*."""
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        partitions = await producer.partitions_for(kafka.topic_name(settings, READINGS))
        await clock.tick(Outbox(producer, settings.kafka.prefix), len(partitions), at=at)


async def replayed(
    settings: Settings,
    name: str,
    *,
    origin: Origin = "readings",
    span: Span = Span(),  # noqa: B008  # frozen
    watchlist: str | None = None,
    rules: Path | None = None,
    **more: object,
) -> Replay:
    """Plan a replay and run it."""
    bootstrap = settings.kafka.bootstrap or ""
    ranges, guide = await planned(bootstrap, settings, origin, span)
    plan = Replay(
        replay_id=name, origin=origin, created_at=datetime.now(UTC), since=span.since,
        until=span.until, ranges=ranges, guide=guide, rules="" if rules is None else str(rules),
    )  # fmt: skip
    if watchlist is not None:
        file = settings.state / f"{name}.toml"
        file.write_text(watchlist)
        plan = replace(plan, watchlist=load_watchlist(file))
    return await run(bootstrap, settings, replace(plan, **more), processes=1)


def other_rules(folder: Path, bodies: Mapping[str, tuple[str, str, str]]) -> Path:
    """
    Lay out a checkout that judges otherwise.

    *bodies* tell by module of ``agents`` which function it has instead: its name, parameters
    and body, in which ``_as_it_was`` is the one of before.
    """
    folder.mkdir()
    for part in ("schemas", "streams"):
        (folder / part).symlink_to(ROOT / part)
    shutil.copytree(
        ROOT / "agents", folder / "agents", copy_function=os.symlink,
        ignore=shutil.ignore_patterns("__pycache__"),
    )  # fmt: skip
    for module, (name, parameters, body) in bodies.items():
        file = folder / "agents" / module
        words = file.read_text()
        file.unlink()
        file.write_text(words + OTHER_RULES.format(name=name, parameters=parameters, body=body))
    return folder


async def records(settings: Settings, topic: Topic, kind: type[R]) -> list[R]:
    """All that stands on a topic."""
    name = kafka.topic_name(settings, topic)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=False)
    async with aclosing(reading) as found:
        return [decode(kind, one.value) async for one in found if one.value is not None]


class Called(NamedTuple):
    """How a command ended, and what it said."""

    code: int | None
    out: str
    err: str


async def tocsin(settings: Settings, *arguments: str) -> Called:
    """Call a command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "streams", *arguments, cwd=ROOT, env=environment(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return Called(process.returncode, out.decode(), err.decode())


def environment(settings: Settings) -> dict[str, str]:
    """The variables that name a service."""
    return {
        **os.environ,
        "TOCSIN_KAFKA__BOOTSTRAP": settings.kafka.bootstrap or "",
        "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix,
        "TOCSIN_STATE": str(settings.state),
    }
