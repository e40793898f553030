"""What a partition remembers is the same in memory and on disk, and survives as the changelog says."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.codec import encode
from schemas.state import Version
from streams.cupboard import Cupboard
from streams.packed import BrokenMemory
from streams.shelf import Logged, Shelf

pytest.importorskip("rocksdict", reason="tables on disk need the extra `rocksdb`")

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


def version(revision: int, size: int = 1) -> Version:
    return Version(revision=revision, fingerprint="f" * size, seen_at=NOON)


def logged(offset: int, key: str, record: Version | None) -> Logged:
    return Logged(offset, key.encode(), None if record is None else encode(record))


class Desk:
    """A worker's place, as it finds it when it starts; only one sits there at a time."""

    def __init__(self, state: Path, cluster: str = "here", prefix: str = "") -> None:
        self.cupboard = Cupboard(state, cluster=cluster, prefix=prefix)
        self.shelf = Shelf(Version, self.cupboard.entries("versions", 0))

    def die(self) -> None:
        """Leave everything as it lies: files are closed and locks fall, nothing is written."""
        self.shelf.close()
        os.close(self.cupboard._lock)


@pytest.fixture(params=["memory", "disk"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf[Version]:
    """An empty shelf, of either kind."""
    return Shelf(Version) if request.param == "memory" else Desk(tmp_path).shelf


def publish(shelf: Shelf[Version], first: int) -> None:
    """Let the changelog take what changed, at offsets from *first* on."""
    offsets = {key: first + i for i, key in enumerate(shelf.changes())}
    shelf.acknowledged(offsets, at=NOON)


def test_a_shelf_is_a_dict(shelf: Shelf[Version]) -> None:
    """
    Agents cannot tell a shelf from the dict that tests give them.
    """
    shelf["a"] = version(1)
    shelf["b"] = version(2, size=2000)
    publish(shelf, 0)
    shelf["c"] = version(3)
    del shelf["a"]

    assert dict(shelf) == {"b": version(2, size=2000), "c": version(3)}
    assert len(shelf) == 2
    assert "a" not in shelf
    assert shelf.get("a") is None
    with pytest.raises(KeyError):
        del shelf["a"]


def test_what_changed_is_taken_once(shelf: Shelf[Version]) -> None:
    """
    Of an entry that changed twice only the newest state is published; a deletion is a tombstone.
    """
    shelf["a"] = version(1)
    shelf["a"] = version(2)
    shelf["b"] = version(1)
    del shelf["b"]

    assert shelf.changes() == {"a": encode(version(2)), "b": None}
    assert shelf.changes() == {}


def test_restores_what_was_published(shelf: Shelf[Version]) -> None:
    """
    Later entries win, deleted ones stay away, and nothing of it is published again.
    """
    shelf.restored(
        [logged(0, "a", version(1)), logged(1, "b", version(1)), logged(4, "a", version(2)),
         logged(5, "b", None)],
        began=NOON,
    )  # fmt: skip

    assert dict(shelf) == {"a": version(2)}
    assert shelf.agreement.position == 6
    assert shelf.changes() == {}


@pytest.mark.parametrize("taken", [False, True])
def test_restoring_does_not_overwrite_what_is_newer(shelf: Shelf[Version], taken: bool) -> None:
    """
    A partition that stays with us keeps what is not yet published, or on its way.
    """
    shelf["a"] = version(2)
    if taken:
        shelf.changes()
    shelf.restored([logged(0, "a", version(1))], began=NOON)

    assert shelf["a"] == version(2)


@pytest.mark.parametrize("packed", [False, True])
def test_what_changes_while_it_is_published_is_published_again(
    shelf: Shelf[Version], packed: bool
) -> None:
    """
    The acknowledgement of an older state does not make a newer one the changelog's, wherever
    that lies.
    """
    shelf["a"] = version(1)
    taken = shelf.changes()
    shelf["a"] = version(2)
    if packed:
        shelf.pack()
    shelf.acknowledged(dict.fromkeys(taken, 0), at=NOON)

    assert shelf["a"] == version(2)
    assert shelf.changes() == {"a": encode(version(2))}


def test_agreement_moves_on_with_what_is_published(shelf: Shelf[Version]) -> None:
    """
    As long as nobody else writes, a rebalance has nothing to read.
    """
    shelf["a"], shelf["b"] = version(1), version(1)
    publish(shelf, 0)

    assert shelf.agreement.position == 2


def test_agreement_stays_when_somebody_else_wrote(shelf: Shelf[Version]) -> None:
    """
    What another worker wrote between must be read: nothing of it is passed over.
    """
    shelf["a"] = version(1)
    publish(shelf, 3)

    assert shelf.agreement.position == 0


def test_a_corrupt_entry_is_our_fault(shelf: Shelf[Version]) -> None:
    """
    It is found when it is asked for, and stops the worker: the record that asks is good.
    """
    shelf.restored([Logged(0, b"a", b"{}")], began=NOON)

    with pytest.raises(BrokenMemory, match="Version"):
        shelf["a"]


def test_only_what_the_changelog_has_survives(tmp_path: Path) -> None:
    """
    A worker killed with changes unpublished, or on their way, comes back without them.
    """
    desk = Desk(tmp_path)
    shelf = desk.shelf
    shelf["old"] = shelf["both"] = shelf["gone"] = version(1)
    publish(shelf, 0)
    shelf["both"] = version(2)
    del shelf["gone"]
    shelf.changes()
    shelf["new"] = version(1)
    desk.die()
    found = Desk(tmp_path).shelf

    assert dict(found) == {"old": version(1), "both": version(1), "gone": version(1)}
    assert found.agreement.position == 3


def test_killed_before_it_was_written_down_reads_it_again(tmp_path: Path) -> None:
    """
    Between the broker's word and our disk: the entry is the changelog's, and is read from there.
    """
    desk = Desk(tmp_path)
    shelf = desk.shelf
    shelf["a"] = version(1)
    shelf.changes()  # the broker has it; the worker is killed before it hears
    desk.die()
    found = Desk(tmp_path).shelf
    found.restored([logged(0, "a", version(1))], began=NOON)

    assert dict(found) == {"a": version(1)}


@pytest.mark.parametrize("world", [{"cluster": "there"}, {"prefix": "x."}])
def test_another_cluster_is_another_world(tmp_path: Path, world: dict[str, str]) -> None:
    """
    Offsets of another cluster, or of other topics there, mean nothing: the folder is emptied.
    """
    desk = Desk(tmp_path)
    desk.shelf["a"] = version(1)
    publish(desk.shelf, 0)
    desk.die()
    found = Desk(tmp_path, **world).shelf

    assert dict(found) == {}
    assert found.agreement.position == 0


def test_two_workers_of_one_state_folder_have_a_folder_each(tmp_path: Path) -> None:
    """
    A database has one owner; who comes second takes the next folder.
    """
    first, second = Cupboard(tmp_path, cluster="here"), Cupboard(tmp_path, cluster="here")

    assert first.folder != second.folder


@pytest.mark.parametrize(
    ("begin", "end", "later", "fits"),
    [
        (0, 10, timedelta(0), True),
        (0, 2, timedelta(0), False),  # shorter than we knew it: another changelog
        (5, 10, timedelta(0), False),  # records between are gone
        (0, 10, timedelta(hours=13), False),  # deletions between may be gone
    ],
)
def test_a_copy_that_does_not_fit_is_told(
    shelf: Shelf[Version], begin: int, end: int, later: timedelta, fits: bool
) -> None:
    """
    Reading on is only sound where reading from the beginning would give the same.
    """
    shelf["a"] = shelf["b"] = shelf["c"] = version(1)
    publish(shelf, 0)

    assert shelf.agreement.fits(begin, end, now=NOON + later) is fits


def test_a_changelog_made_anew_is_known_by_its_last_entry(shelf: Shelf[Version]) -> None:
    """
    A topic that was deleted and filled again reaches past where we were, with other entries.
    """
    shelf["a"] = version(1)
    publish(shelf, 0)

    assert shelf.continues(logged(0, "a", version(1)))
    assert shelf.continues(logged(1, "z", version(1)))  # ours was compacted away
    assert not shelf.continues(logged(0, "a", version(2)))


def test_beginning_anew_keeps_what_the_changelog_lacks(shelf: Shelf[Version]) -> None:
    """
    Else the next publishing would delete it everywhere.
    """
    shelf["a"] = version(1)
    publish(shelf, 0)
    shelf["b"] = version(2)
    shelf.forget()

    assert dict(shelf) == {"b": version(2)}
    assert shelf.changes() == {"b": encode(version(2))}


def test_a_disk_that_fails_is_our_fault(tmp_path: Path) -> None:
    """
    What cannot be written is told before anything is committed, as trouble of ours.
    """
    desk = Desk(tmp_path)
    shelf = desk.shelf
    shelf["a"] = version(1)
    desk.die()  # as good as a disk that is gone

    with pytest.raises(BrokenMemory, match="the tables on disk"):
        publish(shelf, 0)


def test_files_that_cannot_be_read_are_thrown_away(tmp_path: Path) -> None:
    """
    The changelog has it all: a damaged copy costs a slow start, not the worker.
    """
    desk = Desk(tmp_path)
    shelf = desk.shelf
    shelf["a"] = version(1)
    publish(shelf, 0)
    desk.die()
    for file in (tmp_path / "worker" / "tables" / "1" / "versions-0").glob("MANIFEST-*"):
        file.write_bytes(b"rubbish")
    found = Desk(tmp_path).shelf

    assert dict(found) == {}
    assert found.agreement.position == 0
