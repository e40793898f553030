"""Is a drop folder read completely, and only what is completely there?"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from streams.wires.folder import PATIENCE, contents, is_old_enough_to_fail, look, set_aside

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def put(folder: Path, name: str, text: str = "<NewsML/>", *, at: int = 1) -> Path:
    """Write a file with a time of its own."""
    path = folder / name
    path.write_text(text, "utf-8")
    os.utime(path, (at, at))
    return path


def test_a_file_is_ready_when_two_looks_agree(tmp_path: Path) -> None:
    """A file that grows between looks waits."""
    put(tmp_path, "still.xml")
    put(tmp_path, "growing.xml")
    first = look(tmp_path, {}, now=NOW)
    put(tmp_path, "growing.xml", "<NewsML>more")
    second = look(tmp_path, first.sights, now=NOW + SECOND)

    assert (first.ready, first.waiting) == ((), 2)
    assert (second.ready, second.waiting) == (("still.xml",), 1)


def test_files_of_one_time_are_all_read_oldest_first(tmp_path: Path) -> None:
    """Equal times lose nothing; order is by time, then by name."""
    for name, at in (("c.xml", 1), ("b.xml", 2), ("a.xml", 2)):
        put(tmp_path, name, at=at)
    sights = look(tmp_path, {}, now=NOW).sights

    assert look(tmp_path, sights, now=NOW + SECOND).ready == ("c.xml", "a.xml", "b.xml")


def test_what_is_no_finished_file_is_left_alone(tmp_path: Path) -> None:
    """Hidden, temporary, empty, linked, and folders of our own."""
    for name in (".hidden.xml", "a.xml.tmp", "b.PART", "c.xml.filepart"):
        put(tmp_path, name)
    put(tmp_path, "empty.xml", "")
    (tmp_path / "link.xml").symlink_to("/etc/hostname")
    (tmp_path / "processed").mkdir()
    os.mkfifo(tmp_path / "pipe.xml")

    assert look(tmp_path, {}, now=NOW).sights == {}


def test_a_file_is_given_time_to_become_whole(tmp_path: Path) -> None:
    """Patience is counted from its last change, not from its first sight."""
    put(tmp_path, "a.xml")
    first = look(tmp_path, {}, now=NOW)
    put(tmp_path, "a.xml", "<NewsML>longer")
    second = look(tmp_path, first.sights, now=NOW + PATIENCE)
    third = look(tmp_path, second.sights, now=NOW + 2 * PATIENCE)

    assert not is_old_enough_to_fail(second.sights["a.xml"], now=NOW + PATIENCE)
    assert is_old_enough_to_fail(third.sights["a.xml"], now=NOW + 2 * PATIENCE)


def test_a_clock_that_was_set_back_makes_no_file_younger(tmp_path: Path) -> None:
    """Else a broken file would be tried again for as long as the clock was ahead."""
    put(tmp_path, "a.xml")
    first = look(tmp_path, {}, now=NOW + 1000 * PATIENCE)
    second = look(tmp_path, first.sights, now=NOW)

    assert is_old_enough_to_fail(second.sights["a.xml"], now=NOW + PATIENCE)


def test_a_file_that_is_written_to_again_is_not_read(tmp_path: Path) -> None:
    """Its name stood in a long list; when its turn comes it may be half a file."""
    path = put(tmp_path, "a.xml")
    sight = look(tmp_path, {}, now=NOW).sights["a.xml"]
    before = contents(path, sight)
    put(tmp_path, "a.xml", "<NewsM", at=2)

    assert before == b"<NewsML/>"
    assert contents(path, sight) is None


def test_files_are_set_aside_under_names_of_their_own(tmp_path: Path) -> None:
    """A file sent again under one name does not overwrite the first."""
    moved = [set_aside(put(tmp_path, "a.xml", text)) for text in ("one", "two")]

    assert [path.name for path in moved] == ["a.xml", "a.xml.1"]
    assert [path.read_text("utf-8") for path in moved] == ["one", "two"]


def test_a_failed_file_lies_beside_its_reason(tmp_path: Path) -> None:
    """So that somebody can mend it and put it back."""
    moved = set_aside(put(tmp_path, "a.xml"), reason="not well-formed XML")

    assert moved == tmp_path / "failed" / "a.xml"
    assert (tmp_path / "failed" / "a.xml.reason.txt").read_text("utf-8") == "not well-formed XML\n"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """The caller names it in the feed's state."""
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "gone", {}, now=NOW)
