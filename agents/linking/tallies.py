"""
What did a country go through lately?

Counts, for each country, who was killed on which day and how many incidents began in
which region. Both are derived from incidents as they are revised: what a revision
takes back is taken out, and what an incident that left the table had added stays. No
incident is kept for it, and memory is bounded by days. Not here: what is unusual
(``agents/telling/highs.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from agents.where.homes import main_place
from schemas.incident import Incident
from schemas.state import Tally

from .incidents import VIOLENT
from .status import FALLEN

# A high of three years looks back on 1,096 days, and on the 30 before the first of them.
KILLED_DAYS: Final = timedelta(days=1096 + 30)
# The week at hand and the 90 days before it.
BEGUN_DAYS: Final = timedelta(days=97)
# Longer than any entry may ask for (``schemas.watch.Days``).
TOLD_DAYS: Final = timedelta(days=3650)


class Share(NamedTuple):
    """
    What one incident adds to its country.

    Attributes:
        day: The first of the event, or of the first report when nobody says.
        region: ISO 3166-2, "" when only the country is known.
        killed: The least that the preferred claim gives.
    """

    day: date
    region: str
    killed: int


class Lately(NamedTuple):
    """
    What a country went through, with the incident at hand counted in.

    Attributes:
        tally: Of its country.
        today: By the partition's clock.
        known_days: How long the partition has been watching.
    """

    tally: Tally = Tally()
    today: date = date.min
    known_days: int = 0


def share_of(incident: Incident | None) -> Share | None:
    """Return what *incident* adds; nothing when it does not stand, or is no fighting."""
    if incident is None or incident.status in FALLEN or incident.family not in VIOLENT:
        return None
    place = main_place(incident.places)
    region = place.iso3166_2 if place is not None else None
    day = incident.time.start or incident.first_seen.date()
    return Share(day, region or "", incident.toll_summary.min or 0)


def counted(tally: Tally, before: Incident | None, after: Incident, *, today: date) -> Tally:
    """Put what *after* adds in place of what *before* had added; *tally* itself if that is the same."""
    old, new = share_of(before), share_of(after)
    if old == new:
        return tally
    killed, begun = tally.killed, tally.begun
    for share, sign in ((old, -1), (new, 1)):
        if share is not None:
            if share.killed:
                killed = _added(killed, (share.day,), sign * share.killed)
            begun = _added(begun, (share.day, share.region), sign)
    return replace(
        tally, killed=_since(killed, today - KILLED_DAYS), begun=_since(begun, today - BEGUN_DAYS)
    )


# An entry is its key and a count, in order of keys.
Entries = tuple[Any, ...]


def _added(entries: Entries, key: tuple[date | str, ...], count: int) -> Entries:
    """Add *count* to the entry of *key*; one that comes to nothing is left out."""
    at = end = bisect_left(entries, key)
    if at < len(entries) and entries[at][:-1] == key:
        count, end = count + entries[at][-1], at + 1
    here = ((*key, count),) if count > 0 else ()
    return entries[:at] + here + entries[end:]


def _since(entries: Entries, last: date) -> Entries:
    """Leave out the entries of *last* and before."""
    return entries[bisect_left(entries, (last + timedelta(days=1),)) :]


def noted(tally: Tally, told: tuple[str, ...], *, today: date) -> Tally:
    """Remember that readers were told of *told* (keys of ``Tally.told``) on the day *today*."""
    known = dict(tally.told) | dict.fromkeys(told, today)
    return replace(
        tally,
        told=tuple((key, day) for key, day in sorted(known.items()) if day > today - TOLD_DAYS),
    )


class Tallies:
    """
    The tallies as the record at hand leaves them.

    Args:
        tally_of: Returns that of a country as it was before.
        since: The first time that the partition has seen.
    """

    def __init__(self, tally_of: Callable[[str], Tally], since: datetime | None) -> None:
        self._tally_of = tally_of
        self._since = since
        self._changed: dict[str, Tally] = {}

    def of(self, country: str) -> Tally:
        """Return that of *country* (ISO 3166-1)."""
        return self._changed.get(country) or self._tally_of(country)

    def with_change(self, before: Incident | None, after: Incident, *, now: datetime) -> Lately:
        """Return what the country of *after* went through with it in place of *before*."""
        tally = counted(self.of(after.country), before, after, today=now.date())
        return Lately(tally, now.date(), (now - (self._since or now)).days)

    def keep(self, country: str, tally: Tally) -> None:
        """Keep *tally* as that of *country*, unless it is the one that is known."""
        if tally is not self.of(country):
            self._changed[country] = tally

    def note(self, country: str, told: tuple[str, ...], *, today: date) -> None:
        """Remember which highs readers were told of."""
        if told:
            self._changed[country] = noted(self.of(country), told, today=today)

    def changes(self) -> dict[str, Tally]:
        """Return those that the record changed."""
        return dict(self._changed)
