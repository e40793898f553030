"""
What do the readers of one watch entry know, and what waits to be told?

Updates are gathered for ``batch_seconds`` and come no closer together than
``cooldown_seconds``; the first message never waits, and neither does a
cancellation. Not here: which changes are worth telling (``agents/linking/changes.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from schemas.alert import Alert, Reference
from schemas.incident import Change, Incident
from schemas.state import Notice
from schemas.watch import Watch

from .claim_words import said_of, speaker_of

MOST_WAITING: Final = 40  # one message tells no more; the newest are kept


def told(notice: Notice, alert: Alert) -> Notice:
    """Note down that *alert* went out, and that nothing waits any more."""
    return Notice(
        watch_id=notice.watch_id,
        sent=(
            *notice.sent,
            Reference(alert_id=alert.alert_id, sent=alert.sent, expires=alert.expires),
        ),
        told_revision=alert.incident_revision,
        worst_told=max(notice.worst_told, alert.toll_summary.min or 0),
        language=alert.text_language,
    )


def gathered(notice: Notice, changes: tuple[Change, ...]) -> Notice:
    """Add *changes* to those that wait; a field that changed twice is one change."""
    waiting = list(notice.pending)
    for change in changes:
        at = next((i for i, one in enumerate(waiting) if _is_same_field(one, change)), None)
        if at is None:
            waiting.append(change)
        else:
            waiting[at] = replace(change, old=waiting[at].old)
    return replace(notice, pending=tuple(waiting[-MOST_WAITING:]))


def _is_same_field(one: Change, other: Change) -> bool:
    return one.path == other.path and one.path != "claims"


def worth_telling(notice: Notice, incident: Incident) -> tuple[Change, ...]:
    """Return the waiting changes that still hold for *incident*: some were taken back meanwhile."""
    still_said = {(said_of(claim), speaker_of(claim)) for claim in incident.claims}
    return tuple(
        change
        for change in notice.pending
        if (
            (change.new["said"], change.new["by"]) in still_said
            if change.path == "claims"
            else change.old != change.new
        )
    )


def due_at(notice: Notice, watch: Watch, *, now: datetime) -> datetime:
    """Return when what waits may be told: at once is *now* or earlier."""
    due = notice.due or now + timedelta(seconds=watch.batch_seconds)
    if len(notice.sent) > 1:  # the first message was no update
        due = max(due, notice.sent[-1].sent + timedelta(seconds=watch.cooldown_seconds))
    return due
