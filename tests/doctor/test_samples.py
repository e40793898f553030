"""Is it told what this release cannot read?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from schemas.codec import encode
from schemas.feed import Feed, FeedRecord, FeedState
from streams.doctor import samples
from streams.doctor.findings import Finding
from tests.doctor.said import beat


def record(topic: str, value: bytes | None, key: bytes = b"k") -> SimpleNamespace:
    return SimpleNamespace(topic=topic, partition=2, offset=9, value=value, key=key)


def readable(*records: SimpleNamespace) -> Finding:
    [found] = samples.readable(records, prefix="x.", changelogs="x.tocsin-")
    return found


def test_what_today_can_read_is_well() -> None:
    """Deletions are no records, and of documents and dead letters nothing is expected."""
    found = readable(
        record("x.heartbeats", encode(beat(1).heartbeat)),
        record("x.incidents", None),
        record("x.documents", b"<rss/>"),
        record("x.dead", b"\xff"),
        record("x.tocsin-clocks-changelog", encode({"record": "clock"})),
    )

    assert (found.level, found.found) == ("ok", "2 newest records of all partitions can be read")


@pytest.mark.parametrize(
    ("topic", "level"),
    [
        ("x.dispatches", "warning"),
        ("x.readings", "warning"),
        ("x.feeds", "failure"),
        ("x.tocsin-held-changelog", "failure"),
    ],
)
def test_what_today_cannot_read_is_told_with_its_place(topic: str, level: str) -> None:
    """Another release wrote it, or somebody else; no role can go on without what it remembers."""
    found = readable(record(topic, b'{"from": "the future"}'))

    assert found.level == level
    assert f"{topic}, partition 2, offset 9: " in found.found


def test_a_poke_is_no_feed_and_can_be_read() -> None:
    """Two kinds of record stand on `feeds`."""
    note = {"feed_id": "bbc", "at": "2026-03-01T12:00:00Z"}
    found = readable(record("x.feeds", encode(note), key=b"poke:bbc"))

    assert found.level == "ok"


def test_feed_states_are_what_they_are() -> None:
    """A record of the feeds topic that a poller wrote can be read."""
    feed = Feed(id="a", url="https://a.example/")
    value = encode(FeedRecord(feed=feed, state=FeedState(feed_id="a")))

    assert readable(record("x.feeds", value)).level == "ok"
