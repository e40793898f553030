"""
What becomes of an incident when nothing new is reported?

Three things fall due as time passes: a gathered update is sent, a quiet
incident ends (which is told to entries that ask for it), and an ended one leaves
the table, so that memory stays bounded.
Each happens as of its due time, whenever time is told. Not here: whose turn it
is (``agents/linking/turn.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from agents.effects import Output
from agents.telling.messages import Cause
from agents.telling.sending import ended, updated
from agents.telling.watchlist import Rules
from schemas.alert import Alert
from schemas.incident import Change, Incident
from schemas.state import Dossier
from schemas.topics import ALERTS, INCIDENTS, REVISIONS

from .changes import STATUS_WORDS
from .status import FALLEN

# For incidents that no watch entry was told of; the defaults of ``Watch``.
END_DAYS: Final = 14.0
FOLLOW_UP_DAYS: Final = 60.0
OVER: Final = FALLEN | {"ended"}


class Step(NamedTuple):
    """
    What one due time does.

    Attributes:
        dossier: As it is afterwards, ``None`` when it leaves the table.
        outputs: Incidents, revisions, alerts, in this order.
    """

    dossier: Dossier | None
    outputs: tuple[Output, ...] = ()


def next_due(dossier: Dossier, rules: Rules) -> datetime:
    """Return when the next thing falls due; there is always one, at last the leaving."""
    status = dossier.incident.status
    last = dossier.incident.last_evidence
    end = last + timedelta(days=_days(dossier, rules, "end_days", END_DAYS))
    if status == "retracted":
        due = end
    elif status in OVER:
        due = max(
            end, last + timedelta(days=_days(dossier, rules, "follow_up_days", FOLLOW_UP_DAYS))
        )
    else:
        due = end
    return min([due, *(notice.due for notice in dossier.notices if notice.due is not None)])


def _days(dossier: Dossier, rules: Rules, setting: str, default: float) -> float:
    """Return the longest time that an entry told of it asks for."""
    if not dossier.notices:
        return default
    told = [rules.get(notice.watch_id) for notice in dossier.notices]
    return max((getattr(watch, setting) for watch in told if watch is not None), default=default)


def pass_time(dossier: Dossier, rules: Rules, at: datetime) -> Step:
    """Do what falls due first, as of *at*: its due time, or later when rules made it due late."""
    if any(notice.due is not None and notice.due <= at for notice in dossier.notices):
        return _told(dossier, rules, at)
    if dossier.incident.status in OVER:
        return Step(None)
    over = replace(dossier, incident=_ended(dossier.incident, at))
    notices, alerts = [], []
    for notice in over.notices:
        watch = rules.get(notice.watch_id)
        if watch is None or not watch.tell_end:
            notices.append(notice)
            continue
        sent = ended(notice, watch, over.incident, _cause(over, at))
        notices.append(sent.notice or notice)
        alerts += [sent.alert] if sent.alert is not None else []
    over = replace(over, notices=tuple(notices))
    return Step(over, (*newest([over.incident]), *addressed(alerts)))


def _told(dossier: Dossier, rules: Rules, at: datetime) -> Step:
    """Send every gathered update that is due; one for an entry off the list is dropped."""
    notices, alerts = [], []
    for notice in dossier.notices:
        watch = rules.get(notice.watch_id)
        if notice.due is None or notice.due > at:
            notices.append(notice)
        elif watch is None:
            notices.append(replace(notice, due=None, pending=()))
        else:
            sent = updated(notice, watch, dossier.incident, _cause(dossier, at))
            notices.append(sent.notice or notice)
            if sent.alert is not None:
                alerts.append(sent.alert)
    return Step(replace(dossier, notices=tuple(notices)), tuple(addressed(alerts)))


def _cause(dossier: Dossier, at: datetime) -> Cause:
    """Return a due time as the cause, with the report whose sentence stands for the incident."""
    said = dossier.incident.sentence
    for line in dossier.incident.evidence:
        if line.sentence == said:
            return Cause(now=at, language=line.language, provider=line.provider)
    return Cause(now=at)


def _ended(incident: Incident, at: datetime) -> Incident:
    change = Change(path="status", old=incident.status, new="ended", reason=STATUS_WORDS["ended"])
    return replace(
        incident,
        status="ended",
        revision=incident.revision + 1,
        supersedes=incident.revision,
        change_set=(change,),
        revised_at=at,
    )


def newest(incidents: Iterable[Incident]) -> list[Output]:
    """Address new revisions: all to ``incidents``, then all to ``revisions``."""
    known = list(incidents)
    return [
        Output(topic, incident.incident_id, incident)
        for topic in (INCIDENTS, REVISIONS)
        for incident in known
    ]


def addressed(alerts: Iterable[Alert]) -> list[Output]:
    """Address alerts to their topic."""
    return [Output(ALERTS, alert.incident_id, alert) for alert in alerts]
