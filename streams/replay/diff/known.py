"""
What of a record is looked at in all of them, the same and the different?

The few fields that say whether it counts and to what it belongs: reading no more makes a
comparison several times quicker. Not here: how it is judged (``telling.py``).
"""

from __future__ import annotations

from schemas.dispatch import AwareTime
from schemas.record import DispatchRef, Record


class Cause(Record, frozen=True, kw_only=True):
    """What of a change or a report is looked at."""

    reading_id: str | None = None
    path: str = ""


class Where(Record, frozen=True, kw_only=True):
    """Of an alert's place."""

    country: str | None = None


class KnownIncident(Record, frozen=True, kw_only=True, tag_field="record", tag="incident"):
    """What of a revision is looked at in all of them."""

    incident_id: str
    revision: int
    supersedes: int | None = None
    country: str
    revised_at: AwareTime | None = None
    change_set: tuple[Cause, ...] = ()
    evidence: tuple[Cause, ...] = ()


class KnownAlert(Record, frozen=True, kw_only=True, tag_field="record", tag="alert"):
    """What of an alert is looked at in all of them."""

    alert_id: str
    incident_id: str
    watch_id: str
    sent: AwareTime
    place: Where | None = None
    caused_by: DispatchRef | None = None
    replay: bool = False
