"""What may hear a cancellation late is ended all the same, and what is in time is left alone."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from streams.giving_up import within


async def deaf(heard: list[str]) -> None:
    """Lose the first cancellation, as aiokafka does when it is closing a connection."""
    try:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        heard.append("lost")
        await asyncio.Event().wait()
    finally:
        heard.append("ended")


async def test_a_lost_cancellation_is_said_again() -> None:
    """
    Whoever waits hears that it took too long, and nothing goes on behind their back.
    """
    heard: list[str] = []

    with pytest.raises(TimeoutError):
        await within(0.01, deaf(heard), again=0.01)

    assert heard == ["lost", "ended"]


async def test_whoever_is_cancelled_takes_it_along() -> None:
    """
    Ctrl-C in the middle leaves nothing behind either.
    """
    heard: list[str] = []
    waiting = asyncio.ensure_future(within(3600, deaf(heard), again=0.01))
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert heard == ["lost", "ended"]


async def test_what_is_in_time_is_given_on() -> None:
    """
    Its answer, or what it raises.
    """

    async def broken() -> None:
        raise ValueError("no")

    assert await within(60, asyncio.sleep(0, "done")) == "done"
    with pytest.raises(ValueError, match="no"):
        await within(60, broken())
