"""Does ``tocsin run`` end as a whole, however it ends?"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from streams.broker.home import bootstrap_in

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to find what is left behind"),
]

END_SECONDS = 10.0
"""What the operator is promised."""

READY_SECONDS = 120.0


def processes(state: Path) -> dict[int, str]:
    """Return the processes of this run: their environment names its state folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if f"TOCSIN_STATE={state}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                )
        except (OSError, ValueError):
            continue  # no process, not ours, or gone meanwhile
    return found


def pid_of(words: str, state: Path) -> int:
    """Return the process of this run that has *words* in its command."""
    (pid,) = [pid for pid, line in processes(state).items() if words in line]
    return pid


def until(happened: Callable[[], bool], *, within: float) -> bool:
    """Look again and again until it has *happened*; tells whether it did."""
    give_up = time.monotonic() + within
    while not happened():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder, which marks every process of the run."""
    return tmp_path / "state"


@pytest.fixture
def running(
    tmp_path: Path, state: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """``tocsin run`` with its own broker, every role at work; nothing of it outlives the test."""
    (tmp_path / "drop").mkdir()
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "drop"\nfolder = "drop"\n')
    with subprocess.Popen(
        [sys.executable, "-m", "streams", "run"],
        cwd=tmp_path,
        env={
            **environment,
            "TOCSIN_STATE": str(state),
            "TOCSIN_KAFKA__PARTITIONS": "2",
            "TOCSIN_API__PORT": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            log = state / "log" / "worker.log"
            assert until(
                lambda: (
                    (log.exists() and "worker.ready" in log.read_text())
                    or process.poll() is not None
                ),
                within=READY_SECONDS,
            )
            assert process.poll() is None, process.stderr and process.stderr.read()
            yield process
        finally:
            for pid in processes(state):
                with suppress(ProcessLookupError):  # ended meanwhile
                    os.kill(pid, signal.SIGKILL)
            process.kill()


def test_sigterm_ends_everything(running: subprocess.Popen[str], state: Path) -> None:
    """Roles and broker are gone within ten seconds, with exit code 0 and no words on stderr."""
    began = time.monotonic()
    running.terminate()
    out, err = running.communicate(timeout=END_SECONDS)

    assert (running.returncode, err) == (0, "")
    assert time.monotonic() - began < END_SECONDS
    assert processes(state) == {}
    assert "made watchlist.toml from watchlist.example.toml" in out
    assert "made subscriptions.toml from subscriptions.example.toml" in out
    assert "running: worker, delivery, api, poller, Kafka at " in out
    assert f"logs in {state / 'log'}" in " ".join(out.split())


def test_killed_supervisor_takes_everything_along(
    running: subprocess.Popen[str], state: Path
) -> None:
    """After ``kill -9`` nobody is left to stop the others; the kernel tells them."""
    assert len(processes(state)) >= 6  # itself, four roles, broker

    running.kill()

    assert until(lambda: not processes(state), within=END_SECONDS), processes(state)


def test_dead_role_is_started_again_and_said(running: subprocess.Popen[str], state: Path) -> None:
    """Nobody is awake to start it: it comes back, and one line tells why it was gone."""
    log = state / "log" / "worker.log"

    os.kill(pid_of("run worker", state), signal.SIGKILL)

    assert until(lambda: log.read_text().count("worker.ready") == 2, within=READY_SECONDS)
    running.terminate()
    out, err = running.communicate(timeout=END_SECONDS)
    said = [line for line in out.splitlines() if line.startswith("careful: the worker ended")]
    assert (running.returncode, err) == (0, "")
    assert len(said) == 1
    assert "(signal 9)" in said[0]
    assert "started again in 1 s, restart 1 of 9 within 10 minutes" in said[0]


def test_dead_broker_comes_back_where_it_was(running: subprocess.Popen[str], state: Path) -> None:
    """Its data is kept and its address too, so the roles find it."""
    folder = state / "broker"
    output, before = folder / "log" / "output.log", bootstrap_in(folder)
    began = output.stat().st_mtime_ns

    os.kill(pid_of("kafka.Kafka", state), signal.SIGKILL)

    assert until(lambda: output.stat().st_mtime_ns > began, within=READY_SECONDS)
    assert until(lambda: bootstrap_in(folder) is not None, within=READY_SECONDS)
    assert bootstrap_in(folder) == before
    running.terminate()
    out, err = running.communicate(timeout=END_SECONDS)
    assert (running.returncode, err) == (0, "")
    assert out.count("careful: the embedded Kafka ended by itself") == 1
    assert processes(state) == {}


def test_what_no_restart_mends_ends_everything(
    running: subprocess.Popen[str], state: Path, tmp_path: Path
) -> None:
    """A role whose setup became wrong says so once, with the exit code that tells."""
    (tmp_path / "watchlist.toml").write_text("[[watch]]\nid = ")

    os.kill(pid_of("run worker", state), signal.SIGKILL)
    _, err = running.communicate(timeout=READY_SECONDS)

    assert running.returncode == 2
    assert err.startswith("tocsin: the worker ended by itself (exit code 2)")
    assert "watchlist.toml, line 2" in err
    assert err.count("\n") == 1
    assert processes(state) == {}


def test_second_run_on_one_folder_is_refused(
    state: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    """Two runs would read every feed twice."""
    state.mkdir()
    with (state / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        second = subprocess.run(
            [sys.executable, "-m", "streams", "run"],
            cwd=tmp_path, env={**environment, "TOCSIN_STATE": str(state)},
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip

    assert second.returncode == 1
    assert second.stderr.startswith(f"tocsin: already running in {state}, pid 4711; ")
