"""What crashed comes back, ever more slowly, and not for ever."""

from __future__ import annotations

import asyncio
import io
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from rich.console import Console

from streams import keeping
from streams.children import Child
from streams.keeping import Keeper
from streams.restarts import CRASHES, LONGEST_PAUSE_SECONDS, WITHIN_SECONDS, Restarts
from streams.settings import Settings
from streams.trouble import WRONG_SETUP, Trouble

if TYPE_CHECKING:
    from streams.broker.embedded import EmbeddedKafka


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeChild(Child):
    """A role that ends as soon as it runs, each time with the next of *codes*."""

    def __init__(self, tmp_path: Path, codes: list[int]) -> None:
        super().__init__("worker", Settings(state=tmp_path), None, "127.0.0.1:1")
        self.codes = codes
        self.starts = 0

    async def start(self, *, again: bool = False) -> None:
        assert again
        self.starts += 1

    async def end(self) -> str:
        self.process = SimpleNamespace(returncode=self.codes.pop(0))
        return f"the worker ended by itself (exit code {self.process.returncode}): it said [so]"


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept; nothing is."""
    seconds: list[float] = []

    async def sleep(pause: float) -> None:
        seconds.append(pause)

    monkeypatch.setattr(keeping.asyncio, "sleep", sleep)
    return seconds


def test_pauses_grow_and_end() -> None:
    """
    Each crash waits twice as long as the one before; the tenth within ten minutes is the last.
    """
    clock = Clock()
    restarts = Restarts(clock)
    pauses = []
    while (pause := restarts.pause()) is not None:
        pauses.append(pause)
        clock.now += pause

    assert pauses[:4] == [1, 2, 4, 8]
    assert max(pauses) == LONGEST_PAUSE_SECONDS
    assert len(pauses) == CRASHES - 1


def test_a_crash_of_long_ago_counts_no_more() -> None:
    """
    One crash an hour never ends everything, and is started again at once.
    """
    clock = Clock()
    restarts = Restarts(clock)
    pauses = []
    for _ in range(3 * CRASHES):
        pauses.append(restarts.pause())
        clock.now += WITHIN_SECONDS

    assert set(pauses) == {1.0}


async def test_a_crash_is_said_in_one_line(tmp_path: Path, slept: list[float]) -> None:
    """
    Which, how it ended, its last words as they are, and which restart.
    """
    terminal = io.StringIO()
    child = FakeChild(tmp_path, [1, -9, WRONG_SETUP])
    with pytest.raises(Trouble, match="exit code 2"):
        await Keeper(Console(file=terminal)).role(child)
    first, second = terminal.getvalue().splitlines()

    assert "the worker ended by itself (exit code 1): it said [so]; started again in 1 s" in first
    assert second.endswith("restart 2 of 9 within 10 minutes")
    assert slept == [1, 2]
    assert child.starts == 2


async def test_what_crashes_again_and_again_ends_everything(
    tmp_path: Path, slept: list[float]
) -> None:
    """
    Ten times within ten minutes is no accident: whoever runs us is to hear of it.
    """
    child = FakeChild(tmp_path, [1] * CRASHES)
    with pytest.raises(Trouble, match="crashes again and again, its log is") as trouble:
        await Keeper(Console(file=io.StringIO())).role(child)

    assert trouble.value.code == 1
    assert child.starts == len(slept) == CRASHES - 1


async def test_a_broker_without_room_for_its_settings_is_tried_again(slept: list[float]) -> None:
    """
    A disk that is full at the restart may have room at the next.
    """
    starts = iter([OSError(ENOSPC, "No space left on device"), None])

    class Broker:
        is_down = True

        async def ended(self) -> None:
            if self.is_down:
                raise Trouble("the embedded Kafka ended by itself")

        async def again(self) -> None:
            trouble = next(starts)
            if trouble is not None:
                raise trouble
            self.is_down = False

    terminal = io.StringIO()
    await Keeper(Console(file=terminal)).broker(cast("EmbeddedKafka", Broker()))

    assert "No space left on device; started again in 2 s" in terminal.getvalue()
    assert slept == [1, 2]


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (b'{"event": "a.long.life"}\n' * 10_000 + b'{"event": "x", "reason": "y"}\n', "x y"),
        (b"", "it said nothing"),
        (None, "its log cannot be read"),
    ],
)
async def test_last_words_are_found_in_any_log(
    tmp_path: Path, log: bytes | None, words: str
) -> None:
    """
    One of weeks, an empty one, and one that somebody took away: the role is started again.
    """
    child = Child("worker", Settings(state=tmp_path), None, "127.0.0.1:1")
    child.process = await asyncio.create_subprocess_exec("false")
    if log is not None:
        child.log.parent.mkdir()
        child.log.write_bytes(log)

    assert (await child.end()).startswith(f"the worker ended by itself (exit code 1): {words}")
