"""On a real Kafka: is a role's health told, and is a role that hangs ended?"""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from schemas.codec import decode
from schemas.heartbeat import Heartbeat
from schemas.topics import DISPATCHES, HEARTBEATS
from streams import kafka
from streams.health.attended import attended
from streams.health.signs import Left, Signs
from streams.settings import Health, Kafka, Settings
from streams.trouble import Trouble
from streams.wires.poller import run_poller
from tests.health.test_shells import get
from tests.worker.workshop import Worker, handled, wire, working

pytestmark = pytest.mark.broker

# Generous: a machine that is busy with other tests starts processes slowly.
LONGEST_WAIT = 60

# A busy machine may take half of this to start a worker and to get it into its group.
SHORT = Health(stuck_seconds=4, patience_seconds=11, heartbeat_seconds=0.5)
"""Fifteen seconds of standing still are the end."""

HANG = {"TOCSIN_TEST_FIRST_ANSWER": "100000"}
"""Each partition's first record never finishes."""


def watched(settings: Settings, health: Health = SHORT) -> Settings:
    return settings.model_copy(update={"health": health})


def pages_of(worker: Worker) -> str:
    """Where the worker said that its pages are."""
    found = re.search(r"(http://127\.0\.0\.1:\d+)/readyz", "".join(worker.said))
    assert found, worker.said
    return found[1]


async def heartbeats(settings: Settings) -> AsyncIterator[Heartbeat]:
    """Yield heartbeats, those that were and those that come; the broker's time of each is sane."""
    name = kafka.topic_name(settings, HEARTBEATS)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=True)
    async with asyncio.timeout(LONGEST_WAIT), aclosing(reading) as records:
        async for record in records:
            told = decode(Heartbeat, record.value or b"")
            assert record.key == told.key.encode()
            assert record.timestamp_type == 1  # the broker's clock, not the sender's
            yield told


async def test_a_worker_tells_that_it_is_ready(settings: Settings) -> None:
    """By its pages, and over Kafka by its heartbeats, down to its last."""
    chosen = watched(settings, Health(heartbeat_seconds=0.5))
    async with working(chosen) as worker, handled(chosen) as heard:
        await wire(chosen, range(20))
        await heard.all_of(range(20))
        alive = await asyncio.to_thread(get, f"{pages_of(worker)}/healthz")
        async with aclosing(heartbeats(chosen)) as told:
            first = await anext(told)
            done = await until(told, lambda one: one.ready and one.handled >= 20)
            ready, said = await asyncio.to_thread(get, f"{pages_of(worker)}/readyz")
            await worker.stop()
            last = await until(told, lambda one: one.phase == "stopping")

    assert alive == (200, {"alive": True, "reasons": []})
    assert (ready, said["ready"], said["partitions"]) == (200, True, 6)
    assert (first.ready, first.phase in {"starting", "joining"}) == (False, True)
    assert first.reasons
    assert done.watermark is not None
    assert done.pages == pages_of(worker)
    assert (last.ready, last.reasons) == (False, ("it was told to stop",))
    assert {one.instance for one in (first, done, last)} == {first.instance}


async def test_an_agent_that_hangs_is_ended_and_its_record_handled(settings: Settings) -> None:
    """The watchdog says which partition; the next start does what was left."""
    chosen = watched(settings)
    async with working(chosen, **HANG) as worker, asyncio.timeout(LONGEST_WAIT):
        await wire(chosen, [1, 2, 3], partition=1)
        await worker.until("watchdog.end")
        code = await worker.process.wait()
    assert code == 1
    assert re.search(r"dispatches 1 has not moved for \d+ s \(3 waiting after", worker.said[-1])

    async with working(chosen), handled(chosen) as heard:
        await heard.all_of([1, 2, 3])


async def test_a_broker_that_freezes_ends_a_worker_at_the_limit(tmp_path: Path) -> None:
    """It takes connections and answers nothing; the last line says so."""
    async with (
        own_broker(tmp_path) as (broker, settings),
        working(watched(settings)) as worker,
        asyncio.timeout(LONGEST_WAIT),
    ):
        os.kill(broker, signal.SIGSTOP)
        try:
            await worker.until("watchdog.end")
            code = await worker.process.wait()
        finally:
            os.kill(broker, signal.SIGCONT)

    assert code == 1
    assert "broker has not moved for" in worker.said[-1]


async def test_a_broker_that_freezes_for_less_ends_nobody(tmp_path: Path) -> None:
    """Not ready meanwhile, with the reason; then ready again, and what came is handled."""
    health = Health(stuck_seconds=4, patience_seconds=60, answer_seconds=1, heartbeat_seconds=0.5)
    async with own_broker(tmp_path) as (broker, settings):
        chosen = watched(settings, health)
        async with working(chosen) as worker, handled(chosen) as heard:
            pages = pages_of(worker)
            await until_page(f"{pages}/readyz", 200)
            os.kill(broker, signal.SIGSTOP)
            try:
                said = await until_page(f"{pages}/readyz", 503)
                alive, _ = await asyncio.to_thread(get, f"{pages}/healthz")
            finally:
                os.kill(broker, signal.SIGCONT)
            await until_page(f"{pages}/readyz", 200)
            await wire(chosen, range(5))
            await heard.all_of(range(5))
            code = await worker.stop()

    assert alive == 200
    assert any(reason.startswith("no broker has answered for") for reason in said["reasons"])
    assert code == 0, worker.said


