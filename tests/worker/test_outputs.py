"""What leaves the worker is with the broker before anybody goes on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiokafka.errors import KafkaConnectionError

from agents.effects import Output
from schemas.alert import Alert, Match
from schemas.codec import decode, encode
from schemas.control import Tick
from schemas.topics import ALERTS, READINGS
from streams import clock
from streams.cloud_events import headers_of
from streams.outputs import Outbox
from streams.tables import Change
from tests.worker.fakes import FakeProducer

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
TICK = Tick(at=NOON)
ALERT = Alert(
    alert_id="a1",
    kind="ONSET",
    msg_type="Alert",
    incident_id="i1",
    incident_revision=1,
    watch_id="mali",
    match=Match(entry="country ML", rule="inside"),
    sent=NOON,
    effective=NOON,
    expires=NOON,
    headline="Fighting near Kidal",
)


async def test_sends_under_the_prefix_as_the_codec_writes() -> None:
    """
    An output becomes one record of its topic.
    """
    producer = FakeProducer()
    await Outbox(producer, "t.").send(Output(READINGS, "ML", TICK))
    [sent] = producer.sent

    assert (sent.topic, sent.key, sent.value) == ("t.readings", b"ML", encode(TICK))


async def test_returns_when_all_are_acknowledged() -> None:
    """
    State is written after ``send``: it must not return before the broker's last word.
    """
    producer = FakeProducer()
    producer.hold()
    outputs = [Output(READINGS, country, TICK) for country in ("ML", "NE")]
    sending = asyncio.ensure_future(Outbox(producer, "").send(*outputs))
    await asyncio.wait([sending], timeout=0.01)
    early = sending.done()
    producer.release()
    await sending

    assert len(producer.sent) == 2
    assert not early


async def test_raises_when_one_was_refused() -> None:
    """
    A send that failed is the worker's trouble, not a line in a log.
    """
    producer = FakeProducer()
    producer.refuse(KafkaConnectionError())

    with pytest.raises(KafkaConnectionError):
        await Outbox(producer, "").send(Output(READINGS, "ML", TICK), Output(READINGS, "NE", TICK))


async def test_alerts_carry_headers() -> None:
    """
    Subscribers tell alerts apart without reading them (``streams/cloud_events.py``).
    """
    producer = FakeProducer()
    await Outbox(producer, "").send(Output(ALERTS, "i1", ALERT), Output(READINGS, "ML", TICK))
    alert, tick = producer.sent

    assert alert.headers == dict(headers_of(ALERT) or ())
    assert not tick.headers


async def test_changes_go_to_their_own_partition() -> None:
    """
    A shelf is restored from the partition that it belongs to.
    """
    producer = FakeProducer()
    await Outbox(producer, "t.").publish([Change("x-changelog", 2, b"k", None)])
    [sent] = producer.sent

    assert (sent.topic, sent.partition, sent.key, sent.value) == ("x-changelog", 2, b"k", None)


async def test_buries_a_record_without_key_and_value() -> None:
    """
    Kafka takes no record that is nothing at all, and one such must not stop the worker.
    """
    producer = FakeProducer()
    await Outbox(producer, "").bury(None, None, [("x-stage", b"reading")])

    assert (producer.sent[0].topic, producer.sent[0].value) == ("dead", b"")


async def test_a_dead_letter_is_acknowledged_before_anybody_goes_on() -> None:
    """
    A record that was given up is acknowledged next: until then its letter must be safe.
    """
    producer = FakeProducer()
    producer.refuse(KafkaConnectionError())

    with pytest.raises(KafkaConnectionError):
        await Outbox(producer, "").bury(b"k", b"{", [])


async def test_time_is_told_to_every_partition() -> None:
    """
    A silent country's partition hears the time like all others.
    """
    producer = FakeProducer()
    await clock.tick(Outbox(producer, "t."), 3, at=NOON)

    assert [sent.partition for sent in producer.sent] == [0, 1, 2]
    assert {sent.topic for sent in producer.sent} == {"t.readings"}
    assert decode(Tick, producer.sent[0].value or b"") == TICK
