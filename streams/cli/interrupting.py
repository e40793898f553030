"""
How does Ctrl-C end what reads Kafka?

By cancelling it until it ends. Once is not always enough: up to Python 3.11 a cancellation
that comes together with the answer to an ``asyncio.wait_for``, which aiokafka puts round each
request, is lost (python/cpython issue 86296). Not here: how a role is told to stop
(``streams/stopping.py``).
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

AGAIN_SECONDS: Final = 0.5


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
        while not doing.done():
            doing.cancel()
            await asyncio.wait({doing}, timeout=again)
        with suppress(asyncio.CancelledError):
            await doing
    finally:
        doing.cancel()
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
    return True
