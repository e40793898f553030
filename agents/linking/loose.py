"""
Which reports that name only an area are to be looked at anew?

"Fighting in Mali" belongs to the one fight in Mali, and which that is the next minutes
tell. What came within ten minutes and names no town is settled again whenever another
report comes in, after all that do, so it does not matter which of them was faster. Not
here: where it belongs then (``agents/linking/evidence.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from agents.where.homes import LINE, is_specific
from schemas.event import LOCATING
from schemas.incident import Sighting

# Wires file the same news within minutes of each other; after that a reader has been told.
UNSETTLED: Final = timedelta(minutes=10)


def loose_of(sightings: Sequence[Sighting], *, since: datetime) -> list[Sighting]:
    """
    Return those of *sightings* since then whose dispatch names no town of the incident.

    *sightings* are in order of arrival.
    """
    late = []
    for one in reversed(sightings):
        if one.evidence.received_at < since:
            break
        if not _names_town(one):
            late.append(one)
    if not late:
        return late
    towns = {one.evidence.dispatch.key for one in sightings if _names_town(one)}
    return [one for one in reversed(late) if one.evidence.dispatch.key not in towns]


def _names_town(one: Sighting) -> bool:
    return any(
        is_specific(place) or (place.role == "between" and place.precision == LINE)
        for place in one.mention.places
        if place.role in LOCATING
    )
