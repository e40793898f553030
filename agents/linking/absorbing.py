"""
What does a reading change, and what comes of it?

Leads one reading through its questions: which incidents it tells of, what they
add up to now, what is different, and whom that is told to. Not here: any of the
answers, and time (``agents/linking/turn.py``).

Asks       held         does it wait, or was it taken back already?
           redated      was this very text told before, under an older date?
           evidence     what does the dispatch say of which incident?
           taking_back  what is left of what it had said before?
           fusing       what do all its reports add up to?
           changes      what is different now?
           alerting     whom do we tell, and what?
           outcomes     which decisions does it end in?
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from agents.telling.alerting import tell
from agents.telling.cases import Case, Told
from agents.telling.decisions import decided
from agents.telling.messages import Cause
from agents.telling.outcomes import decisions_of, nothing_new, withdrawn
from schemas.alert import Alert
from schemas.decision import Decision
from schemas.incident import Incident, Sighting
from schemas.reading import Reading
from schemas.state import Dossier
from schemas.watch import Watch

from .deriving import next_of
from .evidence import Found, found_in, told_by
from .fusing import bounded
from .held import as_usable, hold, is_outdated, note_taken_back, overtaken, repeats_withdrawn, waits
from .incidents import blocks
from .lifecycle import addressed, newest
from .merging import revisions_of, taken_in, with_all_of
from .parts import mentions_here
from .profiles import profile_of
from .redated import as_first_told
from .splitting import given_off, groups_of, is_told_of, split_off
from .taking_back import fallen, is_taking_back, left_of, moved
from .turn import Turn


class Handled(NamedTuple):
    """
    One incident after a reading.

    Attributes:
        dossier: As it is to be kept.
        before: The incident before, ``None`` when the reading founded it.
        is_new: Whether it is a new revision.
        told: The outcome for each watch entry.
        split: What belongs to it no more, as incidents of their own.
    """

    dossier: Dossier
    before: Incident | None
    is_new: bool
    told: list[Told]
    split: tuple[Dossier, ...] = ()


def take_in(turn: Turn, reading: Reading) -> None:
    """Let *reading* change the incidents it tells of, or told of in an earlier version."""
    now = turn.now or reading.at
    if is_outdated(turn, reading):
        turn.outputs += map(decided, nothing_new(reading, mentions_here(reading)))
        return
    if repeats_withdrawn(turn, reading):
        turn.outputs += map(decided, withdrawn(reading, mentions_here(reading)))
        return
    turn.outputs += map(decided, overtaken(turn, reading, now=now))
    if waits(reading, now=now):
        hold(turn, reading)
    else:
        _absorb(turn, as_first_told(turn, as_usable(reading)), now)


def _absorb(turn: Turn, reading: Reading, now: datetime) -> None:
    found = moved(turn, found_in(turn, reading, now=now), reading)
    cause = Cause(
        now,
        reading.dispatch.ref,
        language=reading.dispatch.language,
        provider=reading.dispatch.provider,
    )
    touched = dict.fromkeys([*found.joined, *found.anew, *found.left, *found.lost])
    handled = [
        _handle(turn, reading, found, one, cause) for one in touched if one not in found.merged
    ]
    handled += [Handled(part, None, is_new=True, told=[]) for one in handled for part in one.split]
    handled += [
        Handled(dossier, before, is_new=True, told=[])
        for dossier, before in revisions_of(turn, found.merged, reading_id=reading.reading_id)
    ]
    fresh = [_dated(one, found, reading, now) for one in handled if one.is_new]
    for one in fresh:
        turn.put(one.dossier)
        told = tuple(key for told in one.told for key in told.highs)
        turn.tallies.note(one.dossier.incident.country, told, today=now.date())
    note_taken_back(turn, reading, fallen(turn, found), now=now)
    turn.outputs += newest(one.dossier.incident for one in fresh)
    turn.outputs += addressed(_alerts(handled))
    turn.outputs += map(decided, _decisions(turn, reading, found, handled))


def _handle(turn: Turn, reading: Reading, found: Found, incident_id: str, cause: Cause) -> Handled:
    known = _known(turn, found, incident_id, reading)
    before = known.incident if known is not None else None
    rest = left_of(known, found, reading) if known is not None else []
    loose = {told_by(one) for told in found.left.values() for one in told}
    sightings = bounded([
        *(one for one in rest if told_by(one) not in loose),
        *found.anew.get(incident_id, ()),
        *found.joined.get(incident_id, ()),
    ])  # fmt: skip
    others: list[list[Sighting]] = []
    if incident_id in found.lost and is_taking_back(reading) and sightings:
        first, *others = groups_of(sightings)
        sightings = tuple(first)
    after = next_of(reading, found, incident_id, known, sightings)
    if after is None:
        assert known is not None  # noqa: S101 -- a founded incident is always new
        return Handled(known, before, is_new=False, told=[])
    split = tuple(
        split_off(turn, known, group, reading_id=reading.reading_id)
        for group in others
        if known is not None
    )
    notices = known.notices if known is not None else ()
    if split:  # who was told of what is another incident's now goes with it
        notices = tuple(
            one for one in notices
            if is_told_of(turn, one, after)
            or not any(is_told_of(turn, one, part.incident) for part in split)
        )  # fmt: skip
    dossier = Dossier(incident=after, sightings=sightings, notices=notices)
    joined = found.joined.get(incident_id, [])
    case = Case(
        before=before,
        incident=after,
        changes=after.change_set,
        notices=dossier.notices,
        mentions=tuple(one.mention for one in joined),
        repeats=frozenset(one.mention.idx for one in joined if _is_repeat(one, known, after)),
        reading=reading,
        cause=cause,
        blocker=partial(_blocker, turn, reading, after),
        lately=turn.lately(before, after),
    )
    told = tell(case, turn.rules)
    notices = tuple(one.notice for one in told if one.notice is not None)
    return Handled(replace(dossier, notices=notices), before, is_new=True, told=told, split=split)


def _dated(one: Handled, found: Found, reading: Reading, now: datetime) -> Handled:
    """Date a revision: it is known from *now* on; with the incidents it took in and gave off."""
    incident = one.dossier.incident
    changes = (
        *incident.change_set,
        *taken_in(incident.incident_id, found.merged, reading_id=reading.reading_id),
        *given_off(incident.incident_id, one.split, reading_id=reading.reading_id),
    )
    dated = replace(incident, revised_at=now, change_set=changes)
    return one._replace(dossier=replace(one.dossier, incident=dated))


def _known(turn: Turn, found: Found, incident_id: str, reading: Reading) -> Dossier | None:
    """Return what is kept on an incident, and on those that merge into it."""
    known = turn.dossier(incident_id)
    if known is None:
        return None
    merged = (turn.dossier(one) for one, into in found.merged.items() if into == incident_id)
    now = turn.now if reading.dispatch.intake == "live" else None
    return with_all_of(known, [one for one in merged if one is not None], now=now)


def _is_repeat(one: Sighting, known: Dossier | None, after: Incident) -> bool:
    """Tell whether another dispatch had the same text, or its publisher the same sentence."""
    key = one.evidence.dispatch.key
    if any(line.duplicate_of is not None and line.dispatch.key == key for line in after.evidence):
        return True
    return known is not None and any(
        other.evidence.dispatch.key != key
        and other.evidence.publisher_family == one.evidence.publisher_family
        and other.evidence.sentence == one.evidence.sentence
        for other in known.sightings
    )


def _blocker(turn: Turn, reading: Reading, incident: Incident, watch: Watch) -> str | None:
    """Return the incident that readers of *watch* were told of lately on the same spot."""
    now = turn.now or reading.at
    fresh = profile_of(incident, ())
    told = [
        profile for profile in turn.around(incident.country, fresh)
        if profile.status != "ended" and profile.incident_id != incident.incident_id
        and watch.id in turn.told_to(profile.incident_id) and blocks(profile, fresh)
    ]  # fmt: skip
    for profile in sorted(told, key=lambda one: one.incident_id):
        other = turn.dossier(profile.incident_id)
        if other is None or now - other.incident.last_evidence > timedelta(days=watch.quiet_days):
            continue
        is_same_item = any(
            line.dispatch.key == reading.dispatch.key for line in other.incident.evidence
        )
        if not is_same_item:
            return profile.incident_id
    return None


def _alerts(handled: list[Handled]) -> list[Alert]:
    return [told.alert for one in handled for told in one.told if told.alert is not None]


def _decisions(
    turn: Turn, reading: Reading, found: Found, handled: list[Handled]
) -> list[Decision]:
    """Write down every outcome, in the order of mentions."""
    incidents_of: dict[int, list[str]] = {}
    for incident_id, sightings in found.joined.items():
        for idx in dict.fromkeys(sighting.mention.idx for sighting in sightings):
            incidents_of.setdefault(idx, []).append(incident_id)
    verdicts = {
        one.dossier.incident.incident_id: (
            [verdict for told in one.told for verdict in told.verdicts] if one.is_new else None
        )
        for one in handled
    }
    return decisions_of(reading, incidents_of, verdicts, turn.rules)
