"""
What had we sent by a time, and what of it still held?

A later message names those that it replaces; one that takes back ends them. An alert that
came twice counts once. An exercise of a replay carries the time of the past and was not sent
then, so it counts for nothing. Not here: reading the topic (``streams/cli/kept.py``), and what a
message says (``schemas/alert.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from schemas.alert import Alert

State = Literal["in_force", "replaced", "taken_back", "expired"]


class Sent(NamedTuple):
    """
    One message, and how it stood at the time that was asked for.

    Attributes:
        alert: It.
        state: Whether its readers were still to believe it.
        by: Id of the message that replaced it or took it back.
    """

    alert: Alert
    state: State
    by: str | None = None


def sent_by(alerts: Iterable[Alert], at: datetime) -> list[Sent]:
    """Return what was sent *at* that time or before, in order, each message once."""
    known: dict[str, Alert] = {}
    for alert in alerts:
        if alert.sent <= at and not alert.replay:
            known.setdefault(alert.alert_id, alert)
    ordered = sorted(known.values(), key=lambda alert: alert.sent)
    # Of several that name it, the first ended it.
    ended_by: dict[str, Alert] = {}
    for alert in ordered:
        for reference in alert.references:
            ended_by.setdefault(reference.alert_id, alert)
    return [_sent(alert, ended_by.get(alert.alert_id), at) for alert in ordered]


def _sent(alert: Alert, ended_by: Alert | None, at: datetime) -> Sent:
    if ended_by is not None:
        state: State = "taken_back" if ended_by.kind == "CANCEL" else "replaced"
        return Sent(alert, state, ended_by.alert_id)
    return Sent(alert, "expired" if alert.expires <= at else "in_force")