async def test_a_poller_tells_of_its_share(settings: Settings, tmp_path: Path) -> None:
    """How many feeds it follows; it is ready once its share is known."""
    (tmp_path / "drop").mkdir()
    (tmp_path / "feeds.toml").write_text(f'[[feed]]\nid = "drop"\nfolder = "{tmp_path / "drop"}"\n')
    chosen = watched(settings, Health(heartbeat_seconds=0.3)).model_copy(
        update={"feeds": tmp_path / "feeds.toml"}
    )
    polling = asyncio.ensure_future(run_poller(chosen, bootstrap=settings.kafka.bootstrap or ""))
    try:
        async with aclosing(heartbeats(chosen)) as told:
            ready = await until(told, lambda one: one.ready and one.feeds == 1)
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert (ready.role, ready.phase, ready.partitions) == ("poller", "working", 3)


async def test_heartbeats_that_fail_hold_up_nothing(settings: Settings) -> None:
    """Nobody is there to take them: the work goes on beside warnings, and ends at once."""
    nowhere = "127.0.0.1:1"
    chosen = watched(settings, Health(heartbeat_seconds=0.01, port="off"))
    looked = asyncio.Event()
    looks = 0

    def look() -> Signs:
        nonlocal looks
        looks += 1
        if looks > 3:
            looked.set()
        return Signs("working")

    async with asyncio.timeout(15), attended(chosen, "worker", look, bootstrap=nowhere):
        await looked.wait()

    assert looked.is_set()


async def test_the_last_word_says_why(settings: Settings) -> None:
    """A role that failed is told apart from one that was told to stop."""

    async def fail_once_heard() -> None:
        async with attended(settings, "poller", working_look, bootstrap=kafka_of(settings)):
            await until(told, lambda one: one.role == "poller")
            raise Trouble("the disk is full")

    async with aclosing(heartbeats(settings)) as told:
        with pytest.raises(Trouble, match="disk"):
            await fail_once_heard()
        last = await until(told, lambda one: one.phase == "stopping")

    assert last.reasons == ("it failed: the disk is full",)


async def test_two_roles_with_one_fixed_port_clash_loudly(settings: Settings) -> None:
    """Each process has pages of its own; the second is told before it begins."""
    one = Health(port=free_port())
    chosen = watched(settings, one)
    async with attended(chosen, "worker", working_look, bootstrap=kafka_of(settings)):
        with pytest.raises(Trouble, match=f"health.port {one.port}: cannot be listened on"):
            async with attended(chosen, "poller", working_look, bootstrap="x:1"):
                pass


async def test_the_page_shows_what_waits(settings: Settings) -> None:
    """Lag by topic and the time since the last commit, for a look that shows them."""
    port = free_port()
    signs = Signs("working", partitions=2, behind={(DISPATCHES.name, 0): Left(4, 7)})
    chosen = watched(settings, Health(port=port))
    async with attended(chosen, "worker", lambda: signs, bootstrap=kafka_of(settings)):
        said = await until_page(f"http://127.0.0.1:{port}/readyz", 200)

    assert said["lag"] == {"dispatches": 7}
    assert said["seconds_since_commit"] >= 0
    assert said["seconds_since_answer"] < LONGEST_WAIT


def working_look() -> Signs:
    return Signs("working")


def kafka_of(settings: Settings) -> str:
    return settings.kafka.bootstrap or ""


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(told: AsyncIterator[Heartbeat], wanted) -> Heartbeat:
    """Wait for a heartbeat that is *wanted*."""
    async for one in told:
        if wanted(one):
            return one
    raise AssertionError


async def until_page(url: str, status: int) -> dict:
    """Ask a page until it answers with *status*; returns what it says."""
    async with asyncio.timeout(LONGEST_WAIT):
        while True:
            found, said = await asyncio.to_thread(get, url)
            if found == status:
                return said
            await asyncio.sleep(0.05)


@asynccontextmanager
async def own_broker(folder: Path) -> AsyncIterator[tuple[int, Settings]]:
    """Run a broker that may be frozen; gives its process and settings with topics made."""
    from streams.broker.embedded import EmbeddedKafka
    from streams.broker.topics import ensure_topics

    broker = EmbeddedKafka(folder / "broker")
    try:
        await broker.__aenter__()
    except Trouble as missing:
        pytest.skip(f"the embedded broker cannot be had: {missing}")
    try:
        settings = Settings(
            state=folder / "state", kafka=Kafka(bootstrap=broker.bootstrap, partitions=3)
        )
        await ensure_topics(broker.bootstrap, settings)
        assert broker._broker is not None
        yield broker._broker.pid, settings
    finally:
        await broker.__aexit__(None, None, None)
