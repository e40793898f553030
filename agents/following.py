"""
The agent ``following``: one reading in; incidents, alerts, decisions out.

Joins the reports of one country's events. ``follow`` is a function of what the
partition knows and of one record; the shell sends what it returns, waits for
the broker, and only then lets the world change, so a crash between the two
repeats the same records under the same ids.

Asks       turn         what is due by now?
           absorbing    what does a reading change, and whom is it told to?
Remembers  world        incidents, the time and the rules of one partition
Keyed by   country      everything about one incident meets in one partition
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol, cast

from schemas.codec import decode
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.reading import Reading

from .effects import Output
from .linking.absorbing import take_in
from .linking.turn import Turn
from .linking.world import Changes, World


class Outcome(NamedTuple):
    """
    What one record leads to.

    Attributes:
        outputs: In order: incidents, revisions, alerts, decisions, for each point in time.
        changes: What the world must apply once all of them were sent.
    """

    outputs: tuple[Output, ...]
    changes: Changes


def follow(world: World, record: Followed) -> Outcome:
    """
    Follow one *record*; *world* stays as it is.

    What is due happens first, as of its due time; then the record; then what it made
    due at once. So it does not matter how often time is told.
    """
    turn = Turn(world, take_in)
    turn.run_until(record.at)
    match record:
        case Tick():
            pass
        case WatchlistChanged():
            turn.change_rules(record.watchlist)
        case Reading():
            take_in(turn, record)
    turn.run_until(turn.now or record.at)
    return Outcome(tuple(turn.outputs), turn.changes())


class Event(Protocol):
    """A record as it comes from its topic."""

    @property
    def value(self) -> bytes:
        """Its bytes."""

    @property
    def message(self) -> Any:
        """Where it lies; only ``partition`` is asked for."""


async def following(
    events: AsyncIterable[Event],
    *,
    memory: Callable[[int], World],
    boundary: Callable[..., AbstractAsyncContextManager[Any]],
    send: Callable[..., Awaitable[None]],
) -> None:
    """
    Follow every record of *events*.

    Args:
        events: Of the topic ``readings``.
        memory: Returns what a partition knows.
        boundary: Makes a dead letter of a record that cannot be handled.
        send: Sends outputs and returns when the broker has all of them.
    """
    async for event in events:
        async with boundary(event, stage="following"):
            record = decode(cast("type[Followed]", Followed), event.value)
            world = memory(event.message.partition)
            outcome = follow(world, record)
            await send(*outcome.outputs)
            world.apply(outcome.changes)
