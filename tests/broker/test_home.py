"""A broker's folder belongs to one process at a time, and nothing stale blocks it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker.embedded import find_bootstrap
from streams.broker.home import Home, bootstrap_in
from streams.settings import Kafka, Settings
from streams.trouble import Trouble


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that a broker of this process has and has announced."""
    home = Home(tmp_path / "state" / "broker")
    home.claim()
    home.announce("127.0.0.1:4711")
    return home.folder


def a_dead_pid() -> int:
    """The id of a process that has just ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def test_names_who_has_the_folder(folder: Path) -> None:
    """
    A second broker on the folder is told which process runs the first, and where.
    """
    expected = re.escape(f"runs in {folder}: pid {os.getpid()}, 127.0.0.1:4711")

    with pytest.raises(Trouble, match=expected):
        Home(folder).claim()


def test_other_commands_find_the_broker(folder: Path) -> None:
    """
    A command with the same state folder finds the running broker; a cluster wins.
    """
    state = folder.parent

    assert find_bootstrap(Settings(state=state)) == "127.0.0.1:4711"
    assert find_bootstrap(Settings(state=state, kafka=Kafka(bootstrap="k:1"))) == "k:1"


def test_a_broker_that_left_is_not_found(tmp_path: Path) -> None:
    """
    After a clean end the folder is free and announces nothing.
    """
    home = Home(tmp_path)
    home.claim()
    home.announce("127.0.0.1:4711")
    home.leave()

    assert bootstrap_in(tmp_path) is None
    Home(tmp_path).claim()


def test_what_a_killed_process_left_does_not_block(tmp_path: Path) -> None:
    """
    After kill -9 the lock file names a dead process; it is neither found nor in the way.
    """
    (tmp_path / "lock").write_text(f"{a_dead_pid()}\n")
    (tmp_path / "bootstrap").write_text("127.0.0.1:4711\n")

    assert bootstrap_in(tmp_path) is None
    Home(tmp_path).claim()


def test_no_folder_is_no_broker(tmp_path: Path) -> None:
    """
    Before the first start there is nothing to find, and looking makes nothing.
    """
    assert bootstrap_in(tmp_path / "broker") is None
    assert list(tmp_path.iterdir()) == []
