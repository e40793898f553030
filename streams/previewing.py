"""
What would a watchlist have raised, had it been in force?

The same following as in life over the ``readings`` that Kafka keeps, in a fresh
memory for each partition, with another watchlist: the changes of rules that
stand in the topic are passed over. Nothing is sent, no group is joined, and it
ends where the topic ended when it began. Not here: how the answer is shown
(``streams/cli/watch_preview.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from agents.following import follow
from agents.gazetteer.names import gazetteer
from agents.linking.world import World
from agents.telling.watchlist import countries_of
from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.reading import Reading
from schemas.state import Dossier, Held
from schemas.topics import READINGS
from schemas.watch import Watch, Watchlist

from .kafka import Progress, read, topic_name
from .offline import Pipeline
from .packed import Packed
from .settings import Settings

# How every tick ends: thousands stand between two readings, and only the last one counts.
_TICK: Final = b'"record":"tick"}'


class Previewed:
    """
    What came of it.

    Attributes:
        alerts: What would have rung, by time.
        quiet: Why entries that came near stayed quiet: how often, by entry and reason.
        readings: How many reports were followed, those before the time asked for left out.
        oldest: When the first record was written that was read; ``None`` when there was none.
    """

    def __init__(self, since: datetime | None = None) -> None:
        """Count from *since* on; from the beginning without it."""
        self.since = since
        self.alerts: list[Alert] = []
        self.quiet: Counter[tuple[str, str]] = Counter()
        self.readings = 0
        self.oldest: datetime | None = None

    def note(self, happened: object) -> None:
        """Take in one output."""
        if isinstance(happened, Alert) and self._counts(happened.sent):
            self.alerts.append(happened)
        elif (
            isinstance(happened, Decision)
            and happened.outcome == "suppress"
            and happened.watch_id is not None
            and self._counts(happened.at)
        ):
            self.quiet[happened.watch_id, happened.reason] += 1

    def read(self, at: datetime) -> None:
        """Count one report."""
        self.readings += self._counts(at)

    def _counts(self, at: datetime) -> bool:
        return self.since is None or at >= self.since


class Partition:
    """One partition of ``readings``, followed with rules that are not those of its time."""

    def __init__(self, watchlist: Watchlist, into: Previewed) -> None:
        self._watchlist: Watchlist | None = watchlist
        self._world = World(Packed(Dossier), {}, Packed(Held))
        self._into = into
        self._tick: bytes | None = None

    def take(self, value: bytes) -> None:
        """Follow one record; what is none of ours lies in the dead letters."""
        if value.endswith(_TICK):
            self._tick = value  # what it makes due happens before the next record anyway
            return
        try:
            record = decode(cast("type[Followed]", Followed), value)
        except BadRecord:
            return
        if isinstance(record, Reading):
            self._into.read(record.at)
        if not isinstance(record, WatchlistChanged):
            self._follow(record)

    def finish(self) -> None:
        """Let time pass to the last tick."""
        if self._tick is not None and self._watchlist is None:
            self._follow(decode(Tick, self._tick))

    def _follow(self, record: Reading | Tick) -> None:
        if self._watchlist is not None:
            changed = WatchlistChanged(at=record.at, watchlist=self._watchlist)
            self._watchlist = None
            self._world.apply(follow(self._world, changed).changes)
        outcome = follow(self._world, record)
        self._world.apply(outcome.changes)
        for output in outcome.outputs:
            self._into.note(output.record)


async def preview_kept(
    settings: Settings,
    bootstrap: str,
    watchlist: Watchlist,
    *,
    since: datetime,
    progress: Progress | None = None,
) -> Previewed:
    """
    Follow what Kafka keeps with *watchlist*; counts from *since* on.

    Raises:
        Trouble: No Kafka answers, or it has no such topic.
    """
    found = Previewed(since)
    quiet_days = max((entry.quiet_days for entry in watchlist.watch), default=0.0)
    partitions: dict[int, Partition] = {}
    records = read(
        bootstrap,
        topic_name(settings, READINGS),
        start=since - timedelta(days=quiet_days),
        follow=False,
        keys=keys_of(watchlist.watch),
        progress=progress,
    )
    async with aclosing(records):
        async for record in records:
            written = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            found.oldest = min(written, found.oldest or written)
            if record.partition not in partitions:
                partitions[record.partition] = Partition(watchlist, found)
            if record.value is not None:
                partitions[record.partition].take(record.value)
    for one in partitions.values():
        one.finish()
    found.alerts.sort(key=lambda alert: (alert.sent, alert.alert_id))
    return found


def preview_files(dispatches: Iterable[Dispatch], watchlist: Watchlist) -> Previewed:
    """Follow *dispatches*, in the order of their arrival, with *watchlist*."""
    found, pipeline = Previewed(), Pipeline(watchlist)
    for dispatch in dispatches:
        found.read(dispatch.received_at)
        found.oldest = min(dispatch.received_at, found.oldest or dispatch.received_at)
        for one in pipeline.take(dispatch):
            found.note(one)
    for one in pipeline.wait():
        found.note(one)
    return found


def keys_of(entries: Iterable[Watch]) -> set[str] | None:
    """
    Return the countries whose readings can ring *entries*; ``None`` for all of them.

    A direction may be told from anywhere, a border only from the other side of it.
    """
    found: set[str] = set()
    for entry in entries:
        countries = countries_of(entry)
        if countries is None or entry.include_toward:
            return None
        for country in countries:
            found |= gazetteer().beside(country) if entry.include_border else {country}
    return found
