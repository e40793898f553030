"""
How does what is under way end when its partitions go?

It gets a moment: a message whose answer we do not hear goes out again from the next owner,
under the same id. A webhook's receiver drops that by its id, people get their e-mail or chat
twice, so those are waited for longer. Then it is cancelled until it ends, for aiokafka may lose
a cancellation (``streams/giving_up.py``). Not here: what is to end, and in which order
(``tenure.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, NamedTuple

from streams.giving_up import give_up

DROPS_REPEATS: Final = frozenset({"webhook"})
"""Channels whose receivers know a message again."""


class Patience(NamedTuple):
    """
    So many seconds answers are waited for.

    Attributes:
        machines: From channels in :data:`DROPS_REPEATS`.
        people: From all others; no less.
    """

    machines: float
    people: float


# The whole group waits for us, and all subscribers with it, and goes on without us 6 s
# (``streams/sharing.py``) after it asked, of which we may hear 1.5 s late.
GROUP_WAITS: Final = Patience(0.5, 3.0)

# Only our own partitions wait. A supervisor ends us after 7 s (``streams/children.py``).
NOBODY_WAITS: Final = Patience(4.0, 4.0)


async def ended(task: asyncio.Task[Any] | None) -> None:
    """Cancel *task* until it has ended; raises what it failed of."""
    if task is None:
        return
    await give_up(task)
    if not task.cancelled():
        task.result()


async def until_ended(work: Coroutine[Any, Any, None]) -> None:
    """Do *work*, one of several in a group; when they are cancelled, cancel it until it ends."""
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.wait({doing})
    finally:
        await give_up(doing)
    doing.result()
