"""Is Ctrl-C heard, also by what loses a cancellation?"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress

import pytest

from streams.cli.interrupting import until_interrupted


async def forever() -> None:
    """Wait for what never comes."""
    await asyncio.get_running_loop().create_future()


async def press() -> None:
    """Press Ctrl-C."""
    os.kill(os.getpid(), signal.SIGINT)


async def test_what_loses_a_cancellation_is_ended_all_the_same() -> None:
    """As `wait_for` does when the answer comes at the same time."""
    lost = []

    async def work() -> None:
        await press()
        with suppress(asyncio.CancelledError):
            await forever()
        lost.append("one")
        await forever()

    before = signal.getsignal(signal.SIGINT)
    async with asyncio.timeout(30):
        assert await until_interrupted(work(), again=0.01)

    assert lost == ["one"]
    assert signal.getsignal(signal.SIGINT) is before


async def test_what_ends_by_itself_was_not_interrupted() -> None:
    """Whatever it raises is raised."""

    async def broken() -> None:
        raise ValueError("no")

    assert not await until_interrupted(asyncio.sleep(0))
    with pytest.raises(ValueError, match="no"):
        await until_interrupted(broken())
