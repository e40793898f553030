"""Many records in little memory, and never another value than the one that was put."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

import pytest

from schemas.codec import encode
from schemas.state import Dossier, Version
from streams.packed import UNPACKED, Packed
from tests.following.builders import Story, seed


class Counting(dict[str, bytes]):
    """Counts how often something is written."""

    written = 0

    def __setitem__(self, key: str, value: bytes) -> None:
        self.written += 1
        super().__setitem__(key, value)


def dossiers(count: int) -> dict[str, Dossier]:
    """Return as many different dossiers, by key."""
    story = Story()
    story.tell(seed())
    (known,) = story.incidents.values()
    return {
        f"i{number}": Dossier(incident=known.incident, sightings=known.sightings * (number % 3))
        for number in range(count)
    }


def test_gives_back_what_was_put() -> None:
    """
    More records than stay unpacked, put, asked for and put again.
    """
    wanted = dossiers(3 * UNPACKED)
    packed = Packed(Dossier)
    packed.update(wanted)
    packed["i0"] = wanted["i1"]

    assert packed["i0"] == wanted["i1"]
    assert all(packed[key] == one for key, one in wanted.items() if key != "i0")
    assert len(packed) == len(wanted)
    assert [*packed.values()] == [packed[key] for key in packed]


def test_a_record_that_was_deleted_is_gone() -> None:
    """
    Also one that is still unpacked.
    """
    packed = Packed(Dossier)
    packed.update(dossiers(1))
    assert packed["i0"]
    del packed["i0"]

    assert "i0" not in packed
    assert packed.data("i0") is None
    with pytest.raises(KeyError):
        packed["i0"]


def test_what_changes_again_and_again_is_packed_once() -> None:
    """
    A clock changes with every record; its bytes are asked for once a second.
    """
    kept = Counting()
    packed = Packed(Dossier, kept)
    for one in dossiers(3).values():
        packed["i0"] = one
    written_before, data = kept.written, packed.data("i0")

    assert written_before == 0
    assert kept.written == 1
    assert data == encode(dossiers(3)["i2"])


def test_what_others_push_out_is_packed() -> None:
    """
    Nothing is lost for want of room, and what was used of late stays.
    """
    kept = Counting()
    packed = Packed(Dossier, kept)
    packed.update(dossiers(UNPACKED))
    assert packed["i0"]
    packed.update({"another": dossiers(1)["i0"]})

    assert [*kept] == ["i1"]


def test_what_was_never_packed_can_be_deleted() -> None:
    """
    An incident may come and go between two commits.
    """
    packed = Packed(Dossier)
    packed.update(dossiers(1))
    del packed["i0"]

    assert not packed
    assert "i0" not in packed


def test_few_stay_unpacked() -> None:
    """
    However many were asked for.
    """
    packed = Packed(Dossier)
    packed.update(dossiers(3 * UNPACKED))
    for key in packed:
        assert packed[key]

    assert len(packed._unpacked) == UNPACKED


def test_a_small_record_takes_little_more_than_its_bytes() -> None:
    """
    What the codec writes holds 4 kB as long as it lives: a million versions would be 4 GB.
    """
    known = Version(revision=1, fingerprint="0" * 32, seen_at=datetime(2026, 11, 23, tzinfo=UTC))
    packed = Packed(Version)
    tracemalloc.start()
    try:
        packed.update({f"wire:{number}": known for number in range(1_000)})
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < 1_000 * 1_000
