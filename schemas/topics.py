"""
Which topics are there?

The one table: what each topic carries, how it is keyed, how long it keeps, who
writes and who reads. ``streams/broker/topics.py`` makes a cluster agree with
it; nothing else names a topic.
"""

from __future__ import annotations

from datetime import timedelta

from .record import Record

PARTITIONS = 12
"""Of ``dispatches`` and ``readings`` and their tables; fixed when the topics are made."""

LARGEST_RECORD = 8 << 20
"""Bytes of the largest record on any other topic or changelog: a document, a dossier."""

LARGEST_LETTER = LARGEST_RECORD + (64 << 10)
"""Bytes of the largest dead letter: any record with all its headers, and ours."""

BACKFILL_WINDOW = timedelta(days=400)
"""How far back a replay can go: a year and a month for the question "and last year?"."""


class Topic(Record, frozen=True, kw_only=True):
    """
    One topic.

    Attributes:
        name: Without the prefix.
        key: What its records are keyed by.
        value: What they carry.
        partitions: How many.
        retention: How long records are kept; ``None`` is for ever.
        compacted: Only the newest record of each key is kept, within the retention if there is one.
        stamped_by_broker: A record's timestamp is the broker's clock, not the sender's.
        max_message_bytes: Largest record.
        written_by, read_by: Roles.
    """

    name: str
    key: str
    value: str
    partitions: int = PARTITIONS
    retention: timedelta | None = BACKFILL_WINDOW
    compacted: bool = False
    stamped_by_broker: bool = False
    max_message_bytes: int = 1_048_588
    written_by: str
    read_by: str

    def settings(self) -> dict[str, str]:
        """Return the topic's broker settings, as Kafka writes them."""
        ways = {"compact": self.compacted, "delete": self.retention is not None}
        kept = {"cleanup.policy": ",".join(way for way, is_taken in ways.items() if is_taken)}
        if self.retention is not None:
            kept["retention.ms"] = str(int(self.retention.total_seconds() * 1000))
        if self.stamped_by_broker:
            kept["message.timestamp.type"] = "LogAppendTime"
        return kept | {"max.message.bytes": str(self.max_message_bytes)}


# Stamped by the broker: a poller learns by it, document by document, how wrong its own clock is.
DOCUMENTS = Topic(
    name="documents", key="feed id", value="raw body; provenance in headers",
    retention=timedelta(days=7), max_message_bytes=LARGEST_RECORD, stamped_by_broker=True,
    written_by="poller", read_by="re-parse",
)  # fmt: skip
DISPATCHES = Topic(
    name="dispatches", key="dispatch key, or that of the dispatch it corrects", value="Dispatch",
    written_by="poller, import", read_by="reading, replay",
)  # fmt: skip
READINGS = Topic(
    name="readings", key="country", value="Reading, Tick or WatchlistChanged",
    written_by="reading, clock", read_by="following, replay",
)  # fmt: skip
INCIDENTS = Topic(
    name="incidents", key="incident id", value="newest Incident", retention=None, compacted=True,
    written_by="following", read_by="console, API",
)  # fmt: skip
REVISIONS = Topic(
    name="revisions", key="incident id", value="every Incident revision with its change set",
    written_by="following", read_by="history, as-of",
)  # fmt: skip
ALERTS = Topic(
    name="alerts", key="incident id", value="Alert, CloudEvents headers",
    written_by="following", read_by="delivery, subscribers",
)  # fmt: skip
DECISIONS = Topic(
    name="decisions", key="dispatch key", value="Decision", retention=timedelta(days=30),
    written_by="reading, following", read_by="explain, console",
)  # fmt: skip
FEEDS = Topic(
    name="feeds", key="feed id", value="FeedRecord", retention=None, compacted=True,
    written_by="poller, CLI", read_by="poller, CLI",
)  # fmt: skip
# What was asked for over the API or a command; the file subscriptions.toml stands beside it.
SUBSCRIPTIONS = Topic(
    name="subscriptions", key="what it is, and its id", value="Made, Silence or Wish",
    retention=None, compacted=True, written_by="API, CLI", read_by="delivery, API, CLI",
)  # fmt: skip
# Partitioned by subscription alone, so that one process has all that is counted for it.
DELIVERIES = Topic(
    name="deliveries", key="subscription and alert id", value="Delivery, Standing or Position",
    retention=None, compacted=True, written_by="delivery", read_by="delivery, CLI",
)  # fmt: skip
DEAD = Topic(
    name="dead", key="original key", value="original bytes; DeadLetter or Fate in headers",
    retention=timedelta(days=30), max_message_bytes=LARGEST_LETTER,
    written_by="every stage, tocsin dead", read_by="tocsin dead",
)  # fmt: skip
# A process that was killed never comes back under its name, and need not be told of for ever.
HEARTBEATS = Topic(
    name="heartbeats", key="role and instance", value="Heartbeat",
    retention=timedelta(days=7), compacted=True, stamped_by_broker=True,
    written_by="every role", read_by="doctor, subscribers",
)  # fmt: skip
REPLAYS = Topic(
    name="replays", key="replay id", value="Replay", retention=None, compacted=True,
    written_by="replay", read_by="replay, promote",
)  # fmt: skip

TOPICS: tuple[Topic, ...] = (
    DOCUMENTS, DISPATCHES, READINGS, INCIDENTS, REVISIONS,
    ALERTS, DECISIONS, FEEDS, SUBSCRIPTIONS, DELIVERIES, DEAD, HEARTBEATS, REPLAYS,
)  # fmt: skip
