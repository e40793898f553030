"""Workers of an older and a newer release in one group: nothing is lost on the way up or down."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from schemas.alert import Alert
from schemas.codec import decode, encode
from schemas.topics import ALERTS, DEAD, DISPATCHES, READINGS
from streams import kafka
from streams.app import GROUP
from streams.settings import Settings
from tests.worker.workshop import ROOT, dispatch, handled, working

pytestmark = pytest.mark.broker

# What the newer release adds to each of these, as a release may: a field with a default.
ADDED = "added_by_the_newer: str = 'newer'"
GREW = {
    "dispatch": "class Dispatch(Record",
    "reading": "class Reading(Record",
    "state": "class Dossier(Record",
    "alert": "class Alert(Record",
}
MARK = b"added_by_the_newer"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A checkout of a newer release: ours, but for what its records gained."""
    tree = tmp_path / "newer"
    shutil.copytree(ROOT / "schemas", tree / "schemas")
    for room in ("agents", "streams", "tests", "pyproject.toml"):
        (tree / room).symlink_to(ROOT / room)
    for module, opening in GREW.items():
        file = tree / "schemas" / f"{module}.py"
        before, cut, after = file.read_text().partition(opening)
        assert cut, f"{file} has no {opening}"
        head, docstring, fields = after.split('"""', 2)
        file.write_text(f'{before}{cut}{head}"""{docstring}"""\n    {ADDED}\n{fields}')
    return tree


async def test_exchanged_one_after_the_other_up_and_down(settings: Settings, newer: Path) -> None:
    """
    Every dispatch has its decision and its alert, nothing is dead, and each incident counts
    on: no worker forgot what the one before it, of whichever release, had remembered.
    """
    wired: list[int] = []
    async with handled(settings) as heard, AsyncExitStack() as group:
        on_the_wire = await group.enter_async_context(going_on(settings, wired))
        one, two = [await group.enter_async_context(working(settings)) for _ in range(2)]
        for tree in (newer, newer, ROOT, ROOT):
            await heard.all_of(list(wired))
            assert await one.stop() == 0, "".join(one.said)
            one, two = two, await group.enter_async_context(working(settings, tree=tree))
        on_the_wire.cancel()
        await heard.all_of(wired)
        for worker in (one, two):
            assert await worker.stop() == 0, "".join(worker.said)
    told_by: dict[tuple[str, int], set[str]] = defaultdict(set)
    for value in await values(settings, ALERTS.name):
        alert = decode(Alert, value)
        told_by[alert.incident_id, alert.incident_revision].add(alert.alert_id)

    assert heard.numbers == set(wired)
    assert await values(settings, DEAD.name) == []
    assert len(set().union(*told_by.values())) == len([one for one in wired if one % 5 == 0])
    # Whoever forgets begins to count anew: two messages would be one revision.
    assert {len(ids) for ids in told_by.values()} == {1}
    for topic in (READINGS.name, ALERTS.name, f"{GROUP}-incidents-changelog"):
        assert {MARK in value for value in await values(settings, topic)} == {True, False}, topic


@asynccontextmanager
async def going_on(settings: Settings, wired: list[int]) -> AsyncIterator[asyncio.Task[None]]:
    """Put dispatches of both releases on the wire until the block ends; *wired* has their numbers."""
    task = asyncio.create_task(wire_both(settings, wired))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def wire_both(settings: Settings, wired: list[int]) -> None:
    """Put a dispatch on the wire every few moments, now of the one and now of the other release."""
    topic = kafka.topic_name(settings, DISPATCHES)
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for number in count():
            made = dispatch(number)
            value = encode(made)
            if number % 2:
                value = value.replace(b"{", b'{"%s":"newer",' % MARK, 1)
            wired.append(number)
            await asyncio.shield(producer.send_and_wait(topic, value, made.key.encode()))
            await asyncio.sleep(0.05)


async def values(settings: Settings, topic: str) -> list[bytes]:
    """The values of all records of a topic."""
    name = settings.kafka.prefix + topic
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=False)
    async with aclosing(reading) as records:
        return [record.value async for record in records if record.value is not None]
