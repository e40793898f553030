"""
How does Ctrl-C end what reads Kafka?

By cancelling it until it ends: once is not always enough (``streams/giving_up.py``). Not here:
how a role is told to stop (``streams/stopping.py``).
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from streams.giving_up import AGAIN_SECONDS, give_up


async def until_interrupted(
    work: Coroutine[Any, Any, None], *, again: float = AGAIN_SECONDS
) -> bool:
    """
    Do *work* until it is done, or Ctrl-C is pressed; tells whether it was.

    Args:
        work: What holds nothing that would have to be cleaned up in peace.
        again: Seconds after which it is cancelled again.
    """
    loop = asyncio.get_running_loop()
    doing, told = asyncio.ensure_future(work), loop.create_future()
    before = signal.getsignal(signal.SIGINT)

    def tell() -> None:
        if not told.done():
            told.set_result(None)

    loop.add_signal_handler(signal.SIGINT, tell)
    try:
        await asyncio.wait({doing, told}, return_when=asyncio.FIRST_COMPLETED)
        if not told.done():
            await doing
            return False
        await give_up(doing, again=again)
        with suppress(asyncio.CancelledError):
            await doing
    finally:
        doing.cancel()
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
    return True
