"""Is every file of a drop folder read, once, whatever it is called and whenever it is written?"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import decode, encode
from schemas.feed import Feed, FeedState
from streams.wires import folder, sources
from streams.wires.folder import look
from streams.wires.publishing import Desk
from streams.wires.sources import FolderSource
from streams.wires.standing import concluded
from tests.wires.standins import Broker

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
ALERT = (Path(__file__).parent / "golden" / "newsml12_alert.xml").read_text("utf-8")


class Drop:
    """A drop folder with its source."""

    def __init__(self, path: Path, desk: Desk) -> None:
        self.path = path
        self.source = FolderSource(Feed(id="afp", folder=str(path)), desk, max_bytes=100_000)
        self.state = FeedState(feed_id="afp")

    def put(self, name: str, text: str = ALERT) -> None:
        """Write a file."""
        (self.path / name).write_text(text, "utf-8")

    async def poll(self) -> str:
        """Poll and acknowledge; returns the outcome."""
        polled = await self.source.poll(self.state)
        self.state = polled.state
        await self.source.acknowledge()
        return polled.outcome

    def names(self, place: str = ".") -> list[str]:
        """List the files in a place."""
        return sorted(path.name for path in (self.path / place).iterdir() if path.is_file())


@pytest.fixture
def drop(tmp_path: Path, desk: Desk) -> Drop:
    """Return an empty drop folder."""
    return Drop(tmp_path, desk)


def another(number: int) -> str:
    """Return the alert under another id."""
    return ALERT.replace("AAA01", f"BBB{number:02}")


async def test_files_that_were_there_first_are_baseline(drop: Drop, broker: Broker) -> None:
    """They were there before us; what comes later is live."""
    drop.put("1.xml", another(1))
    drop.put("2.xml", another(2))
    outcomes = [await drop.poll(), await drop.poll()]
    drop.put("3.xml", another(3))
    outcomes += [await drop.poll(), await drop.poll()]

    assert outcomes == ["not_modified", "ok_new", "not_modified", "ok_new"]
    assert [d.intake for d in broker.dispatches()] == ["baseline", "baseline", "live"]
    assert (drop.names(), drop.names("processed")) == ([], ["1.xml", "2.xml", "3.xml"])


async def test_an_empty_folder_is_contact_enough(drop: Drop, broker: Broker) -> None:
    """The first file ever written to a folder that we watch is news."""
    await drop.poll()
    drop.put("1.xml")
    await drop.poll()
    await drop.poll()

    assert [d.intake for d in broker.dispatches()] == ["live"]


async def test_a_file_lies_there_until_its_state_is_safe(drop: Drop, broker: Broker) -> None:
    """Killed before the acknowledgement, it is read again and nothing is published twice."""
    drop.put("1.xml")
    await drop.poll()
    polled = await drop.source.poll(drop.state)
    killed = Drop(drop.path, drop.source._desk)
    killed.state = polled.state

    assert drop.names() == ["1.xml"]
    assert [await killed.poll(), await killed.poll()] == ["not_modified", "ok_unchanged"]
    assert len(broker.dispatches()) == 1
    assert drop.names("processed") == ["1.xml"]


async def test_a_long_list_of_files_is_looked_for_once(
    drop: Drop, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read portion by portion, all of it was there before us, and what moved on waits."""
    monkeypatch.setattr(sources, "PORTION", 2)
    looks = []
    monkeypatch.setattr(sources, "look", lambda *at, **when: looks.append(at) or look(*at, **when))
    for number in range(5):
        drop.put(f"{number}.xml", another(number))
    outcomes = [await drop.poll(), await drop.poll()]
    drop.put("4.xml", another(40) + "\n")
    outcomes += [await drop.poll(), await drop.poll()]

    assert outcomes == ["not_modified", "ok_new", "ok_new", "not_modified"]
    assert len(looks) == 2
    assert [d.intake for d in broker.dispatches()] == ["baseline"] * 4
    assert drop.state.contacted
    assert drop.names() == ["4.xml"]


async def test_a_folder_that_cannot_be_written_to_is_read_once(
    drop: Drop, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its disk is full, or it is not ours: said once a file, and published once."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sources, "set_aside", refuse)
    drop.put("1.xml")
    said = []
    for _ in range(4):
        drop.state = (await drop.source.poll(drop.state)).state
        said.append(await drop.source.acknowledge())

    assert said == ["", "1.xml cannot be moved: No space left on device", "", ""]
    assert len(broker.dispatches()) == 1


async def test_a_file_that_does_not_parse_is_waited_for(
    drop: Drop, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that paused goes on; one that stays broken ends in failed/, with the reason."""
    drop.put("1.xml", ALERT[:500])
    await drop.poll()

    assert await drop.poll() == "parse_error"
    assert drop.names() == ["1.xml"]

    drop.put("1.xml")
    await drop.poll()
    assert await drop.poll() == "ok_new"

    monkeypatch.setattr(folder, "PATIENCE", timedelta(0))
    drop.put("2.xml", "<NewsML>")
    await drop.poll()
    await drop.poll()
    assert drop.names("failed") == ["2.xml", "2.xml.reason.txt"]
    assert len(broker.dispatches()) == 1


async def test_a_huge_file_fails_unread(drop: Drop, broker: Broker) -> None:
    """It is set aside before its bytes are touched."""
    drop.put("1.xml", "x" * 100_001)
    await drop.poll()

    assert await drop.poll() == "oversize"
    assert "more than 100000 bytes" in (drop.path / "failed" / "1.xml.reason.txt").read_text()
    assert broker.sent == []


async def test_one_bad_file_does_not_hide_the_good_one(drop: Drop) -> None:
    """The outcome tells of the news, the detail of the trouble."""
    drop.put("1.xml", "<NewsML>")
    drop.put("2.xml")
    await drop.poll()
    polled = await drop.source.poll(drop.state)

    assert (polled.outcome, polled.new) == ("ok_new", 1)
    assert polled.detail.startswith("1.xml: ")


async def test_any_name_of_a_file_can_be_written_down(drop: Drop, broker: Broker) -> None:
    """An FTP client names files in Latin-1: they are read, and told of, like all others."""
    for name, text in ((b"d\xe9p\xeache.xml", ALERT), (b"\xff.xml", "<NewsML>")):
        (drop.path / os.fsdecode(name)).write_text(text, "utf-8")
    await drop.poll()
    polled = await drop.source.poll(drop.state)
    after = concluded(
        Feed(id="afp", folder="."), polled.state,
        outcome=polled.outcome, detail=f"{polled.detail} \ud83d", now=NOW,
    )  # fmt: skip

    assert polled.outcome == "ok_new"
    assert rb"d\xe9p\xeache.xml" in [headers.get("url") for *_, headers in broker.sent]
    assert decode(FeedState, encode(after)).detail.startswith(r"\xff.xml: ")


async def test_a_folder_that_is_gone_is_only_this_feeds_failure(desk: Desk, tmp_path: Path) -> None:
    """Said in its state, tried again."""
    drop = Drop(tmp_path / "gone", desk)

    assert await drop.poll() == "unreachable"
    assert not drop.state.contacted
