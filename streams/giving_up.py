"""
How is something given up that does not hear it the first time?

What reads Kafka may lose a cancellation: aiokafka drops one that comes while it closes a
connection or a reader, together with that of its own task (``client.py``, ``fetcher.py``:
``close``), and Python up to 3.11 one that comes together with the answer to an
``asyncio.wait_for`` (python/cpython issue 86296). So it is cancelled until it ends. Not here: who
gives up, at Ctrl-C (``streams/cli/interrupting.py``) or at a role's end (``streams/stopping.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

AGAIN_SECONDS: Final = 0.5


async def within(
    seconds: float, work: Coroutine[Any, Any, T], *, again: float = AGAIN_SECONDS
) -> T:
    """
    Do *work*; returns what it returns, raises what it raises.

    Args:
        seconds: How long it may take.
        work: What would go on for ever if its one cancellation were lost.
        again: Seconds after which it is cancelled again.

    Raises:
        TimeoutError: It took longer; it has ended.
    """
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.wait({doing}, timeout=seconds)
    finally:
        await give_up(doing, again=again)
    if doing.cancelled():
        raise TimeoutError
    return doing.result()


async def give_up(doing: asyncio.Future[Any], *, again: float = AGAIN_SECONDS) -> None:
    """Return when *doing* has ended, of itself or by being cancelled every *again* seconds."""
    while not doing.done():
        doing.cancel()
        await asyncio.wait({doing}, timeout=again)
