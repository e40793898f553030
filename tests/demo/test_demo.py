"""Does `tocsin demo` work as one types it, and does nothing stay behind?"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTED = "its topics are made"

# Whole runs take about 20 s on a machine with nothing else to do.
PATIENCE_SECONDS = 150
GONE_SECONDS = 15

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@contextmanager
def demo(temporary: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command with all its temporary files below *temporary*."""
    command = [sys.executable, "-m", "streams", "demo", *options]
    # An own cluster in the environment must not be told inventions.
    environment = os.environ | {"TMPDIR": str(temporary), "TOCSIN_KAFKA__BOOTSTRAP": "real:9092"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    """Read the demo's lines until one has *words*."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return
    raise AssertionError(f"ended without {words!r}: {''.join(seen)}")


def processes_of(temporary: Path) -> list[int]:
    """Return the processes that the demo started: they inherit where temporary files go."""
    mark = f"TMPDIR={temporary}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                variables = (entry / "environ").read_bytes().split(b"\0")
            except OSError:  # it ended meanwhile, or is not ours
                continue
            if mark in variables:
                found.append(int(entry.name))
    return found


def wait_until_gone(pids: list[int]) -> None:
    """Wait until the kernel says that every process of *pids* has ended."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([handle], [], [], GONE_SECONDS)
        os.close(handle)
        assert ended, f"process {pid} is still there"


def test_the_demo_rings_as_expected_and_cleans_up(tmp_path: Path) -> None:
    """
    One command: alarms, near misses, a summary, exit code 0, and nothing left.
    """
    with demo(tmp_path, "--speed", "5") as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0, said
    assert "rang; 0 false" in said
    assert "Tinzaouaten" in said
    assert max(map(len, said.splitlines())) <= 80
    assert processes_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """
    In the middle of starting, with Kafka up and the roles on their way, Ctrl-C ends them all.
    """
    with demo(tmp_path) as process:
        wait_for(process, STARTED)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 130
    assert processes_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_killed_demo_takes_its_processes_with_it(tmp_path: Path) -> None:
    """
    After kill -9 nobody is left to tidy up, and still no process stays.
    """
    with demo(tmp_path) as process:
        wait_for(process, STARTED)
        started = processes_of(tmp_path)

    wait_until_gone(started)
    wait_until_gone(processes_of(tmp_path))
    assert processes_of(tmp_path) == []


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    """
    What an earlier demo left there would keep this one quiet.
    """
    (tmp_path / "left").touch()
    with demo(tmp_path, "--folder", str(tmp_path)) as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 1
    assert "is not empty" in said.splitlines()[-1]
