"""
By what are records filtered?

The few values of an alert, an incident or a decision that somebody may ask for, taken out once
when the record comes, so that a thousand readers compare words and read no JSON. Not here:
whether an alert still holds (``standing.py``): that changes without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple, get_args

from schemas.alert import AlertKind
from schemas.codec import decode
from schemas.decision import Outcome, Reason
from schemas.dispatch import AwareTime
from schemas.event import LOCATING, Family
from schemas.incident import Level, Status
from schemas.record import Record
from schemas.subscription import Severity
from schemas.topics import ALERTS, DECISIONS, INCIDENTS

SEVERITIES: Final[tuple[str, ...]] = get_args(Severity)
"""From the least to the most."""


class Facets(NamedTuple):
    """
    What a record can be asked for by.

    Attributes:
        id: The record's own; of two with one id only one counts.
        incident: Which incident it is about.
        watch: Whose it is; ``None`` where there is no such thing.
        countries, regions: Where, ISO 3166-1 and 3166-2.
        severity: Place in ``SEVERITIES``.
        kind: Of an alert, or of the alert that was decided on; of an incident its family.
        status: Of an incident; of a decision its outcome.
        reason: Of a decision.
        at: When it was sent, revised or decided.
        expires: Of an alert.
        is_exercise: It tells of nothing that happens now.
        references: Alerts that it replaces, or takes back when it is a CANCEL.
        merged_into: The incident that it turned out to be.
    """

    id: str
    incident: str | None
    at: datetime
    watch: str | None = None
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    severity: int = 0
    kind: str | None = None
    status: str | None = None
    reason: str | None = None
    expires: datetime | None = None
    is_exercise: bool = False
    references: tuple[str, ...] = ()
    merged_into: str | None = None


class _Spot(Record, frozen=True, kw_only=True):
    role: str = "main"
    country: str | None = None
    iso3166_2: str | None = None


class _Reference(Record, frozen=True, kw_only=True):
    alert_id: str


class _Alert(Record, frozen=True, kw_only=True, tag_field="record", tag="alert"):
    alert_id: str
    incident_id: str
    watch_id: str
    kind: AlertKind
    severity: str = "Unknown"
    status: str = "Actual"
    sent: AwareTime
    expires: AwareTime
    place: _Spot | None = None
    references: tuple[_Reference, ...] = ()
    replay: bool = False


class _Level(Record, frozen=True, kw_only=True):
    level: Level = "unknown"


class _Incident(Record, frozen=True, kw_only=True, tag_field="record", tag="incident"):
    incident_id: str
    country: str
    status: Status = "onset"
    family: Family
    severity: _Level = _Level()
    places: tuple[_Spot, ...] = ()
    merged_into: str | None = None
    revised_at: AwareTime | None = None
    last_evidence: AwareTime


class _Decision(Record, frozen=True, kw_only=True, tag_field="record", tag="decision"):
    decision_id: str
    watch_id: str | None = None
    outcome: Outcome
    reason: Reason
    kind: AlertKind | None = None
    incident_id: str | None = None
    at: AwareTime


def _of_alert(data: bytes) -> Facets:
    one = decode(_Alert, data)
    spots = (one.place,) if one.place else ()
    return Facets(
        id=one.alert_id,
        incident=one.incident_id,
        at=one.sent,
        watch=one.watch_id,
        countries=_countries(spots),
        regions=_regions(spots),
        severity=SEVERITIES.index(one.severity),
        kind=one.kind,
        expires=one.expires,
        is_exercise=one.replay or one.status != "Actual",
        references=tuple(reference.alert_id for reference in one.references),
    )


def _of_incident(data: bytes) -> Facets:
    one = decode(_Incident, data)
    spots = tuple(spot for spot in one.places if spot.role in LOCATING)
    return Facets(
        id=one.incident_id,
        incident=one.incident_id,
        at=one.revised_at or one.last_evidence,
        countries=tuple({one.country, *_countries(spots)}),
        regions=_regions(spots),
        severity=SEVERITIES.index(one.severity.level.capitalize()),
        kind=one.family,
        status=one.status,
        merged_into=one.merged_into,
    )


def _of_decision(data: bytes) -> Facets:
    one = decode(_Decision, data)
    return Facets(
        id=one.decision_id,
        incident=one.incident_id,
        at=one.at,
        watch=one.watch_id,
        kind=one.kind,
        status=one.outcome,
        reason=one.reason,
    )


def _countries(spots: tuple[_Spot, ...]) -> tuple[str, ...]:
    return tuple({spot.country for spot in spots if spot.country})


def _regions(spots: tuple[_Spot, ...]) -> tuple[str, ...]:
    return tuple({spot.iso3166_2 for spot in spots if spot.iso3166_2})


FACETS: Final[dict[str, Callable[[bytes], Facets]]] = {
    ALERTS.name: _of_alert,
    INCIDENTS.name: _of_incident,
    DECISIONS.name: _of_decision,
}
"""By topic, what takes the facets out of a record's bytes; raises ``BadRecord`` for another."""
