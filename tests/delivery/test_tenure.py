"""Does who is given partitions begin, and who loses them let go, whatever comes between?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from schemas.subscription import Subscription
from streams.delivery import rereading, tenure
from streams.delivery.leaving import GROUP_WAITS, Patience, ended
from streams.delivery.ledger import Ledger
from streams.delivery.means import Means
from streams.delivery.rereading import alerts_at, stopped
from streams.delivery.run import Office
from streams.delivery.tenure import Tenure
from streams.settings import Settings
from streams.sharing import Given

from .desk import PATIENCE_SECONDS

DESK = Subscription(id="desk", channel="webhook", target="https://desk.example")


class Topic:
    """
    One partition of the ledger, as its owner sees it: producer, place in the group, and reader.

    Attributes:
        sent: How many records were handed over.
        is_asked: Set when one was that the broker does not answer for.
    """

    def __init__(self, *, answers: Callable[[int], bool], fails: bool = False) -> None:
        self.given = Given([0])
        self.sent = 0
        self.is_asked = asyncio.Event()
        self._answers = answers
        self._fails = fails
        self._unheard: list[Any] = []

    async def send(self, _: str, value: bytes, key: bytes, **more: Any) -> asyncio.Future[None]:
        """Take a record, and answer for it or not."""
        if self._fails:
            raise KafkaError("no word from the broker")
        self.sent += 1
        promise: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._answers(self.sent):
            promise.set_result(None)
            self._unheard.append(SimpleNamespace(value=value, key=key, offset=0, **more))
        else:
            self.is_asked.set()
        return promise

    async def partitions_for(self, _: str) -> set[int]:
        """Return those of ``alerts``."""
        return {0}

    def holds(self) -> bool:
        """Tell that it is ours."""
        return True

    def partition_of(self, _: str) -> int:
        """Return where it lies."""
        return 0

    def is_ours(self, _: str) -> bool:
        """Tell that it is ours."""
        return True

    async def recall(self) -> AsyncIterator[list[Any]]:
        """Yield what was written before: nothing."""
        while self.sent:
            yield []

    async def heard(self) -> list[Any]:
        """Return what came in."""
        await asyncio.sleep(0)
        found, self._unheard = self._unheard, []
        return found


class Reader:
    """
    Reads ``alerts``, which has none.

    Attributes:
        is_asked: Set when somebody waits for one.
    """

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()
        self._assigned: list[TopicPartition] = []

    async def start(self) -> None:
        """Connect."""

    async def stop(self) -> None:
        """Disconnect."""

    def assign(self, partitions: list[TopicPartition]) -> None:
        """Read these."""
        self._assigned = partitions

    def assignment(self) -> list[TopicPartition]:
        """Return what is read."""
        return self._assigned

    async def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the ends, which are the beginnings."""
        return dict.fromkeys(partitions, 0)

    async def beginning_offsets(self, partitions: list[TopicPartition]) -> Any:
        """Return the beginnings."""
        return dict.fromkeys(partitions, 0)

    def seek(self, _: TopicPartition, offset: int) -> None:
        """Go there."""

    async def getmany(self, **_: Any) -> dict[TopicPartition, Any]:
        """Wait for what never comes, and lose one cancellation, as aiokafka may."""
        if self.is_asked.is_set():
            await asyncio.Event().wait()
        self.is_asked.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return {}


def taking_over(
    topic: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader | None = None
) -> Tenure:
    """Return the tenure of who was given *topic*'s partition, and has one subscription."""
    monkeypatch.setattr(tenure, "alerts_consumer", lambda _: reader or Reader())
    monkeypatch.setattr(tenure, "GOODBYE_SECONDS", 0.0)
    wanted = SimpleNamespace(subscriptions={DESK.id: DESK}, silences={}, wishes={})
    means: Any = SimpleNamespace(wanted=wanted)
    return Tenure(Means(Settings(state=folder), "", topic, {}, means, "us"), topic)


