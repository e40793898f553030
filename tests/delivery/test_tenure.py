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
from streams.delivery import tenure
from streams.delivery.ledger import Ledger
from streams.delivery.rereading import stopped
from streams.delivery.tenure import Means, Tenure
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
    """Reads ``alerts``, which has none."""

    def __init__(self) -> None:
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


def taking_over(topic: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Tenure:
    """Return the tenure of who was given *topic*'s partition, and has one subscription."""
    monkeypatch.setattr(tenure, "alerts_consumer", lambda _: Reader())
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
