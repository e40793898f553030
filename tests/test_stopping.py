"""What runs for ever ends when it is told to, in bounded time, whatever it is doing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PROGRAM = """
import asyncio, sys, threading
from streams.stopping import until_told

async def work():
    print("begun", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        print("told", flush=True)
        {last}
        print("clean", flush=True)

asyncio.run(until_told(work(), role="clerk", in_hand=lambda: 3, grace={grace}))
"""


@contextmanager
def running(last: str, *, grace: float) -> Iterator[subprocess.Popen[str]]:
    """A program that has begun, and does *last* when it is cancelled."""
    program = PROGRAM.format(last=last, grace=grace)
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def until(words: str, process: subprocess.Popen[str]) -> None:
    """Read what *process* says until it says *words*."""
    assert process.stdout is not None
    while words not in process.stdout.readline():
        assert process.poll() is None


def test_work_cleans_up_and_says_how_long_it_took() -> None:
    """
    A clean end is exit code 0, and the log tells what was left.
    """
    with running("await asyncio.sleep(0)", grace=60) as process:
        process.terminate()
        out, _ = process.communicate()

    assert process.returncode == 0
    assert "role.stopping" in out
    assert "clean" in out
    assert "role.stopped" in out
    assert "left=3" in out
    assert "seconds=" in out


@pytest.mark.parametrize(
    "hanging", ["await asyncio.Event().wait()", "threading.Event().wait()"], ids=["task", "loop"]
)
def test_what_hangs_is_cut_off(hanging: str) -> None:
    """
    Neither a task that waits for ever nor a loop that stands still outlives the grace.
    """
    with running(hanging, grace=0.2) as process:
        process.terminate()
        out, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "not gone after 0.2 s" in out
    assert "clean" not in out


def test_a_second_signal_does_not_wait() -> None:
    """
    Who presses Ctrl-C twice means it.
    """
    with running("await asyncio.Event().wait()", grace=600) as process:
        process.terminate()
        until("told", process)
        process.terminate()
        out, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "told a second time" in out


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_it_ends_even_when_nobody_takes_its_last_words(stream: str) -> None:
    """
    A full disk under the log must not keep a process alive that has to go.
    """
    script = (
        "import sys; from streams.stopping import end_now\n"
        "class Full:\n    def flush(self): raise OSError('no space left')\n"
        f"sys.{stream} = Full()\nend_now()"
    )

    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 1
