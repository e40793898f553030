"""
What does a message carry?

Makes the ``Alert`` record once it is decided that one is sent: its id, its CAP
1.2 words, what it replaces, and when it ends. Not here: the decision
(``agents/telling/alerting.py``), the headline's words (``agents/telling/headlines.py``).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, NamedTuple

from agents.linking.severity import USUAL, severity_of
from agents.where.homes import main_place
from schemas.alert import Alert, AlertKind, Match, Reference
from schemas.incident import Change, Incident, Severity
from schemas.record import DispatchRef, identity
from schemas.state import Notice
from schemas.watch import Watch

from .headlines import headline
from .watchlist import Touch, entry_of
from .wording import LANGUAGES

MSG_TYPES: Final[dict[AlertKind, Literal["Alert", "Update", "Cancel"]]] = {
    "ONSET": "Alert", "ESCALATION": "Update", "SPREAD": "Update", "UPDATE": "Update",
    "CEASEFIRE": "Update", "CANCEL": "Cancel",
}  # fmt: skip
SEVERITIES: Final[dict[str, Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]]] = {
    "extreme": "Extreme", "severe": "Severe", "moderate": "Moderate", "minor": "Minor",
}  # fmt: skip
CERTAINTIES: Final[dict[str, Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]]] = {
    "observed": "Observed", "likely": "Likely", "possible": "Possible", "unlikely": "Unlikely",
}  # fmt: skip
# Fighting that paused flares up again within days; what is older calls for no haste.
STILL_URGENT: Final = timedelta(days=3)
# CAP calls for a short life of what says that something is over.
ALL_CLEAR: Final = timedelta(days=1)
# For a cancellation to the readers of an entry that has been taken off the list.
EXPIRY_DAYS: Final = 14.0


class Cause(NamedTuple):
    """
    What sets a message off.

    Attributes:
        now: The partition's clock.
        dispatch: The dispatch version, ``None`` for a due time.
        sentence, language: Its sentence.
        provider: Who delivered it.
    """

    now: datetime
    dispatch: DispatchRef | None = None
    sentence: str = ""
    language: str = "und"
    provider: str | None = None


def message(
    kind: AlertKind,
    incident: Incident,
    watch: Watch | None,
    notice: Notice,
    cause: Cause,
    *,
    touch: Touch,
    reasons: tuple[str, ...],
    change_set: tuple[Change, ...] = (),
    rules: tuple[str, ...] = (),
) -> Alert:
    """
    Make the alert of *kind* for the readers of *notice*.

    It replaces everything they were sent before and still hold as true; a cancellation
    names what has expired too. It expires ``end_days`` after it was sent: by then the
    incident has ended, or a newer message has replaced this one. That an incident has
    ended is true for a day, and then no news.
    *watch* is ``None`` when the entry is no longer on the list; *touch* says how the
    incident touches it, or did when it was last told of.
    """
    entry = entry_of(watch) if watch else notice.watch_id
    is_over = incident.status == "ended" and kind == "CEASEFIRE"
    days = watch.end_days if watch else EXPIRY_DAYS
    expires = cause.now + (ALL_CLEAR if is_over else timedelta(days=days))
    severity = _rated(incident, watch)
    language = watch.language if watch else notice.language
    start = incident.time.start
    return Alert(
        alert_id=identity(incident.incident_id, notice.watch_id, kind, incident.revision),
        kind=kind,
        msg_type=MSG_TYPES[kind],
        severity=SEVERITIES.get(severity.level, "Unknown"),
        urgency=_urgency(kind, incident, cause.now),
        certainty=CERTAINTIES.get(incident.certainty, "Unknown"),
        response_type="AllClear" if is_over else None,
        incident_id=incident.incident_id,
        incident_revision=incident.revision,
        watch_id=notice.watch_id,
        match=Match(entry=entry, rule=touch.rule, place=touch.place, distance_km=touch.distance_km),
        sent=cause.now,
        effective=cause.now,
        onset=None if start is None else datetime.combine(start, time.min, UTC),
        expires=expires,
        headline=headline(incident, kind, language),
        text_language=language,
        headlines={
            other: headline(incident, kind, other) for other in LANGUAGES if other != language
        },
        sentence=cause.sentence or incident.sentence,
        language=cause.language,
        place=main_place(incident.places),
        actors=incident.actors,
        claims=incident.claims,
        toll_summary=incident.toll_summary,
        reports=incident.independence.reports,
        families=incident.independence.families,
        change_set=change_set,
        reasons=reasons,
        rules=(*rules, *severity.rules),
        references=notice.sent if kind == "CANCEL" else _active(notice.sent, cause.now),
        caused_by=cause.dispatch,
        event=incident.family,
        provider=cause.provider,
    )


def _active(sent: tuple[Reference, ...], now: datetime) -> tuple[Reference, ...]:
    """Return what has not expired; else the last, for CAP knows no Update of nothing."""
    return tuple(one for one in sent if one.expires is None or one.expires > now) or sent[-1:]


def _rated(incident: Incident, watch: Watch | None) -> Severity:
    """Rate by the entry's own bands of killed, where it has some."""
    if watch is None or watch.severity_killed == USUAL:
        return incident.severity
    return severity_of(
        incident.toll_summary,
        incident.claims,
        family=incident.family,
        types=incident.types,
        territory=incident.territory,
        country=incident.country,
        bands=watch.severity_killed,
    )


def _urgency(kind: AlertKind, incident: Incident, now: datetime) -> Literal["Immediate", "Past"]:
    """Call for haste while it goes on or is fresh; what stopped, ended or fell calls for none."""
    if kind in ("CANCEL", "CEASEFIRE") or incident.status in ("ended", "retracted", "merged"):
        return "Past"
    end = incident.time.end
    is_fresh = end is None or now.date() - end <= STILL_URGENT
    return "Immediate" if is_fresh else "Past"
