"""
Where is an incident in its life, as far as its reports say?

An onset while one dispatch tells of it, ongoing once it goes on or more do, and
quiet while a truce is in force. That it has ended is no report's matter but time's
(``agents/linking/lifecycle.py``).

``escalating`` and ``de_escalating`` are no statuses that we give. An incident must be
the same for its reports in any order; what is worse is so beside what a reader was told
before, and he gets it as an ESCALATION. That fighting eases no report says in a field
that we read, and fewer reports are no sign of it: a front goes silent when wires leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from schemas.event import EventTime, Realis
from schemas.incident import Evidence, Sighting, Status, Truce

from .incident_times import days_of_mention
from .incidents import VIOLENT

FALLEN: Final[frozenset[Status]] = frozenset({"retracted", "merged"})
"""What stands no more: it is linked to nothing and counts for nothing."""


def status_of(when: EventTime, evidence: Sequence[Evidence], known: Sequence[Sighting]) -> Status:
    """Call it an onset while one dispatch reports what took a day, or began on its own day."""
    if _is_quiet(known):
        return "ceasefire"
    if len(evidence) > 1:
        return "ongoing"
    if when.start is None or when.start >= evidence[0].published_at.date():
        return "onset"
    return "ongoing" if when.end is None or when.end > when.start else "onset"


def truce_of(known: Sequence[Sighting]) -> Truce | None:
    """
    Return the newest truce that holds, or that is agreed and was not broken.

    One that is agreed "from Monday" is pending until a report says that it is in force:
    that Monday has come proves nothing. Fighting until Monday does not break it.
    """
    if _is_quiet(known):
        latest = max(_truces(known, "actual"), key=_told_of)
        return Truce(state="in_force", since=latest.mention.time.start)
    agreed = _truces(known, "planned")
    if not agreed:
        return None
    latest = max(agreed, key=lambda one: one.evidence.received_at)
    if _is_fought_after(known, _told_of(latest)):
        return None
    return Truce(state="pending", since=latest.mention.time.start)


def _is_quiet(known: Sequence[Sighting]) -> bool:
    """Tell whether a truce is in force and no fighting is told of on a later day, or later on its day."""
    truces = _truces(known, "actual")
    return bool(truces) and not _is_fought_after(known, max(map(_told_of, truces)))


def _truces(known: Sequence[Sighting], realis: Realis) -> list[Sighting]:
    return [
        one for one in known
        if one.mention.family == "ceasefire" and one.mention.realis == realis
        and not one.mention.background
    ]  # fmt: skip


def _is_fought_after(known: Sequence[Sighting], since: tuple[int, datetime]) -> bool:
    return any(
        one.mention.family in VIOLENT and one.mention.realis == "actual"
        and not one.mention.background and not one.mention.reaction and _told_of(one) > since
        for one in known
    )  # fmt: skip


def _told_of(one: Sighting) -> tuple[int, datetime]:
    """Return the last day that a report tells of, and when it came."""
    days = days_of_mention(one.mention, one.evidence.published_at.date())
    return days.last, one.evidence.received_at
