"""Whose fault is it when a record cannot be handled?"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
)
from faust.exceptions import ImproperlyConfigured

from agents.effects import Output
from schemas.codec import BadRecord, decode, encode
from schemas.dispatch import Dispatch
from schemas.record import DispatchRef
from schemas.state import Version
from schemas.topics import ALERTS, DEAD, READINGS
from streams.blame import is_ours, reason
from streams.outputs import AROUND, NotSent, Outbox
from streams.packed import BrokenMemory, Packed
from streams.shelf import Shelf
from tests.worker.fakes import FakeProducer

REF = DispatchRef(key="a", revision=1)


@pytest.mark.parametrize(
    "error",
    [
        KafkaConnectionError(), KafkaTimeoutError(), OutOfOrderSequenceNumber(), ProducerClosed(),
        NotSent("closed"), ImproperlyConfigured("no table"), BrokenMemory("versions"),
        OSError("disk"), TimeoutError(), ConnectionResetError(),
        FileNotFoundError("en.toml"), MemoryError(), ImportError("langdetect"), SystemError(),
    ],
    ids=repr,
)  # fmt: skip
def test_what_we_stand_on_is_ours(error: Exception) -> None:
    """
    Broker, machine, memory, installation: no record is given up for them.
    """
    assert is_ours(error)


@pytest.mark.parametrize(
    "error",
    [
        BadRecord("no `key`"), MessageSizeTooLargeError("9 MB"), RecursionError("too deep"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), KeyError("a bug"), TypeError("None"),
        AssertionError(), ZeroDivisionError(), RuntimeError("a bug"), StopIteration(),
    ],
    ids=repr,
)  # fmt: skip
def test_what_one_record_makes_come_up_is_theirs(error: Exception) -> None:
    """
    Malformed, oversized, or a record that our judgement trips over.
    """
    assert not is_ours(error)


@pytest.mark.parametrize(
    "failure",
    [KafkaTimeoutError(), TimeoutError(), RuntimeError("loop is closed"), AssertionError("state"),
     ValueError("bug of the client"), asyncio.CancelledError()],
    ids=repr,
)  # fmt: skip
async def test_whatever_keeps_a_record_from_arriving_is_ours(failure: Any) -> None:
    """
    Not only Kafka's own errors: a client that was closed or tripped has sent nothing either.
    """
    producer = FakeProducer()
    producer.refuse(failure)
    outbox = Outbox(producer, "")
    for sending in (outbox.send(Output(READINGS, "ML", REF)), outbox.bury(b"k", b"v", [])):
        with pytest.raises(Exception) as raised:  # noqa: PT011  # which one is the matter here
            await sending

        assert is_ours(raised.value)


async def test_an_output_that_cannot_be_written_is_theirs() -> None:
    """
    A record that judgement made of this one, and that is no UTF-8, is this one's matter.
    """
    producer = FakeProducer()
    with pytest.raises(Exception) as raised:  # noqa: PT011  # which one is the matter here
        await Outbox(producer, "").send(
            Output(READINGS, "ML", DispatchRef(key="\ud800", revision=1))
        )

    assert not is_ours(raised.value)
    assert not producer.sent


@pytest.mark.parametrize("over", [0, 1])
async def test_an_oversized_output_is_theirs_and_not_handed_over(over: int) -> None:
    """
    The producer would count it as sent, and be of no use to that partition any more.
    """
    producer = FakeProducer()
    around = len(encode(DispatchRef(key="", revision=1)))
    room = ALERTS.max_message_bytes - AROUND - around + over
    sending = Outbox(producer, "").send(
        Output(READINGS, "ML", REF), Output(ALERTS, "", DispatchRef(key="x" * room, revision=1))
    )
    if not over:
        await sending
        return
    with pytest.raises(MessageSizeTooLargeError, match="topic alerts, which takes 1,048,588"):
        await sending

    assert not producer.sent


async def test_the_largest_record_fits_the_dead_letters() -> None:
    """
    Eight MiB, and all that we have to say about it.
    """
    producer = FakeProducer()
    said = [("x-exception-message", b"\xf0\x9f\x94\xa5" * 1000), ("x-original-topic", b"t" * 249)]
    await Outbox(producer, "").bury(b"k", b"x" * (8 << 20), said)

    assert DEAD.max_message_bytes > (8 << 20)
    assert len(producer.sent) == 1


def corrupt(memory: Packed[Version]) -> None:
    memory._packed["a"] = b"{}"


def torn(memory: Packed[Version]) -> None:
    memory._packed["a"] = zlib.compress(b"{}" * 500)[:-4]


@pytest.mark.parametrize("spoil", [corrupt, torn])
def test_memory_that_cannot_be_read_is_ours(spoil: Callable[[Packed[Version]], None]) -> None:
    """
    The record that asks for it is as good as any.
    """
    memory = Packed(Version)
    spoil(memory)
    with pytest.raises(BrokenMemory, match="Version cannot be read back") as raised:
        memory["a"]

    assert is_ours(raised.value)


def test_what_cannot_be_remembered_is_ours() -> None:
    """
    Its outputs are with the broker already. Told before the commit, which packs it.
    """
    memory = Shelf(DispatchRef)
    memory["a"] = DispatchRef(key="\ud800", revision=1)
    with pytest.raises(BrokenMemory, match="cannot be kept"):
        memory.changes()


def test_an_unknown_key_is_no_broken_memory() -> None:
    """
    Memory is asked for what it does not have all day.
    """
    assert Packed(Version).get("a") is None


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"key": 7}', b"null"])
def test_bytes_that_are_no_record_are_theirs(data: bytes) -> None:
    """
    Whatever the bytes, decoding says so in the one way that is the record's fault.
    """
    with pytest.raises(BadRecord) as raised:
        decode(Dispatch, data)

    assert not is_ours(raised.value)


def test_a_reason_can_always_be_written() -> None:
    """
    Half a surrogate, ten megabytes, or an exception that cannot even say what it is.
    """

    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert reason(ValueError("half \ud800")) == "half ?"
    assert len(reason(ValueError("x" * 10_000_000))) == 1000
    assert reason(Mute()) == "(says nothing that can be read)"
