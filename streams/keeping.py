"""
How does what crashed come back while people sleep?

A role that ended by itself is started again, and so is the embedded broker, at the
address it had: one loud line says which, how it ended, its last words and which
restart it is. All end only when one has crashed too often (``restarts.py``) or
ended for what no restart mends: a wrong setup. Not here: starting them the first
time, and ending them (``supervisor.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from aiokafka.errors import KafkaError
from rich.console import Console

from .broker.embedded import EmbeddedKafka
from .children import Child
from .restarts import Restarts
from .trouble import WRONG_SETUP, Trouble

LOOK_AGAIN_SECONDS = 2.0


class Keeper:
    """Keeps things running, and says on *terminal* when they did not run on."""

    def __init__(self, terminal: Console) -> None:
        self._terminal = terminal

    async def role(self, child: Child) -> None:
        """Start *child* again whenever it ends; raises ``Trouble`` when that is no use."""
        restarts = Restarts()
        while True:
            said = await child.end()
            if child.process.returncode == WRONG_SETUP:
                raise Trouble(f"{said}; its log is {child.log}", code=WRONG_SETUP)
            await self._pause(said, restarts, f"its log is {child.log}")
            await child.start(again=True)

    async def broker(self, broker: EmbeddedKafka) -> None:
        """Likewise; returns when it was told to stop."""
        restarts = Restarts()
        is_first = True
        while True:
            try:
                if not is_first:
                    await broker.again()
                await broker.ended()
            except (Trouble, OSError) as trouble:  # a full disk takes not even its settings
                is_first = False
                await self._pause(str(trouble), restarts, "its data is kept")
            else:
                return

    async def shown(self, show: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Show what happens, and go on when Kafka is there again after it was not."""
        while True:
            try:
                await show()
            except (KafkaError, Trouble):  # why it is away others say
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _pause(self, said: str, restarts: Restarts, remedy: str) -> None:
        """Say what crashed and wait until it is its time; raises ``Trouble`` when it is no use."""
        seconds = restarts.pause()
        if seconds is None:
            raise Trouble(f"{said}; it crashes again and again, {remedy}")
        self._terminal.print(
            f"careful: {said}; started again in {seconds:g} s, {restarts}",
            style="bold red", markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip
        await asyncio.sleep(seconds)
