"""
What would have come of the same dispatches if nothing had broken?

Both agents' judgement over what stands on ``dispatches``, partition by partition, without
Kafka or Faust; a world for each partition of ``readings``, as in the worker. That this has
only one outcome is the load's doing (``tests/faults/load.py``), and is asserted here.

Where the time is the clock's and not the load's, the order of readings and ticks is one of
many: ``as_it_stands`` takes it from ``readings``, which alone determines what comes of it
(docs/invariants.md). Not here: comparing (``tests/faults/checker.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

from agents.following import follow
from agents.linking.world import World
from agents.reading import handle, prepare
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
        readings: Their ids, each with the country it goes to.
    """

    decisions: Mapping[DispatchRef, frozenset[str]]
    alerts: Mapping[str, DispatchRef | None]
    readings: frozenset[tuple[str, str]] = frozenset()


class _Country:
    """One partition of ``readings``."""

    def __init__(self, book: _Book) -> None:
        self._world = World(Packed(Dossier), {}, Packed(Held))
        self._book = book

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
        self.readings: set[tuple[str, str]] = set()

    def calm(self) -> Calm:
        """Return all that was written down."""
        decisions = {ref: frozenset(ids) for ref, ids in self.decisions.items()}
        return Calm(decisions, self.alerts, frozenset(self.readings))

    def note(self, record: object) -> None:
        """Write *record* down if it is one that is looked for."""
        if isinstance(record, Decision):
            self.decisions.setdefault(record.dispatch, set()).add(record.decision_id)
        elif isinstance(record, Alert):
            self.alerts[record.alert_id] = record.caused_by
        elif isinstance(record, Reading):
            self.readings.add((record.reading_id, record.country))


def undisturbed(
    partitions: Sequence[Sequence[Dispatch]],
    watchlist: Watchlist,
    *,
    began: datetime,
    closed: datetime,
    processes: int = 2,
) -> Calm:
    """
    Follow all dispatches, each partition by itself.

    Args:
        partitions: What stands in each partition of ``dispatches``, in order.
        watchlist: The rules, from the start.
        began: When the rules were sent, before the first dispatch.
        closed: When time is told for the last time.
        processes: How many share the work: a long run takes minutes.
    """
    follow_one = partial(
        _one, count=len(partitions), watchlist=watchlist, began=began, closed=closed
    )
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        parts = list(pool.map(follow_one, partitions))
    filled = [number for _, numbers in parts for number in numbers]
    assert len(filled) == len(set(filled)), "its order would depend on which partition was slow"
    return Calm(
        dict(item for calm, _ in parts for item in calm.decisions.items()),
        dict(item for calm, _ in parts for item in calm.alerts.items()),
        frozenset(reading for calm, _ in parts for reading in calm.readings),
    )


def _one(
    dispatched: Sequence[Dispatch],
    *,
    count: int,
    watchlist: Watchlist,
    began: datetime,
    closed: datetime,
) -> tuple[Calm, set[int]]:
    """Follow one partition of ``dispatches``; tells also which of ``readings`` it fills."""
    prepare()
    book = _Book()
    countries: dict[int, _Country] = {}
    for reading in _read(dispatched, book):
        number = partition_of(reading.country, count)
        if number not in countries:
            countries[number] = _Country(book)
            countries[number].absorb(WatchlistChanged(at=began, watchlist=watchlist))
        countries[number].absorb(reading)
    for country in countries.values():
        country.absorb(Tick(at=closed))
    return book.calm(), set(countries)


def as_it_stands(
    partitions: Sequence[Iterable[Dispatch]], readings: Sequence[Iterable[Followed]]
) -> Calm:
    """
    Follow what stands on ``readings``, and read what stands on ``dispatches``.

    Args:
        partitions: What stands in each partition of ``dispatches``, in order.
        readings: What stands in each partition of ``readings``, in order.
    """
    book = _Book()
    for dispatched in partitions:
        for _ in _read(dispatched, book):
            pass
    for followed in readings:
        country = _Country(book)
        for record in followed:
            country.absorb(record)
    return book.calm()


def _read(dispatched: Iterable[Dispatch], book: _Book) -> Iterator[Reading]:
    """Read one partition of ``dispatches``; yields the readings."""
    versions: dict[str, Version] = {}
    for dispatch in dispatched:
        handled = handle(dispatch, versions)
        versions.update(handled.versions)
        for output in handled.outputs:
            book.note(output.record)
            if isinstance(output.record, Reading):
                yield output.record
