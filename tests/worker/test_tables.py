"""What is remembered is kept by partition, published once, and restored as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import faust
import pytest
from faust.types import TP

from schemas.codec import encode
from schemas.state import Version
from streams.app import make_app
from streams.packed import BrokenMemory
from streams.settings import Settings
from streams.tables import CurrentShelf, Shelf, ShelvedTable

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


def version(revision: int) -> Version:
    return Version(revision=revision, fingerprint="f", seen_at=NOON)


@pytest.fixture
async def table(tmp_path: Path) -> ShelvedTable[Version]:
    app = make_app(Settings(), "127.0.0.1:1", datadir=tmp_path)
    return ShelvedTable.on(app, Version, "versions", 3)


def entry(table: ShelvedTable[Version], partition: int, key: str, value: bytes | None) -> object:
    message = SimpleNamespace(
        topic=table.changelog_topic_name, partition=partition, offset=0, key=key.encode(),
        value=value,
    )  # fmt: skip
    return SimpleNamespace(message=message)


def test_a_shelf_is_a_dict() -> None:
    """
    Agents cannot tell a shelf from the dict that tests give them.
    """
    shelf = Shelf(Version)
    shelf["a"] = version(1)
    shelf["b"] = version(2)
    del shelf["a"]

    assert dict(shelf) == {"b": version(2)}
    assert "a" not in shelf
    assert shelf.get("a") is None


async def test_an_entry_that_changed_twice_is_published_once(table: ShelvedTable[Version]) -> None:
    """
    Between two commits only the newest state of an entry counts; a deletion is a tombstone.
    """
    table.shelf(1)["a"] = version(1)
    table.shelf(1)["a"] = version(2)
    table.shelf(2)["b"] = version(1)
    del table.shelf(2)["b"]
    changes = {(one.partition, one.key): one.value for one in table.changes()}

    assert changes == {(1, b"a"): encode(version(2)), (2, b"b"): None}
    assert table.changes() == []


async def test_restores_what_was_published(table: ShelvedTable[Version]) -> None:
    """
    Entries come back to the shelf of their partition, and deleted ones stay away.
    """
    table.apply_changelog_batch(
        [
            entry(table, 0, "a", encode(version(1))),
            entry(table, 0, "a", encode(version(2))),
            entry(table, 1, "b", encode(version(1))),
            entry(table, 1, "b", None),
        ]
    )

    assert dict(table.shelf(0)) == {"a": version(2)}
    assert dict(table.shelf(1)) == {}
    assert table.changes() == []


async def test_restoring_does_not_overwrite_what_is_newer(table: ShelvedTable[Version]) -> None:
    """
    A partition that stays with us through a rebalance keeps what is not yet published.
    """
    table.shelf(0)["a"] = version(2)
    table.apply_changelog_batch([entry(table, 0, "a", encode(version(1)))])

    assert table.shelf(0)["a"] == version(2)


async def test_forgets_partitions_that_are_lost(table: ShelvedTable[Version]) -> None:
    """
    What another worker may change now is not ours to remember.
    """
    table.shelf(0)["a"] = version(1)
    table.shelf(1)["b"] = version(1)
    lost = {TP(table.changelog_topic_name, 0), TP("readings", 1)}
    await table.on_rebalance(set(), lost, set())

    assert dict(table.shelf(0)) == {}
    assert dict(table.shelf(1)) == {"b": version(1)}


async def test_a_corrupt_entry_stops_the_worker(
    table: ShelvedTable[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Bad internal state crashes, loudly: Faust alone would go on without the entry.
    """

    def end(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr("os._exit", end)

    with pytest.raises(SystemExit, match="1"):
        table.apply_changelog_batch([entry(table, 0, "a", b"{}")])


async def test_asks_the_shelf_of_the_record_in_hand(
    table: ShelvedTable[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Versions of a dispatch are looked up where its partition keeps them.
    """
    table.shelf(2)["a"] = version(1)
    in_hand = SimpleNamespace(message=SimpleNamespace(partition=2))
    monkeypatch.setattr(faust, "current_event", lambda: in_hand)

    assert CurrentShelf(table)["a"] == version(1)


async def test_has_no_shelf_without_a_record_in_hand(table: ShelvedTable[Version]) -> None:
    """
    A timer that writes a table would write it into no partition: refused.
    """
    with pytest.raises(BrokenMemory, match="versions"):
        CurrentShelf(table)["a"] = version(1)
