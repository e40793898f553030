"""Subscribers who know CloudEvents 1.0 know our alerts: read back by its SDK."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from msgspec.structs import replace

from agents.effects import Output
from schemas.alert import Alert
from schemas.codec import encode, plain
from schemas.jsonschema import schema_of
from schemas.record import DispatchRef
from schemas.topics import ALERTS
from streams import kafka
from streams.cloud_events import SCHEMA, headers_of
from streams.outputs import Outbox
from streams.settings import Settings
from tests.api.formats.invented import alerts
from tests.api.formats.told import ALERT

KNOWN = replace(ALERT, caused_by=DispatchRef(key="examplewire:Kidal–1", revision=2))
SMALL = 1000  # bytes of all headers; an alert itself is some 3,000


def event_of(alert: Alert, **more: object) -> dict[str, object]:
    """Return the attributes that the SDK reads from the record of *alert*."""
    headers = dict(headers_of(alert, **more) or ())  # type: ignore[arg-type] # of one name
    message = KafkaMessage(headers, alert.incident_id.encode(), encode(alert))
    event = from_binary(message, JSONFormat())
    assert event.get_data() == plain(encode(alert))
    return event.get_attributes()


def test_tells_all_that_routes_and_orders() -> None:
    """Everything that delivery.md asks for, under the names of the published extensions."""
    told = event_of(KNOWN)

    assert told == {
        "specversion": "1.0",
        "id": KNOWN.alert_id,
        "source": "/tocsin/following",
        "type": "tocsin.alert.onset",
        "time": KNOWN.sent,
        "subject": KNOWN.incident_id,
        "dataschema": "urn:tocsin:schema:alert.json?=version=1",
        "datacontenttype": "application/json",
        "sequence": "0000000002",
        "severitytext": "SEVERE",
        "severitynumber": "17",
        "expirytime": "2026-03-15T11:30:05.900000Z",
        "status": "Actual",
        "correlationid": KNOWN.incident_id,
        "causationid": "examplewire:Kidal–1",
        "partitionkey": KNOWN.incident_id,
    }


@given(alerts)
def test_the_sdk_takes_every_alert(alert: Alert) -> None:
    """No attribute is missing, empty or of another type; and headers stay small."""
    event_of(alert)
    said = headers_of(alert) or []

    assert sum(len(name) + len(value) for name, value in said) < SMALL


def test_sequences_are_ordered_as_text() -> None:
    """Receivers compare them as strings: the tenth revision comes after the ninth."""
    told = [event_of(replace(KNOWN, incident_revision=n))["sequence"] for n in (9, 10, 100)]

    assert told == sorted(told, key=str)


def test_severity_numbers_ascend() -> None:
    """The worse, the greater; and each word has a number of its own."""
    words = ("Unknown", "Minor", "Moderate", "Severe", "Extreme")

    told = [event_of(replace(KNOWN, severity=word)) for word in words]

    numbers = [int(str(one["severitynumber"])) for one in told]
    assert numbers == sorted(set(numbers))
    assert [one["severitytext"] for one in told] == [word.upper() for word in words]


def test_no_wire_can_write_a_header() -> None:
    """A feed chooses its ids; whoever reads headers line by line must not take them for ours."""
    odd = replace(KNOWN, caused_by=DispatchRef(key="a\r\nce_status:Actual\t\x00\x85", revision=1))

    told = event_of(odd)["causationid"]

    assert told == "a\ufffd\ufffdce_status:Actual\ufffd\ufffd\ufffd"
    assert [name for name, _ in headers_of(odd) or ()][-1] == "ce_causationid"


def test_names_the_schema_that_is_published() -> None:
    """What stands before the version is the name of ``schemas/json/alert.json``."""
    assert SCHEMA.split("?=")[0] == schema_of(Alert)["$id"]


def test_what_a_replay_made_says_when() -> None:
    """Its own times are those of the past that it replays."""
    later = KNOWN.sent + timedelta(days=400)

    assert event_of(KNOWN, recorded=later)["recordedtime"] == "2027-04-05T11:30:05.900000Z"
    assert "recordedtime" not in event_of(KNOWN)


@pytest.mark.broker
async def test_lies_on_the_topic_as_the_sdk_reads_it(settings: Settings) -> None:
    """From our producer through a broker to a subscriber's SDK, key and all."""
    bootstrap = settings.kafka.bootstrap or ""
    async with kafka.producer(bootstrap) as producer:
        await Outbox(producer, settings.kafka.prefix).send(Output(ALERTS, KNOWN.incident_id, KNOWN))
    reading = kafka.read(bootstrap, kafka.topic_name(settings, ALERTS), follow=False)
    async with aclosing(reading) as records:
        (record,) = [one async for one in records]

    read = from_binary(KafkaMessage(dict(record.headers), record.key, record.value), JSONFormat())
    assert read.get_attributes() == event_of(KNOWN)
    assert read.get_data() == plain(encode(KNOWN))
