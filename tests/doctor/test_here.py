"""Are this machine and its configuration looked at?"""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.doctor import configuration, machine
from streams.doctor.findings import Finding
from streams.settings import Settings
from tests.doctor.said import said


@pytest.mark.parametrize(("free", "level"), [(9, "ok"), (1.5, "warning"), (0.1, "failure")])
def test_a_disk_that_fills_up(free: float, level: str) -> None:
    """Kafka stops at a full one."""
    assert machine.room(Path("state"), int(free * machine.GB)).level == level


def test_a_state_folder_that_is_to_be_made(tmp_path: Path) -> None:
    """The first start makes it; its parent has to allow that."""
    assert [one.level for one in machine.state_folder(tmp_path / "a" / "b")] == ["ok"]


def test_a_state_folder_that_anybody_may_write(tmp_path: Path) -> None:
    """Records could be slipped in."""
    tmp_path.chmod(0o777)

    assert [one.level for one in machine.state_folder(tmp_path)] == ["warning", "ok"]


def test_a_state_folder_that_is_a_file(tmp_path: Path) -> None:
    """Told before anything tries to make it."""
    (tmp_path / "state").write_text("")

    assert machine.state_folder(tmp_path / "state")[0].level == "failure"


def test_versions_must_be_exact() -> None:
    """The faults of these are mended, of no others."""
    from streams.faust_fixes import WRITTEN_FOR

    other = {**WRITTEN_FOR, "aiokafka": "0.15.0"}

    assert machine.versions(WRITTEN_FOR.__getitem__)[0].level == "ok"
    assert said(machine.versions(other.__getitem__)) == [
        ("failure", "aiokafka: 0.15.0 is installed, its faults are mended for 0.14.0 only")
    ]


def feeds_saying(tmp_path: Path, auth: str) -> list[Finding]:
    """What is found about one feed with *auth*."""
    file = tmp_path / "feeds.toml"
    file.write_text(f'[[feed]]\nid = "a"\nurl = "https://a.example/"\n[feed.auth]\n{auth}\n')
    return configuration.feeds(Settings(feeds=file))


def test_a_secret_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at and not shown."""
    monkeypatch.setenv("TOKEN", "hush")
    found = feeds_saying(tmp_path, 'kind = "bearer"\ntoken = "env:TOKEN"')

    assert [one.found for one in found][1:] == ["1 of feed `a`, all of them there"]


def test_a_secret_that_is_not_there(tmp_path: Path) -> None:
    """Which feed, which secret, and why not."""
    found = feeds_saying(tmp_path, 'kind = "bearer"\ntoken = "env:NOT_SET_AT_ALL"')

    assert said(found) == [
        ("failure",
         "feed `a`: the secret `env:NOT_SET_AT_ALL` is not there: the variable NOT_SET_AT_ALL is not set"),
    ]  # fmt: skip


def test_a_secret_that_others_may_read(tmp_path: Path) -> None:
    """It works, and is hardly a secret."""
    (tmp_path / "token").write_text("hush\n")
    (tmp_path / "token").chmod(0o644)
    found = feeds_saying(tmp_path, f'kind = "bearer"\ntoken = "file:{tmp_path}/token"')

    assert [one.advice for one in found if one.level == "warning"] == [
        f"chmod 600 {tmp_path}/token"
    ]
    assert "hush" not in str(found)


def test_a_certificate_that_is_not_there(tmp_path: Path) -> None:
    """Files are named outside references, too."""
    found = feeds_saying(tmp_path, f'kind = "mtls"\ncertificate = "{tmp_path}/none.pem"')

    assert said(found) == [("failure", f"feed `a`: {tmp_path}/none.pem cannot be read")]


def test_files_that_are_wrong_or_missing(tmp_path: Path) -> None:
    """The file's own line for a mistake, a warning for one that is not there."""
    (tmp_path / "feeds.toml").write_text("[[feed]]\n")
    here = Settings(feeds=tmp_path / "feeds.toml", watchlist=tmp_path / "none.toml")

    assert configuration.feeds(here)[0].level == "failure"
    assert configuration.watchlist(here)[0].level == "warning"
    assert configuration.feeds(Settings(feeds=tmp_path / "none"))[0].level == "warning"
