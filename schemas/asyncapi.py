"""
What does somebody read who wants to write a consumer?

The AsyncAPI 3.1 document of all topics, ``docs/asyncapi.json``, made from the table of topics,
the records' JSON Schemas and the samples of the last release (``make schemas``); a test says
when it is behind the code. Payloads refer to ``schemas/json``, so each schema stands once. Not
here: what to do with it (``docs/subscribing.md``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from .alert import Alert
from .alert_headers import headers_schema
from .codec import plain, pretty
from .control import Tick, WatchlistChanged
from .decision import Decision
from .delivery import Delivery, Position, Standing
from .dispatch import Dispatch
from .feed import FeedRecord, Poke
from .heartbeat import Heartbeat
from .incident import Incident
from .jsonschema import file_name
from .reading import Reading
from .record import Record
from .subscription import Made, Silence, Wish
from .topics import (
    ALERTS,
    DEAD,
    DECISIONS,
    DELIVERIES,
    DISPATCHES,
    DOCUMENTS,
    FEEDS,
    HEARTBEATS,
    INCIDENTS,
    READINGS,
    REVISIONS,
    SUBSCRIPTIONS,
    TOPICS,
    Topic,
)  # fmt: skip

ROOT: Final = Path(__file__).parents[1]
FILE: Final = ROOT / "docs" / "asyncapi.json"
SAMPLES: Final = ROOT / "tests" / "schemas" / "samples"

CARRIED: Final[dict[Topic, tuple[type[Record], ...]]] = {
    DISPATCHES: (Dispatch,), READINGS: (Reading, Tick, WatchlistChanged),
    INCIDENTS: (Incident,), REVISIONS: (Incident,), ALERTS: (Alert,), DECISIONS: (Decision,),
    FEEDS: (FeedRecord, Poke), SUBSCRIPTIONS: (Made, Silence, Wish),
    DELIVERIES: (Delivery, Standing, Position), HEARTBEATS: (Heartbeat,),
}  # fmt: skip
"""The records of each topic whose schemas are published."""
BYTES: Final = (DOCUMENTS, DEAD)
"""Carry what somebody else wrote, as it was."""
FOR_SUBSCRIBERS: Final = frozenset({ALERTS, INCIDENTS, REVISIONS, DECISIONS, HEARTBEATS})


def document(topics: Iterable[Topic] = TOPICS) -> dict[str, Any]:
    """Return the document."""
    listed = tuple(topics)
    return {
        "asyncapi": "3.1.0",
        "id": "urn:tocsin",
        "info": {
            "title": "tocsin",
            "version": _release(),
            "description": "News wires to alerts over Kafka. Topic names are without the prefix "
            "that a cluster may have (`kafka.prefix`). Subscribers begin with `alerts`.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "variables": {"bootstrap": {"default": "localhost:9092"}},
            }
        },
        "channels": {topic.name: _channel(topic) for topic in listed},
        "operations": {
            f"{action}-{topic.name}": _operation(action, topic, roles)
            for topic in listed
            for action, roles in (("send", topic.written_by), ("receive", topic.read_by))
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    settings = topic.settings()
    configuration = {
        "cleanup.policy": settings["cleanup.policy"].split(","),
        "retention.ms": int(settings.get("retention.ms", -1)),
        "max.message.bytes": topic.max_message_bytes,
    }
    return {
        "address": topic.name,
        "description": f"{topic.value}; written by {topic.written_by}.",
        "tags": [{"name": "subscribers" if topic in FOR_SUBSCRIBERS else "internal"}],
        "messages": dict(_messages(topic)),
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": configuration,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _messages(topic: Topic) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield each kind of record on *topic* by its name."""
    key = {"type": "string", "description": topic.key}
    bindings = {"kafka": {"key": key, "bindingVersion": "0.5.0"}}
    if topic not in CARRIED:
        name = "Bytes" if topic in BYTES else "Record"
        kind = "application/octet-stream" if topic in BYTES else "application/json"
        yield name, {"contentType": kind, "description": topic.value, "bindings": bindings}
    for record in CARRIED.get(topic, ()):
        message: dict[str, Any] = {
            "payload": {
                "schemaFormat": "application/schema+json;version=2020-12",
                "schema": {"$ref": f"../schemas/json/{file_name(record)}"},
            },
            "examples": [{"name": "least", "payload": _example(record)}],
            "bindings": bindings,
        }
        if record is Alert:
            message["headers"] = headers_schema()
        yield record.__name__, message


def _operation(action: str, topic: Topic, roles: str) -> dict[str, Any]:
    """Return what *roles* of ours do; what we send is what a subscriber receives."""
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": f"By {roles}.",
        "messages": [
            {"$ref": f"#/channels/{topic.name}/messages/{name}"} for name, _ in _messages(topic)
        ],
    }


def _example(kind: type[Record]) -> dict[str, Any]:
    """Return the least that a record of *kind* holds, from the samples of the last release."""
    least = (SAMPLES / _release() / f"{file_name(kind)}l").read_bytes().splitlines()[0]
    told = plain(least)
    config = kind.__struct_config__
    needed = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}
    needed |= {config.tag_field} if config.tag_field else set()
    return {name: value for name, value in told.items() if name in needed}


def _release() -> str:
    """Return the last release that samples were stored of."""
    names = (path.name for path in SAMPLES.iterdir())
    return max(names, key=lambda name: [int(part) for part in name.split(".")])


def main() -> None:
    """Write the document."""
    FILE.write_bytes(pretty(document()))


if __name__ == "__main__":
    main()
