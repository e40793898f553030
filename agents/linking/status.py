"""
Where is an incident in its life, as far as its reports say?

An onset while one dispatch tells of it, ongoing once it goes on or more do, and
quiet while a truce is in force. That it has ended is no report's matter but time's
(``agents/linking/lifecycle.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schemas.event import EventTime
from schemas.incident import Evidence, Sighting, Status

from .incident_times import days_of_mention
from .incidents import VIOLENT


def status_of(when: EventTime, evidence: Sequence[Evidence], known: Sequence[Sighting]) -> Status:
    """Call it an onset while one dispatch reports what took a day, or began on its own day."""
    if _is_quiet(known):
        return "ceasefire"
    if len(evidence) > 1:
        return "ongoing"
    if when.start is None or when.start >= evidence[0].published_at.date():
        return "onset"
    return "ongoing" if when.end is None or when.end > when.start else "onset"


def _is_quiet(known: Sequence[Sighting]) -> bool:
    """Tell whether a truce is in force and no fighting is told of on a later day, or later on its day."""
    truces = [
        one for one in known
        if one.mention.family == "ceasefire" and one.mention.realis == "actual"
        and not one.mention.background
    ]  # fmt: skip
    if not truces:
        return False
    since = max(map(_told_of, truces))
    return not any(
        one.mention.family in VIOLENT and one.mention.realis == "actual"
        and not one.mention.background and not one.mention.reaction and _told_of(one) > since
        for one in known
    )  # fmt: skip


def _told_of(one: Sighting) -> tuple[int, datetime]:
    """Return the last day that a report tells of, and when it came."""
    days = days_of_mention(one.mention, one.evidence.published_at.date())
    return days.last, one.evidence.received_at
