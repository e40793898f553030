"""
Are two incidents one after all?

Reports that came apart at first ("fighting at X", "fighting at Y", "the north" and "the
town") may be tied by a later one. Then the older incident goes on with all that both
heard, and the younger one is ``merged`` and says into which. Whoever was told of the
younger is told once where it went: an UPDATE of the survivor, which replaces the
messages about both. Not here: when two are one (``agents/linking/incidents.py``).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from agents.telling.notices import gathered
from schemas.incident import Change, Incident
from schemas.state import Dossier, Notice

from .changes import revised
from .fusing import in_order
from .incidents import are_one
from .profiles import Profile, widened
from .turn import Turn


def merges_of(
    turn: Turn,
    country: str,
    grown: Iterable[str],
    profiles: dict[str, Profile],
    *,
    empty: Container[str],
) -> dict[str, str]:
    """
    Return which incidents are one with those that have *grown* by a reading.

    Those that the reading left *empty* are none's.

    *profiles* is what the reading leaves incidents known by; those of survivors are widened.

    Returns:
        The id of the survivor, by the id of each that merges into it.
    """
    gone: dict[str, str] = {}
    for given in tuple(grown):
        one = _root(gone, given)
        while (
            other := _partner(turn, country, profiles[one], profiles, (gone, empty))
        ) is not None:
            first, second = sorted((one, other.incident_id), key=lambda each: _age(turn, each))
            profiles[first] = widened(
                profiles.get(first, other), profiles.get(second, other)
            )._replace(incident_id=first)
            gone[second] = one = first
    return {younger: _root(gone, younger) for younger in gone}


def _root(gone: dict[str, str], one: str) -> str:
    while one in gone:
        one = gone[one]
    return one


def _partner(
    turn: Turn,
    country: str,
    one: Profile,
    own: dict[str, Profile],
    none: tuple[Container[str], ...],
) -> Profile | None:
    """Return the oldest other incident that is one with *one*; of several areas, none."""
    around = {
        profile.incident_id: own.get(profile.incident_id, profile)
        for profile in (*turn.around(country, one), *own.values())
        if profile.incident_id != one.incident_id
        and not any(profile.incident_id in ids for ids in none)
        and profile.status not in ("ended", "retracted", "merged")
    }
    found = [other for other in around.values() if are_one(one, other)]
    return min(found, key=lambda other: _age(turn, other.incident_id), default=None)


def _age(turn: Turn, incident_id: str) -> tuple[bool, datetime | None, str]:
    """Order by first report; what the record at hand founds is the youngest."""
    known = turn.dossier(incident_id)
    return known is None, None if known is None else known.incident.first_seen, incident_id


def with_all_of(survivor: Dossier, others: Iterable[Dossier], *, now: datetime | None) -> Dossier:
    """
    Return *survivor* with the evidence and the readers of *others*.

    Those readers are told as of *now*; with the next message when that is ``None``.
    """
    merged = survivor
    for other in others:
        notices = {notice.watch_id: notice for notice in merged.notices}
        for notice in other.notices:
            theirs = notices.get(notice.watch_id, Notice(watch_id=notice.watch_id))
            notices[notice.watch_id] = _told_of_both(theirs, notice, survivor, other, now)
        sightings = in_order((*merged.sightings, *other.sightings))
        merged = replace(merged, sightings=sightings, notices=tuple(notices.values()))
    return merged


def _told_of_both(
    notice: Notice, other: Notice, survivor: Dossier, merged: Dossier, now: datetime | None
) -> Notice:
    sent = sorted({*notice.sent, *other.sent}, key=lambda one: (one.sent, one.alert_id))
    change = _part_of(survivor.incident.incident_id, merged.incident.incident_id)
    both = replace(
        notice,
        sent=tuple(sent),
        worst_told=max(notice.worst_told, other.worst_told),
    )
    both = gathered(gathered(both, other.pending), (change,))
    return both if now is None else replace(both, due=now)


def taken_in(survivor_id: str, gone: dict[str, str], *, reading_id: str) -> Iterator[Change]:
    """Yield a change for each incident of *gone* that lives on in this one, for its history."""
    for younger, into in gone.items():
        if into == survivor_id:
            yield _part_of(survivor_id, younger, reading_id=reading_id)


def _part_of(survivor_id: str, merged_id: str, *, reading_id: str | None = None) -> Change:
    reason = f"incident {merged_id} is part of this one"
    return Change(
        path="merged", old=merged_id, new=survivor_id, reason=reason, reading_id=reading_id
    )


def given_up(merged: Dossier, survivor_id: str, *, reading_id: str | None) -> Dossier:
    """Return the last revision of an incident that lives on in another; its evidence is there."""
    before = merged.incident
    after = replace(before, status="merged", merged_into=survivor_id, evidence=())
    revision = revised(before, after, reading_id=reading_id)
    return Dossier(incident=revision or before)


def revisions_of(
    turn: Turn, gone: dict[str, str], *, reading_id: str | None
) -> Iterator[tuple[Dossier, Incident]]:
    """Yield what becomes of each that merges, and what it was."""
    for younger, survivor in gone.items():
        known = turn.dossier(younger)
        if known is not None:
            yield given_up(known, survivor, reading_id=reading_id), known.incident
