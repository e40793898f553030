"""
Did everything ring that should, and nothing else?

Keeps what was seen on the topics beside what the story expects, and measures
how long each alarm took. Pure: times are arguments. Not here: how it looks
(``screen.py``), or where it is read from (``run.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import ceil
from typing import NamedTuple

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.record import DispatchRef

from .story import Item, Ring, expected, headline, story, text

# A dispatch's decisions and alerts come from two agents over three topics; after so long all
# that belongs to it is there, and it can be told as an alarm or as a near miss. Seconds.
SETTLED = 0.5


class Heard(NamedTuple):
    """
    One alarm as it reached the screen.

    Attributes:
        alert: What rang.
        record_ms: Timestamp of its Kafka record, ms since 1970.
        at: When it was shown.
    """

    alert: Alert
    record_ms: int
    at: datetime


class Delays(NamedTuple):
    """Nearest-rank percentiles of some delays, in milliseconds."""

    p50: float
    p99: float
    longest: float


class Score:
    """
    What the story has set off so far.

    Attributes:
        dispatches: Every dispatch seen, with the timestamp of its record.
        alarms: Every alarm, in the order of the screen.
        dead: How many records could not be handled.
    """

    def __init__(self, start: datetime) -> None:
        self._items = {
            (item.feed, item.revision, headline(item, start) or text(item, start)): item
            for item in story()
        }
        # An alarm that a due time set off has no dispatch, so looking up None is asked here too.
        self.dispatches: dict[DispatchRef | None, tuple[Dispatch, int]] = {}
        self.alarms: list[Heard] = []
        self.dead = 0
        self._decisions: dict[DispatchRef, list[Decision]] = {}
        self._decided_at: dict[DispatchRef, datetime] = {}
        self._told: set[DispatchRef] = set()

    def dispatched(self, dispatch: Dispatch, record_ms: int) -> None:
        """Note a record of ``dispatches``."""
        self.dispatches[dispatch.ref] = (dispatch, record_ms)

    def decided(self, decision: Decision, at: datetime) -> None:
        """Note a record of ``decisions``."""
        self._decisions.setdefault(decision.dispatch, []).append(decision)
        self._decided_at.setdefault(decision.dispatch, at)

    def rang(self, alert: Alert, record_ms: int, at: datetime) -> None:
        """Note a record of ``alerts``, shown at *at*."""
        self.alarms.append(Heard(alert, record_ms, at))

    def item_of(self, ref: DispatchRef | None) -> Item | None:
        """Return the item of the story that *ref* is, ``None`` when it is none."""
        if ref not in self.dispatches:
            return None
        dispatch = self.dispatches[ref][0]
        words = dispatch.headline or dispatch.text
        return self._items.get((dispatch.feed or "", dispatch.revision, words))

    def near_misses(self, now: datetime) -> Iterator[tuple[Dispatch, Decision]]:
        """Yield, once each, live dispatches that have settled by *now* and did not ring, and why."""
        rung = {heard.alert.caused_by for heard in self.alarms}
        for ref, at in self._decided_at.items():
            settled = (now - at).total_seconds() >= SETTLED and ref in self.dispatches
            if settled and ref not in self._told:
                self._told.add(ref)
                if ref not in rung and self._is_live(ref):
                    yield self.dispatches[ref][0], self.reason(ref)

    def reason(self, ref: DispatchRef) -> Decision:
        """
        Return the decision that tells best why *ref* did not ring.

        The first mention is the news. That it lies outside one watch entry says less than
        why it was silent for another.
        """
        return min(
            self._decisions[ref],
            key=lambda decision: (decision.mention_idx or 0, decision.reason == "outside_watch"),
        )

    def quiet_reasons(self) -> Counter[str]:
        """Count the live dispatches that did not ring by their reason."""
        rung = {heard.alert.caused_by for heard in self.alarms}
        return Counter(
            self.reason(ref).reason
            for ref in self._decisions
            if ref not in rung and self._is_live(ref)
        )

    def _is_live(self, ref: DispatchRef) -> bool:
        """Tell whether *ref* came after first contact with its wire."""
        return ref in self.dispatches and self.dispatches[ref][0].intake == "live"

    def undecided(self, items: Iterable[Item]) -> list[str]:
        """Return the ids of those *items* that have no decision yet."""
        known = {item.id for ref in self._decisions if (item := self.item_of(ref))}
        return [item.id for item in items if item.id not in known]

    def missing(self) -> list[Ring]:
        """Return the alarms that should have rung and did not."""
        return sorted((Counter(expected()) - Counter(self._rings())).elements())

    def false(self) -> list[Ring]:
        """Return the alarms that should not have rung."""
        return sorted((Counter(self._rings()) - Counter(expected())).elements())

    def _rings(self) -> Iterator[Ring]:
        """Yield every alarm with the item that set it off, "?" when nothing we sent did."""
        for heard in self.alarms:
            item = self.item_of(heard.alert.caused_by)
            yield Ring(item.id if item else "?", heard.alert.kind, heard.alert.watch_id)

    def record_to_record(self) -> Delays | None:
        """Return how long it took from ``dispatches`` record to ``alerts`` record."""
        return percentiles(
            float(heard.record_ms - self.dispatches[ref][1])
            for heard in self.alarms
            if (ref := heard.alert.caused_by) in self.dispatches
        )

    def fetched_to_screen(self) -> Delays | None:
        """Return how long it took from the poller's fetch to the alarm on screen."""
        delays = (self.since_arrival(heard.alert, heard.at) for heard in self.alarms)
        return percentiles(delay for delay in delays if delay is not None)

    def since_arrival(self, alert: Alert, at: datetime) -> float | None:
        """Return ms from the arrival of the causing dispatch to *at*, ``None`` if unknown."""
        ref = alert.caused_by
        if ref not in self.dispatches:
            return None
        return (at - self.dispatches[ref][0].received_at).total_seconds() * 1000


def percentiles(delays: Iterable[float]) -> Delays | None:
    """Return p50, p99 and maximum of *delays* in milliseconds; ``None`` of nothing."""
    ranked = sorted(delays)
    if not ranked:
        return None
    return Delays(
        ranked[ceil(0.50 * len(ranked)) - 1], ranked[ceil(0.99 * len(ranked)) - 1], ranked[-1]
    )
