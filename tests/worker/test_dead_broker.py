"""Is nothing lost of what cannot be handled: buried, sent back, and handled once mended?"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterable
from contextlib import aclosing
from typing import Any

import pytest
from aiokafka.errors import MessageSizeTooLargeError
from msgspec.structs import replace

from agents.effects import Output
from schemas.codec import decode
from schemas.dead_letter import DeadLetter, letter_in
from schemas.decision import Decision
from schemas.topics import DEAD, DECISIONS, DISPATCHES, LARGEST_RECORD
from streams import kafka
from streams.letters import Buried, register
from streams.outputs import Outbox
from streams.redriving import bodies, send_back
from streams.settings import Settings
from tests.worker.workshop import dispatch, handled, wire, working

pytestmark = pytest.mark.broker

TRIPPING = {"TOCSIN_TEST_TRIPS_OVER": "7"}


class Killed(BaseException):
    """Stands for kill -9."""


async def send_raw(settings: Settings, values: Iterable[bytes], partition: int) -> None:
    """Put these bytes on the wire."""
    topic = kafka.topic_name(settings, DISPATCHES)
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for value in values:
            await producer.send_and_wait(topic, value, b"odd", partition=partition)


async def letters_on(settings: Settings) -> list[Buried]:
    """Each letter once, oldest first."""
    return (await register(settings, bootstrap=settings.kafka.bootstrap or "")).letters()


async def until_buried(settings: Settings, count: int) -> list[str]:
    """Wait until so many letters were buried; returns their ids, repeated as they are."""
    ids: list[str] = []
    topic = kafka.topic_name(settings, DEAD)
    reading = kafka.read(settings.kafka.bootstrap or "", topic, follow=True)
    async with asyncio.timeout(60), aclosing(reading) as records:
        async for record in records:
            said = letter_in(record.headers)
            if isinstance(said, DeadLetter):
                ids.append(said.id)
            if len(set(ids)) >= count:
                break
    return ids


async def redrive(settings: Settings, *, killed: bool = False) -> None:
    """Send every open letter back; *killed* before it is noted."""
    bootstrap = settings.kafka.bootstrap or ""
    chosen = [one for one in await letters_on(settings) if one.is_open]
    async with kafka.producer(bootstrap) as producer:
        sender: Any = Dying(producer) if killed else producer
        async for portion in bodies(chosen, settings, bootstrap=bootstrap):
            await send_back(portion, sender, settings)


class Dying:
    """A producer whose process is killed when it would write to ``dead``."""

    def __init__(self, producer: Any) -> None:
        self._producer = producer

    async def send(self, topic: str, *record: Any, **more: Any) -> Any:
        if topic.endswith(DEAD.name):
            raise Killed
        return await self._producer.send(topic, *record, **more)


async def decided(settings: Settings, number: int) -> Counter[str]:
    """How often each decision about the dispatch with that number was sent, by id."""
    topic = kafka.topic_name(settings, DECISIONS)
    reading = kafka.read(settings.kafka.bootstrap or "", topic, follow=False)
    async with aclosing(reading) as records:
        all_of_them = [decode(Decision, record.value or b"") async for record in records]
    key = dispatch(number).key
    return Counter(one.decision_id for one in all_of_them if one.dispatch.key == key)


async def test_what_was_given_up_is_decided_once_it_is_redriven(settings: Settings) -> None:
    """
    An agent with a bug buries a dispatch; mended and redriven, there is one decision about it.
    """
    await wire(settings, [6, 7, 8], partition=1)
    async with handled(settings) as heard:
        async with working(settings, **TRIPPING) as worker:
            await heard.all_of([6, 8])
            await worker.stop()
        [letter] = await letters_on(settings)
        before = await decided(settings, 7)
        await redrive(settings)
        async with working(settings) as worker:
            await heard.all_of([7])
            await worker.stop()
    [after] = await letters_on(settings)

    assert (letter.is_open, letter.letter.error_class) == (True, "KeyError")
    assert letter.letter.id == f"{settings.kafka.prefix}dispatches-1-1"
    assert before == Counter()
    assert list((await decided(settings, 7)).values()) == [1]
    assert after.fate is not None
    assert after.fate.done == "redriven"


async def test_a_redrive_that_was_killed_is_repeated(settings: Settings) -> None:
    """
    Killed between the record and its note, then run again: one letter, one decision's id.
    """
    await wire(settings, [7], partition=1)
    async with working(settings, **TRIPPING) as worker:
        await until_buried(settings, 1)
        await worker.stop()
    with pytest.raises(Killed):
        await redrive(settings, killed=True)
    unnoted = await letters_on(settings)
    await redrive(settings)
    await wire(settings, [8], partition=1)
    async with handled(settings) as heard, working(settings, **TRIPPING) as worker:
        await heard.all_of([8])  # behind both copies, which failed again
        await worker.stop()
    [again] = await letters_on(settings)
    await redrive(settings)
    async with handled(settings) as heard, working(settings) as worker:
        await heard.all_of([7])
        await worker.stop()

    assert [one.is_open for one in unnoted] == [True]
    assert (again.letter.attempt, again.is_open) == (2, True)
    assert len(await decided(settings, 7)) == 1
    assert [one.is_open for one in await letters_on(settings)] == [False]


async def test_the_largest_record_fits_with_its_reason(settings: Settings) -> None:
    """
    Eight MiB and the longest headers of ours, on the topic as it is made.
    """
    said = DeadLetter(
        topic="t" * 249, partition=2**31, offset=2**59, stage="parsing", error_class="E" * 200,
        error_type="e" * 400, error_text="\N{FIRE}" * 1000, dead_at_ms=2**41,
    )  # fmt: skip
    async with kafka.producer(settings.kafka.bootstrap or "", compression=None) as producer:
        outbox = Outbox(producer, settings.kafka.prefix)
        await outbox.bury(b"k", os.urandom(LARGEST_RECORD - 100), said.headers())
    [letter] = await letters_on(settings)

    assert (letter.letter, letter.size) == (said, LARGEST_RECORD - 100)


async def test_an_oversized_output_spoils_no_other(settings: Settings) -> None:
    """
    It is refused before the producer has it, which would be of no use to that partition after.
    """
    key = dispatch(1).key
    large = dispatch(1), replace(dispatch(1), text="x" * DISPATCHES.max_message_bytes)
    async with kafka.producer(settings.kafka.bootstrap or "", compression=None) as producer:
        outbox = Outbox(producer, settings.kafka.prefix)
        with pytest.raises(MessageSizeTooLargeError):
            await outbox.send(*(Output(DISPATCHES, key, one) for one in large))
        await outbox.send(Output(DISPATCHES, key, dispatch(1)))
    topic = kafka.topic_name(settings, DISPATCHES)
    reading = kafka.read(settings.kafka.bootstrap or "", topic, follow=False)
    async with aclosing(reading) as records:
        found = [record.key async for record in records]

    assert found == [key.encode()]


async def test_one_in_a_hundred_is_buried_and_the_rest_handled(settings: Settings) -> None:
    """
    Two thousand dispatches with rubbish among them: none lost, none handled twice, no stop.
    """
    good = range(2_000)
    async with handled(settings) as heard, working(settings) as worker:
        for start in range(0, 2_000, 200):
            await send_raw(settings, [b'{"key": 7}', b""], partition=start // 200 % 3)
            await wire(settings, good[start : start + 200])
        await heard.all_of(good)
        ids = await until_buried(settings, 20)
        code = await worker.stop()

    assert code == 0, "".join(worker.said)
    assert len(ids) == len(set(ids)) == 20


async def test_a_run_of_bad_records_stops_the_worker_and_loses_none(settings: Settings) -> None:
    """
    The worker ends before it acknowledges the record that is too many; with the limit raised
    every good one is handled and every bad one buried.
    """
    limited = settings.worker.model_copy(update={"dead_limit": 20})
    raised = settings.worker.model_copy(update={"dead_limit": 51})
    await wire(settings, range(10), partition=1)
    await send_raw(settings, [b"{"] * 50, partition=1)
    await wire(settings, range(10, 20), partition=1)
    async with handled(settings) as heard:
        async with working(settings.model_copy(update={"worker": limited})) as worker:
            async with asyncio.timeout(60):
                code = await worker.ended()
        stopped = {one.letter.offset for one in await letters_on(settings)}
        async with working(settings.model_copy(update={"worker": raised})) as second:
            await heard.all_of(range(20))
            await second.stop()
    buried = {one.letter.offset for one in await letters_on(settings)}

    assert code == 1
    assert "20 bad records in a row (worker.dead_limit)" in "".join(worker.said)
    assert stopped == set(range(10, 29))
    assert buried == set(range(10, 60))
