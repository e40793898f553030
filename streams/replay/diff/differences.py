"""
How is it told what differs between life and a replay?

The records of ``tocsin replay diff --json``. Not here: finding them
(``streams/replay/diff/comparing.py``).
"""

from __future__ import annotations

from typing import Literal

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.incident import Change, Evidence, Incident
from schemas.record import Record

How = Literal["added", "lost", "changed"]


class AlertDifference(Record, frozen=True, kw_only=True):
    """
    One alert that is not the same on both sides.

    Attributes:
        how: ``added`` when only the second side has it, ``lost`` when only the first.
        before, after: As each side has it.
        changes: What is different, the gravest first.
        decisions_before, decisions_after: What was decided about its dispatch for its entry.
    """

    how: How
    before: Alert | None = None
    after: Alert | None = None
    changes: tuple[Change, ...] = ()
    decisions_before: tuple[Decision, ...] = ()
    decisions_after: tuple[Decision, ...] = ()

    @property
    def alert(self) -> Alert:
        """The alert, as the second side has it if it does."""
        known = self.after or self.before
        assert known is not None  # noqa: S101 -- one side has it
        return known


class IncidentDifference(Record, frozen=True, kw_only=True):
    """
    One incident that is not the same on both sides.

    Attributes:
        how: As of an alert.
        before, after: The newest revision of each side.
        changes: What is different in those, the gravest first.
        revisions: How many each side made.
        parts_at: The first revision in which they differ, counted from 1.
        only_before, only_after: Reports that only one side counts.
    """

    how: How
    before: Incident | None = None
    after: Incident | None = None
    changes: tuple[Change, ...] = ()
    revisions: tuple[int, int]
    parts_at: int
    only_before: tuple[Evidence, ...] = ()
    only_after: tuple[Evidence, ...] = ()

    @property
    def incident(self) -> Incident:
        """The incident, as the second side has it if it does."""
        known = self.after or self.before
        assert known is not None  # noqa: S101 -- one side has it
        return known


class Difference(Record, frozen=True, kw_only=True, tag_field="record", tag="difference"):
    """
    All that differs between two sides.

    Attributes:
        before, after: The sides: ``life``, or the id of a replay.
        alerts, incidents: What is not the same.
        same_alerts, same_incidents: How many are.
    """

    before: str
    after: str
    alerts: tuple[AlertDifference, ...] = ()
    incidents: tuple[IncidentDifference, ...] = ()
    same_alerts: int = 0
    same_incidents: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether both sides say the same."""
        return not self.alerts and not self.incidents
