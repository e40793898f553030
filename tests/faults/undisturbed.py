"""
What would have come of the same dispatches if nothing had broken?

Both agents' judgement over what stands on ``dispatches``, partition by partition, without
Kafka or Faust; a world for each partition of ``readings``, as in the worker. That this has
only one outcome is the load's doing (``tests/faults/load.py``), and is asserted here. Not
here: comparing it with what was found (``tests/faults/checker.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from agents.following import follow
from agents.linking.world import World
from agents.reading import handle
from schemas.alert import Alert
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.reading import Reading
from schemas.record import DispatchRef
from schemas.state import Dossier, Held, Version
from schemas.watch import Watchlist
from streams.kafka import partition_of
from streams.packed import Packed


class Calm(NamedTuple):
    """
    What belongs on the topics.

    Attributes:
        decisions: Decision ids, by dispatch key and revision.
        alerts: Alert ids, each with the dispatch that caused it; ``None`` for a due time.
    """

    decisions: Mapping[DispatchRef, frozenset[str]]
    alerts: Mapping[str, DispatchRef | None]


class _Country:
    """One partition of ``readings``, and which partitions of ``dispatches`` fill it."""

    def __init__(self, rules: WatchlistChanged, book: _Book) -> None:
        self.filled_by: set[int] = set()
        self._world = World(Packed(Dossier), {}, Packed(Held))
        self._book = book
        self.absorb(rules)

    def absorb(self, record: Followed) -> None:
        """Follow *record*, and write down what comes of it."""
        outcome = follow(self._world, record)
        self._world.apply(outcome.changes)
        for output in outcome.outputs:
            self._book.note(output.record)


class _Book:
    """What has been said so far."""

    def __init__(self) -> None:
        self.decisions: dict[DispatchRef, set[str]] = {}
        self.alerts: dict[str, DispatchRef | None] = {}

    def note(self, record: object) -> None:
        """Write *record* down if it is a decision or an alert."""
        if isinstance(record, Decision):
            self.decisions.setdefault(record.dispatch, set()).add(record.decision_id)
        elif isinstance(record, Alert):
            self.alerts[record.alert_id] = record.caused_by


def undisturbed(
    partitions: Sequence[Iterable[Dispatch]],
    watchlist: Watchlist,
    *,
    began: datetime,
    closed: datetime,
) -> Calm:
    """
    Follow all dispatches.

    Args:
        partitions: What stands in each partition of ``dispatches``, in order.
        watchlist: The rules, from the start.
        began: When the rules were sent, before the first dispatch.
        closed: When time is told for the last time.
    """
    book = _Book()
    rules = WatchlistChanged(at=began, watchlist=watchlist)
    countries = [_Country(rules, book) for _ in partitions]
    for number, dispatched in enumerate(partitions):
        versions: dict[str, Version] = {}
        for dispatch in dispatched:
            handled = handle(dispatch, versions)
            versions.update(handled.versions)
            for output in handled.outputs:
                if isinstance(output.record, Reading):
                    country = countries[partition_of(output.key, len(partitions))]
                    country.filled_by.add(number)
                    country.absorb(output.record)
                else:
                    book.note(output.record)
    for country in countries:
        assert len(country.filled_by) <= 1, "its order would depend on which partition was slow"
        country.absorb(Tick(at=closed))
    return Calm({ref: frozenset(ids) for ref, ids in book.decisions.items()}, book.alerts)
