"""Who writes a consumer from ``docs/asyncapi.json`` reads what really lies on the topics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from schemas.alert_headers import HEADERS, MORE_HEADERS
from schemas.asyncapi import BYTES, CARRIED, FILE, document
from schemas.codec import plain, pretty
from schemas.record import DispatchRef
from schemas.topics import REPLAYS, TOPICS
from streams.cloud_events import headers_of
from tests.api.formats.invented import NOON, alerts
from tests.api.formats.told import ALERT

RULES = Draft202012Validator(
    plain(Path(__file__).with_name("asyncapi-3.1.json").read_bytes()),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
KEPT = plain(FILE.read_bytes())


def references(node: Any) -> Iterator[str]:
    """Yield what is referred to anywhere in *node*."""
    match node:
        case dict():
            for name, value in node.items():
                if name == "$ref":
                    yield value
                else:
                    yield from references(value)
        case list():
            for value in node:
                yield from references(value)


def messages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every message that has a schema, with the name of its topic and its own."""
    for name, channel in KEPT["channels"].items():
        for kind, message in channel["messages"].items():
            if "payload" in message:
                yield f"{name}: {kind}", message


def test_the_document_is_up_to_date() -> None:
    """``make schemas`` writes it anew."""
    assert FILE.read_bytes() == pretty(document())


def test_keeps_the_rules_of_asyncapi() -> None:
    """Tools that read AsyncAPI 3.1.0 read it."""
    assert [error.message for error in RULES.iter_errors(KEPT)] == []


def test_tells_of_every_topic_and_what_it_carries() -> None:
    """A topic that is added is documented, or this says so."""
    assert set(KEPT["channels"]) == {topic.name for topic in TOPICS}
    assert set(TOPICS) == {*CARRIED, *BYTES, REPLAYS}
    for topic in TOPICS:
        kafka = KEPT["channels"][topic.name]["bindings"]["kafka"]
        assert kafka["partitions"] == topic.partitions
        settings = topic.settings()
        told = kafka["topicConfiguration"]
        assert ",".join(told["cleanup.policy"]) == settings["cleanup.policy"]
        assert str(told["retention.ms"]) == settings.get("retention.ms", "-1")


def test_every_reference_leads_somewhere() -> None:
    """Within the document, and to the published schemas beside it."""
    for reference in references(KEPT):
        file, _, path = reference.partition("#")
        node = KEPT if not file else plain((FILE.parent / file).read_bytes())
        for name in path.strip("/").split("/") if path else ():
            node = node[name]

        assert node


@pytest.mark.parametrize("message", [pytest.param(told, id=name) for name, told in messages()])
def test_examples_are_what_their_schemas_ask_for(message: dict[str, Any]) -> None:
    """An example that no consumer could read would teach the wrong thing."""
    schema = plain((FILE.parent / message["payload"]["schema"]["$ref"]).read_bytes())

    for example in message["examples"]:
        Draft202012Validator(schema).validate(example["payload"])


@given(alerts)
def test_the_headers_are_those_that_are_written(alert: Any) -> None:
    """No header is missing from the document, none stands there that does not come."""
    written = {name for name, _ in headers_of(alert) or ()}

    assert HEADERS.keys() <= written <= HEADERS.keys() | MORE_HEADERS.keys()


def test_the_headers_that_only_some_have_are_told_too() -> None:
    """What caused an alert, and when a replay made it."""
    told = replace(ALERT, caused_by=DispatchRef(key="k", revision=1))

    written = {name for name, _ in headers_of(told, recorded=NOON) or ()}
    assert written == HEADERS.keys() | MORE_HEADERS.keys()
