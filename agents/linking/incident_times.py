"""
When was it, given what all the reports say?

The finest precision wins, and within it the earliest start: reports written
later speak of the latest day. The last day is the latest that is named, or open
while a report says that it goes on. What each report says stays in its
sighting. Not here: reading a time from words (``agents/when/times.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from schemas.event import EventTime, Mention
from schemas.incident import Incident, Sighting
from schemas.record import Precision

FINENESS: Final[dict[Precision, int]] = {
    "minute": 0, "part_of_day": 0, "day": 0, "range": 1, "week": 2, "month": 3,
    "quarter": 4, "year": 5, "unknown": 6,
}  # fmt: skip


def fused_time(sightings: Sequence[Sighting]) -> EventTime:
    """Return the time that *sightings* agree on best; unknown when none gives one."""
    told = [one.mention.time for one in sightings if one.mention.time.start is not None]
    if not told:
        return EventTime()
    finest = min(FINENESS[one.precision] for one in told)
    fine = [one for one in told if FINENESS[one.precision] == finest]
    first = min(fine, key=lambda one: (one.start or date.max, one.text or ""))
    ends = [one.end for one in fine]
    end = None if None in ends else max(end for end in ends if end is not None)
    return msgspec.structs.replace(first, end=end, span=None)


class Days(NamedTuple):
    """
    Which days an event took up, as far as is known.

    Attributes:
        first, last: Proleptic Gregorian ordinals, inclusive.
        told: A report says so; otherwise they are the days of the reports.
    """

    first: int
    last: int
    told: bool

    def gap(self, other: Days) -> int:
        """Return the days between the two, 0 when they touch or overlap."""
        return max(0, self.first - other.last, other.first - self.last)

    def with_all_of(self, other: Days) -> Days:
        """Return the days of both; where only one of them is told, that one's."""
        if self.told != other.told:
            return self if self.told else other
        return Days(min(self.first, other.first), max(self.last, other.last), self.told)


def days_of_mention(mention: Mention, published: date) -> Days:
    """Return the days of *mention* in a dispatch of the day *published*."""
    return _days(mention.time, published, published)


def days_of_incident(incident: Incident) -> Days:
    """Return the days of *incident*, up to its newest evidence when it goes on."""
    return _days(incident.time, incident.first_seen.date(), incident.last_evidence.date())


def days_told(incident: Incident, sightings: Iterable[Sighting]) -> Days:
    """Return the days of *incident* and of every report that it goes on, or has stopped."""
    known = days_of_incident(incident)
    told = [
        days_of_mention(one.mention, one.evidence.published_at.date())
        for one in sightings
        if one.mention.time.start is not None
        and one.mention.realis == "actual" and not one.mention.background
    ]  # fmt: skip
    return known._replace(
        first=min([one.first for one in told], default=known.first),
        last=max([known.last, *[one.last for one in told]]),
    )


def _days(when: EventTime, first_told: date, last_told: date) -> Days:
    if when.start is None:
        return Days(first_told.toordinal(), last_told.toordinal(), told=False)
    start = when.start.toordinal()
    end = last_told.toordinal() if when.end is None else when.end.toordinal()
    return Days(start, max(start, end), told=True)


def event_end(incident: Incident, mention: Mention, published: date) -> date:
    """
    Return the last day that counts for "recent".

    The mention's own word first, then what the incident knows; an event of no known
    time, or one that goes on, is of the day of the dispatch.
    """
    for when in (mention.time, incident.time):
        if when.start is not None:
            return published if when.end is None else when.end
    return published
