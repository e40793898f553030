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

ByIncident = dict[str, dict[str, Delivery]]
"""Rows by incident and alert."""


class Account:
    """
    One subscription's rows, and what they add up to.

    Args:
        rows: In any order.
    """

    def __init__(self, rows: Iterable[Delivery] = ()) -> None:
        self._rows: dict[str, Delivery] = {}
        # Not a dict: what is taken off its head leaves gaps that each look would pass over.
        self._waiting: OrderedDict[str, Delivery] = OrderedDict()
        self._cancels: dict[str, Delivery] = {}
        self._is_in_order = True
        self._newest: tuple[datetime, tuple[int, int]] | None = None
        self._told: ByIncident = {}
        self._untold: ByIncident = {}
        self._begun: OrderedDict[str, datetime] = OrderedDict()
        self._dropped: dict[str, Delivery] = {}
        for row in sorted(rows, key=lambda row: row.began_at or row.updated_at):
            self.put(row)

    def put(self, row: Delivery) -> None:
        """Note that *row* stands as it does now."""
        self._rows[row.alert_id] = row
        self._note_waiting(row)
        self._note_told(row)
        self._note_untold(row)
        if row.state == "skipped" and row.stopped_by in TOGETHER:
            self._dropped[row.alert_id] = row
        else:
            self._dropped.pop(row.alert_id, None)

    def forget(self, alert_id: str) -> None:
        """Drop what is known of a delivery that is over."""
        row = self._rows.pop(alert_id, None)
        self._dropped.pop(alert_id, None)
        self._waiting.pop(alert_id, None)
        self._cancels.pop(alert_id, None)
        if row is not None:
            self._drop(self._told, row)
            self._drop(self._untold, row)

    def row(self, alert_id: str) -> Delivery | None:
        """Return the delivery of that alert."""
        return self._rows.get(alert_id)

    def was_told(self, alert_id: str) -> bool:
        """Tell whether an attempt with that alert was begun: it may have arrived."""
        row = self._rows.get(alert_id)
        if row is None:
            return False
        return row.delivery_seq is not None or row.tried_before > 0  # before it was redriven

    def told_of(self, incident_id: str, *, before: int | None = None) -> Delivery | None:
        """
        Return the last delivery about the incident that was begun, *before* a revision if one is
        given.

        ``None`` after a CANCEL. What died on the way told them nothing, so far as we know.
        """
        told = [
            row
            for row in self._told.get(incident_id, {}).values()
            if row.state != "dead" and (before is None or row.incident_revision < before)
        ]
        if not told:
            return None
        last = max(told, key=lambda row: (row.incident_revision, row.began_at or row.updated_at))
        return None if last.kind == "CANCEL" else last

    def waiting(self) -> Collection[Delivery]:
        """Return what was never tried and may be: of each incident in order, else as it came."""
        if not self._is_in_order:
            ordered = _in_order(self._waiting.values())
            self._waiting = OrderedDict((row.alert_id, row) for row in ordered)
            self._is_in_order = True
        return self._waiting.values()

    def waiting_of(self, incident_id: str) -> list[Delivery]:
        """Return what of :meth:`waiting` is about the incident, in order."""
        untold = self._untold.get(incident_id, {}).values()
        return sorted((row for row in untold if row.state in WAITS), key=lambda row: row.source)

    def taken_back(self) -> set[str]:
        """Return the incidents of which a CANCEL waits."""
        return {row.incident_id for row in self._cancels.values()}

    def group_since(self, incident_id: str) -> datetime | None:
        """Return when the first was seen of what they might have been told of the incident."""
        untold = self._untold.get(incident_id, {}).values()
        return min((row.seen_at for row in untold), default=None)

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
            self._cancels.pop(row.alert_id, None)
            return
        if row.alert_id not in self._waiting:
            # Sorting thousands that wait for each one that comes would cost more than all else.
            place = row.seen_at, row.source
            is_last = self._newest is None or place >= self._newest
            self._is_in_order = is_last and self._is_in_order
            self._newest = place if is_last else self._newest
        self._waiting[row.alert_id] = row
        if row.kind == "CANCEL":
            self._cancels[row.alert_id] = row

    def _note_told(self, row: Delivery) -> None:
        if row.delivery_seq is None:  # never tried, or redriven and as good as that
            self._drop(self._told, row)
            return
        self._told.setdefault(row.incident_id, {})[row.alert_id] = row
        if row.kind == "CANCEL":
            return
        at = row.began_at or row.updated_at
        known = self._begun.get(row.idempotency_key)
        if known is None or known < at:  # redriven, it begins anew
            self._begun.pop(row.idempotency_key, None)
            self._begun[row.idempotency_key] = at
        while self._begun and next(iter(self._begun.values())) <= at - HOUR:
            self._begun.popitem(last=False)

    def _note_untold(self, row: Delivery) -> None:
        if row.delivery_seq is None and (row.state in WAITS or row.stopped_by in HELD):
            self._untold.setdefault(row.incident_id, {})[row.alert_id] = row
        else:
            self._drop(self._untold, row)

    def _drop(self, known: ByIncident, row: Delivery) -> None:
        """Take *row* out of *known*, and its incident with the last of its rows."""
        rows = known.get(row.incident_id)
        if rows is not None and rows.pop(row.alert_id, None) is not None and not rows:
            del known[row.incident_id]


def _in_order(rows: Iterable[Delivery]) -> list[Delivery]:
    """Sort by time of arrival; clocks of two machines cannot turn an incident's order round."""
    since: dict[str, datetime] = {}
    timed = []
    for row in sorted(rows, key=lambda row: row.source):
        since[row.incident_id] = max(row.seen_at, since.get(row.incident_id, row.seen_at))
        timed.append((since[row.incident_id], row.source, row))
    return [row for *_, row in sorted(timed, key=lambda one: one[:2])]
