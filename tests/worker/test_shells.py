"""The two agents over an async iterator and dicts: what Faust runs, without Faust."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from msgspec.structs import replace

from agents.following import following
from agents.linking.world import World
from agents.reading import reading
from schemas.codec import encode
from schemas.control import Tick
from schemas.dispatch import Dispatch
from schemas.state import Clock, Version
from streams.dead_letters import DeadLetters
from streams.dead_limit import DeadLimit
from streams.outputs import Outbox
from tests.worker.fakes import FakeEvent, FakeProducer, stream
from tests.worker.test_dead_letters import Stopped, stop

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DISPATCH = Dispatch(key="a", text="The market is quiet.", published_at=NOON, received_at=NOON)

Agent = Callable[[Callable[..., Awaitable[None]], DeadLetters], Awaitable[None]]


async def run(agent: Agent, producer: FakeProducer) -> list[str]:
    """Run an agent to the end of its events; returns the topics it wrote to, in order."""
    outbox = Outbox(producer, "")
    await agent(outbox.send, DeadLetters(outbox.bury, DeadLimit(20, 1), stop))
    return [sent.topic for sent in producer.sent]


async def test_reading_buries_a_bad_record_and_handles_the_next() -> None:
    """
    A malformed dispatch ends in ``dead``; the one behind it is decided and remembered.
    """
    versions: dict[str, Version] = {}
    events = [FakeEvent(b"[]"), FakeEvent(None), FakeEvent(encode(DISPATCH))]

    async def agent(send: Any, letters: DeadLetters) -> None:
        await reading(stream(events), versions=versions, boundary=letters.catching, send=send)

    assert await run(agent, FakeProducer()) == ["dead", "dead", "decisions"]
    assert set(versions) == {"a"}


async def test_reading_remembers_nothing_that_was_not_sent() -> None:
    """
    Outputs, then state: after a failed send the record must come back to the old state.
    """
    versions: dict[str, Version] = {}
    producer = FakeProducer()
    producer.refuse(KafkaConnectionError())

    async def agent(send: Any, letters: DeadLetters) -> None:
        events = stream([FakeEvent(encode(DISPATCH))])
        await reading(events, versions=versions, boundary=letters.catching, send=send)

    with pytest.raises(Stopped):
        await run(agent, producer)

    assert not versions


async def test_following_buries_a_bad_record_and_handles_the_next() -> None:
    """
    A malformed reading ends in ``dead``; the tick behind it moves the partition's clock.
    """
    clocks: dict[str, Clock] = {}
    world = World({}, clocks, {})
    events = [FakeEvent(b"{}"), FakeEvent(encode(Tick(at=NOON)), key=None)]

    async def agent(send: Any, letters: DeadLetters) -> None:
        await following(
            stream(events), memory=lambda _: world, boundary=letters.catching, send=send
        )

    assert await run(agent, FakeProducer()) == ["dead"]
    assert world.now == NOON


async def test_following_remembers_nothing_that_was_not_sent() -> None:
    """
    Outputs, then state: after a failed send the reading must come back to the old world.
    """
    world = World({}, {}, {})
    text = "Fighting broke out in Gao, Mali, on Sunday between soldiers and rebels."
    wire = FakeProducer()

    async def read(send: Any, letters: DeadLetters) -> None:
        events = stream([FakeEvent(encode(replace(DISPATCH, text=text)))])
        await reading(events, versions={}, boundary=letters.catching, send=send)

    await run(read, wire)
    [said] = [sent.value for sent in wire.sent if sent.topic == "readings"]
    producer = FakeProducer()
    producer.refuse(KafkaConnectionError())

    async def agent(send: Any, letters: DeadLetters) -> None:
        await following(
            stream([FakeEvent(said)]), memory=lambda _: world, boundary=letters.catching, send=send
        )

    with pytest.raises(Stopped):
        await run(agent, producer)

    assert world.now is None


async def test_a_kill_of_a_correction_goes_as_far_as_the_correction_went() -> None:
    """
    Its item lies in another partition: there the correction was handled, here it is remembered.
    """
    text = "Fighting broke out in Gao, Mali, on Sunday between soldiers and rebels."
    first = replace(DISPATCH, text=text.replace("Gao, Mali", "Djibo, Burkina Faso"))
    moved = replace(first, key="b", text=text, corrects="a", published_at=NOON + MINUTE)
    kill = replace(moved, key="c", corrects="b", pubstatus="canceled",
                   published_at=NOON + 2 * MINUTE)  # fmt: skip
    producers = {key: FakeProducer() for key in ("a", "b")}
    for key, producer in producers.items():
        versions: dict[str, Version] = {}
        events = [
            FakeEvent(encode(one), address.encode())
            for one in (first, moved, kill)
            for address in one.addresses
            if address == key
        ]

        async def agent(
            send: Any, letters: DeadLetters, events: Any = events, versions: Any = versions
        ) -> None:
            await reading(stream(events), versions=versions, boundary=letters.catching, send=send)

        await run(agent, producer)

    sent = {
        key: [(one.topic, one.key) for one in producer.sent if one.topic == "readings"]
        for key, producer in producers.items()
    }
    assert sent == {
        "a": [("readings", b"BF"), ("readings", b"BF"), ("readings", b"ML")],
        "b": [("readings", b"ML")],
    }


async def test_an_item_that_corrects_itself_is_read() -> None:
    """
    Some wires name the item's own key: it stands on the topic once, and is handled there.
    """
    own = replace(DISPATCH, corrects=DISPATCH.key)
    events = [FakeEvent(encode(own), key.encode()) for key in own.addresses]

    async def agent(send: Any, letters: DeadLetters) -> None:
        await reading(stream(events), versions={}, boundary=letters.catching, send=send)

    assert await run(agent, FakeProducer()) == ["decisions"]
