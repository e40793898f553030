"""Is a record read whose header has a name that is not UTF-8?"""

from __future__ import annotations

import time
from contextlib import aclosing

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.default_records import (
    DefaultRecordBatchBuilder,
    _DefaultRecordBatchBuilderPy,
)

from schemas.codec import encode
from schemas.topics import DISPATCHES
from streams import kafka
from streams.mending.headers import Records, fetcher_records
from streams.settings import Settings
from tests.worker.workshop import dispatch, handled, wire, working


class Odd(str):
    """A name as a client in C can write it."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return b"odd\xff"


def batch(
    *names: str,
    value: bytes | None = None,
    builder: type = _DefaultRecordBatchBuilderPy,
    codec: int = 0,
) -> bytes:
    """A batch of records with one header each; of *value*, or each of its own."""
    made = builder(
        magic=2, compression_type=codec, is_transactional=0, producer_id=-1, producer_epoch=-1,
        base_sequence=-1, batch_size=10_000,
    )  # fmt: skip
    now = int(time.time() * 1000)
    for offset, name in enumerate(names):
        said = b"v%d" % offset if value is None else value
        made.append(offset, now, b"k", said, headers=[(name, b"\xfe")])
    return bytes(made.build())


def read(data: bytes) -> list[tuple[bytes, str]]:
    """What is read of *data*: the value, and the name of the header, of each record."""
    records = Records(data, fetcher_records(data))
    said = []
    while records.has_next():
        said += [(record.value, record.headers[0][0]) for record in records.next_batch()]
    return said


@pytest.mark.parametrize("codec", [0, 1], ids=["plain", "gzip"])
def test_an_odd_name_is_spelt_out(codec: int) -> None:
    """
    The record and those round it are read, each once, in this batch and the next.
    """
    data = batch("fine", Odd("odd"), "fine too", codec=codec) + batch("next")

    assert read(data) == [
        (b"v0", "fine"), (b"v1", "odd\\xff"), (b"v2", "fine too"), (b"v0", "next"),
    ]  # fmt: skip


def test_stock_aiokafka_reads_no_further() -> None:
    """
    Without the fix the batch ends there.
    """
    data = batch("fine", Odd("odd"), "fine too")

    with pytest.raises(UnicodeDecodeError):
        list(fetcher_records(data).next_batch())


def test_a_batch_that_is_cut_off_is_left() -> None:
    """
    A broker ends its answer in the middle of a batch: it is asked for again.
    """
    whole = batch("fine", builder=DefaultRecordBatchBuilder)

    assert read(whole + whole[:-1]) == [(b"v0", "fine")]


@pytest.mark.broker
@pytest.mark.parametrize("skipped", ["", "header_names"], ids=["mended", "stock"])
async def test_a_worker_reads_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, skipped: str
) -> None:
    """
    One odd record must not hold up its partition for ever.
    """
    await wire_odd(settings, monkeypatch)
    await wire(settings, [2], partition=0)
    loud = {"TOCSIN_TEST_LOUD": "yes", "TOCSIN_TEST_SKIP_FIX": skipped}
    async with working(settings, **loud) as worker, handled(settings) as heard:
        if skipped:
            await worker.until("UnicodeDecodeError")
        else:
            await heard.all_of([1, 2])

    assert heard.numbers == (set() if skipped else {1, 2})


@pytest.mark.broker
async def test_commands_read_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever looks at a topic sees the odd record and the next.
    """
    await wire_odd(settings, monkeypatch)
    await wire(settings, [2], partition=0)
    topic = kafka.topic_name(settings, DISPATCHES)
    async with aclosing(kafka.read(settings.kafka.bootstrap or "", topic, follow=False)) as reading:
        headers = [record.headers async for record in reading]

    assert headers == [((r"odd\xff", b"\xfe"),), ()]


async def wire_odd(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a dispatch with an odd header on the wire of partition 0."""
    topic, value = kafka.topic_name(settings, DISPATCHES), encode(dispatch(1))
    with monkeypatch.context() as odd:
        odd.setattr(BatchBuilder, "_build", lambda _: batch(Odd("odd"), value=value))
        async with AIOKafkaProducer(bootstrap_servers=settings.kafka.bootstrap or "") as producer:
            await producer.send_and_wait(topic, value, partition=0)
