"""
What comes of one record of the past?

The agents' judgement over shelves in memory, one record after another: what Faust and
the boundary do in life, without a broker between. Not here: where records come from and
outputs go (``streams/replay/leg.py``), and the judgement itself (``agents``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from agents.following import follow
from agents.linking.world import World
from agents.reading import taken
from schemas.codec import decode
from schemas.control import Followed
from schemas.dispatch import Dispatch
from schemas.state import Clock, Dossier, Held, Version
from streams.entries import Entries
from streams.shelf import Shelf

from .choice import Choice
from .sources import Taken

Send = Callable[..., None]
"""Takes outputs; raises ``MessageSizeTooLargeError`` for one that its topic would refuse."""


class Judge(Protocol):
    """
    One stage in one partition.

    Attributes:
        shelves: What it remembers, by table.
    """

    shelves: Mapping[str, Shelf[Any]]

    def ready(self) -> None:
        """Begin with what the shelves hold now."""

    async def take(self, record: Taken, send: Send) -> None:
        """
        Judge one record: hand over what comes of it, and then remember what it changes.

        Raises what a bad record makes it, or *send*, raise; then nothing is remembered.
        """

    @property
    def now(self) -> datetime | None:
        """Up to when was judged, ``None`` where that means nothing."""


class Reader:
    """The agent ``reading``: dispatches to readings and decisions; *entries* hold what it met."""

    now = None

    def __init__(self, entries: Entries | None = None) -> None:
        self._versions = Shelf(Version, entries)
        self.shelves: Mapping[str, Shelf[Any]] = {"versions": self._versions}

    def ready(self) -> None:
        """Do nothing: a shelf is read as it is."""

    async def take(self, record: Taken, send: Send) -> None:
        """Read one dispatch."""
        dispatch = decode(Dispatch, record.value or b"")
        handled = taken(dispatch, record.key, self._versions)
        send(*handled.outputs)
        self._versions.update(handled.versions)


class Follower:
    """The agent ``following``: readings to incidents, alerts and decisions; *choice* of them."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._shelves = (Shelf(Dossier), Shelf(Clock), Shelf(Held))
        self.shelves: Mapping[str, Shelf[Any]] = dict(
            zip(("incidents", "clocks", "held"), self._shelves, strict=True)
        )
        self._world: World | None = None

    @property
    def now(self) -> datetime | None:
        """Up to when was judged."""
        return None if self._world is None else self._world.now

    def ready(self) -> None:
        """Make the world of what the shelves hold now."""
        self._world = World(*self._shelves)

    async def take(self, record: Taken, send: Send) -> None:
        """Follow one record."""
        world = cast("World", self._world)
        said = decode(cast("type[Followed]", Followed), record.value or b"")
        rules = self._choice.opening(said.at) if world.now is None else None
        chosen = self._choice.of(said)
        for one in (chosen,) if rules is None else (rules, chosen):
            outcome = follow(world, one)
            send(*outcome.outputs)
            world.apply(outcome.changes)
