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
from streams.tables import CurrentShelf, ShelvedTable

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


def version(revision: int) -> Version:
    return Version(revision=revision, fingerprint="f", seen_at=NOON)


@pytest.fixture
async def table(tmp_path: Path) -> ShelvedTable[Version]:
    app = make_app(Settings(), "127.0.0.1:1", datadir=tmp_path)
    return ShelvedTable.on(app, Version, "versions", 3)


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
