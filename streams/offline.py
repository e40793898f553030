"""
How does the pipeline run over files, without a broker?

Both agents' judgement over dicts, one dispatch after another: what the two
topics between them carry in life is handed over here. One world holds all
countries. Not here: reading files (``streams/dispatch_files.py``) and printing
(``streams/cli``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from agents.following import follow
from agents.linking.world import World
from agents.reading import handle
from schemas.alert import Alert
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.incident import Incident
from schemas.reading import Reading
from schemas.state import Dossier, Held, Version
from schemas.topics import REVISIONS
from schemas.watch import Watchlist

from .packed import Packed

Happening = Alert | Incident | Decision

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
"""What is due at the very time of a record comes after it."""


class Pipeline:
    """
    Everything that is remembered while files are followed.

    Attributes:
        versions: The newest version of each dispatch.
        world: Incidents and clock.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self.versions: dict[str, Version] = {}
        self.world = World(Packed(Dossier), {}, Packed(Held))
        self._watchlist: Watchlist | None = watchlist

    def take(self, dispatch: Dispatch) -> Iterator[Happening]:
        """
        Follow one dispatch; yields what happens because of it, in order.

        What was due before it arrived happens first, as of its own time.
        """
        if self._watchlist is not None:
            changed = WatchlistChanged(at=dispatch.received_at, watchlist=self._watchlist)
            self._watchlist = None
            yield from self._follow(changed)
        yield from self.wait(dispatch.received_at - MOMENT)
        handled = handle(dispatch, self.versions)
        for output in handled.outputs:
            if isinstance(output.record, Reading):
                yield from self._follow(output.record)
            elif isinstance(output.record, Decision):
                yield output.record
        self.versions.update(handled.versions)

    def wait(self, until: datetime = END_OF_TIME) -> Iterator[Happening]:
        """Let time pass to *until*, or to when nothing is due any more."""
        # What is due happens as of its own time, however far a tick jumps; ticking to the
        # last due time and not beyond keeps the clock from running ahead for nothing.
        while due := [*self.world.due_until(until), *self.world.held_until(until)]:
            yield from self._follow(Tick(at=max(at for at, _ in due)))

    def _follow(self, record: Followed) -> Iterator[Happening]:
        """Hand one record to ``following`` and apply what it changes."""
        outcome = follow(self.world, record)
        self.world.apply(outcome.changes)
        for output in outcome.outputs:
            # An incident goes to two topics; here its newest state counts once.
            if output.topic != REVISIONS and isinstance(output.record, Happening):
                yield output.record
