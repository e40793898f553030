"""
What the broker tests of the worker share: a worker process, dispatches, and what came of them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiokafka import AIOKafkaProducer

from schemas.codec import decode, encode
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.topics import DECISIONS, DISPATCHES
from streams import kafka
from streams.app import GROUP
from streams.kafka_admin import admin
from streams.settings import Settings
from tests.faults.accounts import behind

ROOT = Path(__file__).parents[2]
# After so long a thing does not come any more, on however busy a machine: no test's claim.
PATIENCE_SECONDS = 90
NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


def dispatch(number: int) -> Dispatch:
    """The dispatch with that number; of five, one goes on to ``following``."""
    return Dispatch(
        key=f"test:{number}", text=f"Nothing {number}.", published_at=NOON, received_at=NOON
    )


async def wire(settings: Settings, numbers: Iterable[int], partition: int | None = None) -> None:
    """Put dispatches with these numbers on the wire."""
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        sent = [await hand_over(producer, settings, number, partition) for number in numbers]
        await asyncio.gather(*sent)


async def keep_wiring(settings: Settings, numbers: Iterator[int], wired: list[int]) -> None:
    """Put a dispatch on each partition's wire every few moments until cancelled."""
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for number in numbers:
            wired.append(number)
            sent = await hand_over(producer, settings, number, number % settings.kafka.partitions)
            await asyncio.shield(sent)
            await asyncio.sleep(0.02)


async def hand_over(
    producer: AIOKafkaProducer, settings: Settings, number: int, partition: int | None
) -> Awaitable[object]:
    """Give one dispatch to the producer; what is returned is the broker's word."""
    made = dispatch(number)
    topic = kafka.topic_name(settings, DISPATCHES)
    return await producer.send(topic, encode(made), made.key.encode(), partition=partition)


async def committed(settings: Settings) -> dict[int, int]:
    """How far each partition of ``dispatches`` is committed; without those that never were."""
    async with admin(settings.kafka.bootstrap or "") as client:
        offsets = await client.list_consumer_group_offsets(settings.kafka.prefix + GROUP)
    topic = kafka.topic_name(settings, DISPATCHES)
    return {tp.partition: found.offset for tp, found in offsets.items() if tp.topic == topic}


async def until_all_committed(settings: Settings) -> None:
    """Wait until all ``dispatches`` and ``readings`` are done, remembered and committed."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await behind(settings):
            pass  # each look is a question to the broker


class Worker:
    """A worker process that is at work."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def until(self, words: str) -> None:
        """Wait until it says *words*."""
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                async for line in self.process.stdout:
                    self.said.append(line.decode())
                    if words in self.said[-1]:
                        return
            said = f"the worker ended without saying {words!r}:\n"
        except TimeoutError:
            said = f"the worker has not said {words!r}:\n"
        raise AssertionError(said + "".join(self.said))

    async def showing(self, waiting: Awaitable[None]) -> None:
        """Await what takes a worker that works; in vain, it is told what this one said."""
        try:
            await waiting
        except TimeoutError as error:
            self.process.kill()
            rest, _ = await self.process.communicate()
            raise AssertionError("".join([*self.said, rest.decode()])) from error

    def tell(self, wish: signal.Signals = signal.SIGTERM) -> None:
        """Send it a signal."""
        self.process.send_signal(wish)

    def release(self) -> None:
        """Let the record go on that it holds (``TOCSIN_TEST_HOLD``)."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")

    async def ended(self) -> int | None:
        """Wait for its end; returns its exit code."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            rest, _ = await self.process.communicate()
        self.said.append(rest.decode())
        return self.process.returncode

    async def stop(self) -> int | None:
        """Ask it to end; returns its exit code."""
        if self.process.returncode is None:
            self.tell()
        return await self.ended()


@asynccontextmanager
async def working(
    settings: Settings,
    *,
    until: str = "worker.ready",
    tree: Path = ROOT,
    within: Sequence[str] = (),
    **variables: str,
) -> AsyncIterator[Worker]:
    """
    Run a worker until the block ends; it begins when the worker has said *until*.

    *tree* is the checkout that it runs from; *within* stands before its command.
    """
    settings.state.mkdir(parents=True, exist_ok=True)
    watchlist = settings.state / "watchlist.toml"
    watchlist.write_text('[[watch]]\nid = "mali"\ncountry = "ML"\n')
    process = await asyncio.create_subprocess_exec(
        *within, sys.executable, "-m", "tests.worker.process",
        settings.model_copy(update={"watchlist": watchlist}).model_dump_json(),
        cwd=tree, env={**os.environ, **variables},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    worker = Worker(process)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await worker.until(until)
        yield worker
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


class Handled:
    """The numbers of the dispatches that a decision was made about."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self._more = asyncio.Event()

    async def listen(self, settings: Settings) -> None:
        """Take in decisions, for ever."""
        topic = kafka.topic_name(settings, DECISIONS)
        reading = kafka.read(settings.kafka.bootstrap or "", topic, follow=True)
        async with aclosing(reading) as records:
            async for record in records:
                decision = decode(Decision, record.value or b"")
                self.numbers.add(int(decision.dispatch.key.removeprefix("test:")))
                self._more.set()

    async def all_of(self, numbers: Iterable[int], *, within: float = PATIENCE_SECONDS) -> None:
        """Wait until all of *numbers* are handled; raises TimeoutError when some are not."""
        wanted = set(numbers)
        async with asyncio.timeout(within):
            while not wanted <= self.numbers:
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def handled(settings: Settings) -> AsyncIterator[Handled]:
    """Listen to decisions until the block ends."""
    heard = Handled()
    listening = asyncio.ensure_future(heard.listen(settings))
    try:
        yield heard
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