async def test_partitions_may_go_while_their_owner_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    It waits for a broker's word that nobody passes on any more, and must not wait for ever.
    """
    topic = Topic(answers=lambda number: number == 1)  # the term, and no subscription's standing
    ours = taking_over(topic, tmp_path, monkeypatch)

    async with asyncio.timeout(PATIENCE_SECONDS):
        beginning = asyncio.ensure_future(ours.begin())
        await topic.is_asked.wait()
        await ours.end()

        assert not await beginning


async def test_who_cannot_write_does_not_begin_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What the broker does not take is never read back; the process ends of it.
    """
    ours = taking_over(Topic(answers=bool, fails=True), tmp_path, monkeypatch)

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert not await ours.begin()
        assert ours.has_failed
        with pytest.raises(ExceptionGroup) as failed:
            await ours.end()
    assert failed.group_contains(KafkaError)


async def test_a_cancellation_that_is_lost_is_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Who reads ``alerts`` goes on reading after the first; the partitions go all the same.
    """
    reader = Reader()
    ours = taking_over(Topic(answers=bool), tmp_path, monkeypatch, reader)

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await ours.begin()
        await reader.is_asked.wait()
        await ours.end()


async def test_who_waits_for_an_end_may_be_cancelled() -> None:
    """
    Its own cancellation is not taken for that of what it waits for.
    """
    may_end = asyncio.Event()
    task = asyncio.ensure_future(_deaf(may_end))
    await asyncio.sleep(0)  # it has begun
    waiting = asyncio.ensure_future(ended(task))
    await asyncio.sleep(0)  # it has cancelled once
    waiting.cancel()
    await asyncio.wait([waiting])
    was_over = task.done()
    may_end.set()
    await asyncio.wait([task])

    assert waiting.cancelled()
    assert not was_over


async def _deaf(may_end: asyncio.Event) -> None:
    """Hear no cancellation until it may end."""
    while not may_end.is_set():
        with suppress(asyncio.CancelledError):
            await may_end.wait()


async def test_partitions_are_not_let_go_twice_over() -> None:
    """
    The group asks for them while we are letting go: it is answered when we have, not before.
    """
    may_end = asyncio.Event()
    ends = []

    async def end(patience: Patience) -> None:
        ends.append(patience)
        await may_end.wait()

    means: Any = None
    office: Any = Office(means)
    office._tenure = SimpleNamespace(end=end)
    letting_go = [asyncio.ensure_future(office._let_go()) for _ in range(2)]
    await asyncio.wait(letting_go, timeout=0.01)
    early = [task.done() for task in letting_go]
    may_end.set()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*letting_go)

    assert early == [False, False]
    assert ends == [GROUP_WAITS]


async def test_a_record_is_waited_for_though_its_writer_is_cancelled() -> None:
    """
    Partitions go when what was posted is with the broker; the next owner reads it.
    """
    topic: Any = Topic(answers=lambda _: True)
    ledger = Ledger(topic, "deliveries", topic)
    writing = asyncio.ensure_future(_written(ledger))
    await asyncio.sleep(0)  # it has posted, and waits
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing
    settled = asyncio.ensure_future(ledger.settled())
    await asyncio.wait([settled], timeout=0)
    was_settled_unsent = settled.done()
    sending = asyncio.ensure_future(ledger.keep_sending())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await settled
    sending.cancel()

    assert not was_settled_unsent
    assert topic.sent == 1


async def _written(ledger: Ledger) -> None:
    await ledger.erase(0, ["desk"])


async def test_who_is_cancelled_while_a_reader_stops_stays_cancelled() -> None:
    """
    aiokafka takes the cancellation for its own; a task that lived on would hold up the group.
    """
    is_stopping = asyncio.Event()

    async def stop() -> None:
        is_stopping.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    consumer: Any = SimpleNamespace(stop=stop)
    task = asyncio.ensure_future(stopped(consumer))
    await is_stopping.wait()
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()


async def test_a_reader_that_could_not_connect_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever is cancelled while it connects leaves no connection open.
    """
    is_asked, stops = asyncio.Event(), []

    async def start() -> None:
        is_asked.set()
        await asyncio.Event().wait()

    async def stop() -> None:
        stops.append("stopped")

    reader = SimpleNamespace(start=start, stop=stop, assign=lambda _: None)
    monkeypatch.setattr(rereading, "alerts_consumer", lambda _: reader)
    reading = asyncio.ensure_future(alerts_at("", "alerts", [(0, 0)]))
    await is_asked.wait()
    reading.cancel()
    await asyncio.wait([reading])

    assert reading.cancelled()
    assert stops == ["stopped"]
