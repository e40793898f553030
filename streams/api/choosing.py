"""
What stands in a document?

The incidents that are open, those that somebody was told of lately, and the alerts that are in
force; with what was sent about each. Chosen at one moment, out of memory. Not here: how a
document is written (``formats``) and sent (``documents.py``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from schemas.alert import Alert
from schemas.codec import decode
from schemas.incident import Incident
from schemas.topics import ALERTS, INCIDENTS

from .filters import Filter
from .kept import Row
from .service import Service

if TYPE_CHECKING:
    # The writers bring the words and places of the agents along; a process that serves none of
    # them does without.
    from .formats.entry import Entry

MOST_ENTRIES = 500
"""Of one document; who wants more takes the lists."""


class Told(NamedTuple):
    """
    What goes into a document.

    Attributes:
        incidents: The newest first.
        alerts: By incident, the newest first.
        merged: By incident, the ids of those that turned out to be it.
    """

    incidents: list[Row]
    alerts: dict[str, list[Row]]
    merged: dict[str, list[str]]


def map_of(service: Service, wanted: Filter) -> Told:
    """Choose open incidents."""
    from .formats.entry import OVER

    rows = [
        row
        for row in service.knowledge.kept[INCIDENTS.name].newest_first()
        if wanted.lets(row.facets) and row.facets.status not in OVER
    ]
    shown = rows[:MOST_ENTRIES]
    return Told(shown, _alerts_of(service, shown, wanted), _merged(service))


def feed_of(service: Service, wanted: Filter) -> Told:
    """Choose the incidents that somebody was told of lately, however they stand now."""
    since = service.now() - timedelta(days=service.settings.api.window_days)
    kept = service.knowledge.kept[INCIDENTS.name]
    alerts: dict[str, list[Row]] = {}
    for row in service.knowledge.kept[ALERTS.name].newest_first():
        about = row.facets.incident
        if about is None or row.facets.at < since or not _lets(service, row, wanted):
            continue
        if about in alerts or len(alerts) < MOST_ENTRIES:
            alerts.setdefault(about, []).append(row)
    found = [kept.find(about) for about in alerts]
    return Told([one for one in found if one is not None], alerts, _merged(service))


def active(service: Service, wanted: Filter) -> Told:
    """
    Choose the alerts that hold; a CANCEL too, until it expires.

    Whoever reads only this learns from nowhere else that an alarm was false.
    """
    narrowed = wanted if wanted.status else wanted._replace(status=frozenset({"in_force"}))
    alerts: dict[str, list[Row]] = {}
    rows = service.knowledge.kept[ALERTS.name].newest_first()
    for row in [row for row in rows if _lets(service, row, narrowed)][:MOST_ENTRIES]:
        alerts.setdefault(row.facets.incident or "", []).append(row)
    return Told([], alerts, {})


def _lets(service: Service, row: Row, wanted: Filter) -> bool:
    return wanted.lets(row.facets) and service.knowledge.standings.is_asked(
        row.facets, wanted.status, now=service.now()
    )


def _alerts_of(service: Service, incidents: list[Row], wanted: Filter) -> dict[str, list[Row]]:
    """Return the alerts about these incidents."""
    named = {row.facets.id for row in incidents}
    alerts: dict[str, list[Row]] = {}
    for row in service.knowledge.kept[ALERTS.name].newest_first():
        is_live = wanted.exercises or not row.facets.is_exercise
        if is_live and row.facets.incident in named:
            alerts.setdefault(row.facets.incident or "", []).append(row)
    return alerts


def _merged(service: Service) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for row in service.knowledge.kept[INCIDENTS.name].newest_first():
        if row.facets.merged_into is not None:
            merged.setdefault(row.facets.merged_into, []).append(row.facets.id)
    return merged


def entries_of(told: Told) -> list[Entry]:
    """Put together what is told of each incident."""
    from .formats.entry import Entry

    incidents = [decode(Incident, row.data) for row in told.incidents]
    return [
        Entry(
            one,
            tuple(
                decode(Alert, row.data) for row in reversed(told.alerts.get(one.incident_id, []))
            ),
            tuple(sorted(told.merged.get(one.incident_id, []))),
        )
        for one in incidents
    ]
