"""
May an item be used, and from when?

Agencies write one idea in four ways: a status word, an embargo that ends, an
embargo that does not, and a missing word that means "usable". Not here: kills
that only a note announces (``signals.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from schemas.dispatch import PubStatus

from .times import instant, is_date_alone

# Both spellings occur, against every standard.
STATUSES: dict[str, PubStatus] = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "usable",  # with a time; without one it is withheld
    "canceled": "canceled",
    "cancelled": "canceled",
}


class Standing(NamedTuple):
    """Whether an item may be used, and from when."""

    pubstatus: PubStatus
    embargo_until: datetime | None = None


def standing(status: str, embargo: str | None = None, *, zone: tzinfo | None = None) -> Standing:
    """
    Tell whether an item may be used.

    Args:
        status: Its word ("usable", "stat:withheld", ""); a word that nobody knows is no
            licence to publish.
        embargo: When the embargo ends as sent; ``""`` for one without an end, which
            withholds the item, ``None`` for no embargo.
        zone: Of a time that names none.
    """
    word = status.rpartition(":")[2].rpartition("/")[2].strip().lower() or "usable"
    pubstatus = STATUSES.get(word, "withheld")
    if pubstatus == "canceled" or (embargo is None and word != "embargoed"):
        return Standing(pubstatus)
    until = _end_of(embargo or "", zone)
    return Standing(pubstatus if until else "withheld", until)


def _end_of(written: str, zone: tzinfo | None) -> datetime | None:
    """Return when an embargo ends; one that names only a day holds through that day."""
    until = instant(written, zone)
    return until + timedelta(days=1) if until and is_date_alone(written) else until
