"""
How does one subscription stand?

What its rows of the ledger add up to: what it was told of each incident, what waits, how many
messages began within the hour, what was dropped without a word. A picture in memory, made
anew from the rows at every start. Not here: the rows themselves (``streams/delivery``), and
what follows from it (``checks.py``, ``turns.py``).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from schemas.delivery import Delivery

from .verdicts import TOGETHER

HOUR: Final = timedelta(hours=1)
WAITS: Final = frozenset({"held", "queued"})
HELD: Final = frozenset({"group", *TOGETHER})
"""What one of these checks names last was held, or might have been."""


class Account:
    """
    One subscription's rows, and what they add up to.

    Args:
        rows: In any order.
    """

    def __init__(self, rows: Iterable[Delivery] = ()) -> None:
        self._rows: dict[str, Delivery] = {}
        self._waiting: dict[str, Delivery] = {}
        self._is_in_order = True
        self._newest: tuple[datetime, tuple[int, int]] | None = None
        self._told: dict[str, Delivery] = {}
        self._untold: dict[str, dict[str, datetime]] = {}
        self._begun: OrderedDict[str, datetime] = OrderedDict()
        self._dropped: dict[str, Delivery] = {}
        for row in sorted(rows, key=lambda row: row.began_at or row.updated_at):
            self.put(row)

    def put(self, row: Delivery) -> None:
        """Note that *row* stands as it does now."""
        self._rows[row.alert_id] = row
        self._note_waiting(row)
        if row.delivery_seq is not None:
            self._note_told(row)
        untold = self._untold.setdefault(row.incident_id, {})
        if row.delivery_seq is None and (row.state in WAITS or row.stopped_by in HELD):
            untold[row.alert_id] = row.seen_at
        else:
            untold.pop(row.alert_id, None)
        if row.state == "skipped" and row.stopped_by in TOGETHER:
            self._dropped[row.alert_id] = row
        else:
            self._dropped.pop(row.alert_id, None)

    def forget(self, alert_id: str) -> None:
        """Drop what is known of a delivery that is over."""
        row = self._rows.pop(alert_id, None)
        self._dropped.pop(alert_id, None)
        self._waiting.pop(alert_id, None)
        if row is not None:
            self._untold.get(row.incident_id, {}).pop(alert_id, None)
            if (last := self._told.get(row.incident_id)) and last.alert_id == alert_id:
                del self._told[row.incident_id]

    def row(self, alert_id: str) -> Delivery | None:
        """Return the delivery of that alert."""
        return self._rows.get(alert_id)

    def was_told(self, alert_id: str) -> bool:
        """Tell whether an attempt with that alert was begun: it may have arrived."""
        row = self._rows.get(alert_id)
        return row is not None and row.delivery_seq is not None

    def told_of(self, incident_id: str) -> Delivery | None:
        """Return the last delivery about the incident that was begun; ``None`` after a CANCEL."""
        row = self._told.get(incident_id)
        return None if row is None or row.kind == "CANCEL" else row

    def waiting(self) -> Collection[Delivery]:
        """Return what was never tried and may be: of each incident in order, else as it came."""
        if not self._is_in_order:
            self._waiting = {row.alert_id: row for row in _in_order(self._waiting.values())}
            self._is_in_order = True
        return self._waiting.values()

    @property
    def has_queued(self) -> bool:
        """Whether something may go out at once."""
        return any(row.state == "queued" for row in self._waiting.values())

    def group_since(self, incident_id: str) -> datetime | None:
        """Return when the first was seen of what they might have been told of the incident."""
        return min(self._untold.get(incident_id, {}).values(), default=None)

    def begun_since(self, since: datetime) -> list[datetime]:
        """Return when messages began later than *since*, an hour ago at most; cancels aside."""
        return sorted(at for at in self._begun.values() if at > since)

    def dropped(self) -> list[Delivery]:
        """
        Return what was dropped while it was held.

        With ``next_attempt`` no message counts it yet; without, that of its ``idempotency_key``
        does.
        """
        return list(self._dropped.values())

    def _note_waiting(self, row: Delivery) -> None:
        if row.state not in WAITS or row.delivery_seq is not None:
            self._waiting.pop(row.alert_id, None)
            return
        if row.alert_id not in self._waiting:
            # Sorting thousands that wait for each one that comes would cost more than all else.
            place = row.seen_at, row.source
            is_last = self._newest is None or place >= self._newest
            self._is_in_order = is_last and self._is_in_order
            self._newest = place if is_last else self._newest
        self._waiting[row.alert_id] = row

    def _note_told(self, row: Delivery) -> None:
        last = self._told.get(row.incident_id)
        if last is None or row.incident_revision >= last.incident_revision:
            self._told[row.incident_id] = row
        at = row.began_at or row.updated_at
        if row.kind == "CANCEL":
            return
        self._begun.setdefault(row.idempotency_key, at)
        while self._begun and next(iter(self._begun.values())) <= at - HOUR:
            self._begun.popitem(last=False)


def _in_order(rows: Iterable[Delivery]) -> list[Delivery]:
    """Sort by time of arrival; clocks of two machines cannot turn an incident's order round."""
    since: dict[str, datetime] = {}
    timed = []
    for row in sorted(rows, key=lambda row: row.source):
        since[row.incident_id] = max(row.seen_at, since.get(row.incident_id, row.seen_at))
        timed.append((since[row.incident_id], row.source, row))
    return [row for *_, row in sorted(timed, key=lambda one: one[:2])]
