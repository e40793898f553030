"""
What do subscribers in other languages validate against?

Generates a JSON Schema for every public record into ``schemas/json/``
(``make schemas``); a test says when the files are behind the code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from .alert import Alert
from .codec import pretty
from .control import Tick, WatchlistChanged
from .dead_letter import DeadLetter, Fate
from .decision import Decision
from .delivery import Delivery, Position, Standing
from .dispatch import Dispatch, Draft
from .feed import FeedList, FeedRecord, Poke
from .heartbeat import Heartbeat
from .incident import Incident
from .message import Envelope
from .reading import Reading
from .record import Record
from .state import Clock, Dossier, Held, Version
from .subscription import Made, Silence, SubscriptionList, Wish
from .watch import Watchlist

FOLDER = Path(__file__).parent / "json"
RECORDS: tuple[type[Record], ...] = (
    Dispatch, Draft, Reading, Tick, WatchlistChanged, Incident, Alert, Decision, Watchlist,
    FeedList, FeedRecord, Poke, SubscriptionList, Made, Silence, Wish, Delivery, Standing, Position,
    Envelope, DeadLetter, Fate, Version, Dossier, Held, Clock, Heartbeat,
)  # fmt: skip

WRITTEN_BY_PEOPLE = frozenset({Draft, Watchlist, FeedList, SubscriptionList})
"""Closed: an editor that knows the schema shows a misspelt field."""


def schema_of(kind: type[Record]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one record and all it contains."""
    schema = msgspec.json.schema(kind)
    if kind in WRITTEN_BY_PEOPLE:
        for record in schema["$defs"].values():
            record["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tocsin:schema:{file_name(kind)}",
        **schema,
    }


def file_name(kind: type[Record]) -> str:
    """Return the file that *kind*'s schema is kept in ("WatchlistChanged" -> "watchlist_changed.json")."""
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__)
    return words.lstrip("_") + ".json"


def main() -> None:
    """Write all schemas."""
    FOLDER.mkdir(exist_ok=True)
    for kind in RECORDS:
        (FOLDER / file_name(kind)).write_bytes(pretty(schema_of(kind)))


if __name__ == "__main__":
    main()
