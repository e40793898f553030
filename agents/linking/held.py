"""
Which words of a dispatch wait, and which were taken back?

A dispatch under embargo waits until it ends and then counts as of that time, unless a
newer version, a correction or a kill took its place before. What was taken back is kept
in mind for a while: a record of it that is delivered again, as the broker may do after
a crash, must not bring it back. Not here: which version is the newest
(``agents/versions.py``), and what is left of an incident (``agents/linking/taking_back.py``).

Remembers  held         country and dispatch key -> what waits, or up to where it was taken back
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from agents.telling.decisions import TAKEN_BACK, decision
from schemas.decision import Decision
from schemas.incident import Sighting
from schemas.reading import Reading, Sketch
from schemas.state import Held

from .redated import LEAST_WORDS
from .told_by import words_of
from .turn import Turn

# The broker delivers again what was handled since the last commit: seconds. Two weeks leave
# room for a partition that is handled again by hand.
MEMORY: Final = timedelta(days=14)


def gone_with(reading: Reading) -> frozenset[str]:
    """Return the keys of the dispatches whose earlier words no longer count beside *reading*."""
    source = reading.dispatch
    named = () if source.corrects is None else (source.corrects,)
    return frozenset({source.key, *named, *reading.replaces})


def is_outdated(turn: Turn, reading: Reading) -> bool:
    """Tell whether this or a newer version of the dispatch was followed in this country already."""
    source = reading.dispatch
    version = source.revision, source.received_at
    held = turn.held(_name(reading, source.key))
    if held is not None and version <= max(_versions(held)):
        return True
    return any(
        (line.dispatch.revision, line.received_at) >= version
        for dossier in turn.dossiers_of(source.key)
        if dossier.incident.country == reading.country
        for line in (one.evidence for one in dossier.sightings)
        if line.dispatch.key == source.key
    )


def repeats_withdrawn(turn: Turn, reading: Reading) -> bool:
    """
    Tell whether *reading* is another's print of a text that its agency has withdrawn.

    When the agency itself sends it once more, it stands again.
    """
    sketch = reading.sketch
    held = None if sketch is None else turn.held(_text_name(reading, sketch))
    if sketch is None or held is None:
        return False
    if held.publisher_family != reading.dispatch.publisher_family:
        return True
    turn.hold(_text_name(reading, sketch), None)
    return False


def waits(reading: Reading, *, now: datetime) -> bool:
    """Tell whether *reading* must not be used yet; a kill is never under embargo."""
    source = reading.dispatch
    is_early = source.embargo_until is not None and source.embargo_until > now
    return is_early and source.pubstatus == "usable"


def hold(turn: Turn, reading: Reading) -> None:
    """Keep *reading* until its embargo ends."""
    source = reading.dispatch
    assert source.embargo_until is not None  # noqa: S101 -- it waits
    name = _name(reading, source.key)
    before = turn.held(name) or Held(received_at=source.received_at, until=source.embargo_until)
    turn.hold(name, replace(before, reading=reading, until=source.embargo_until))


def as_usable(reading: Reading) -> Reading:
    """Return *reading* as if it had come when its embargo ended, or as it is."""
    source = reading.dispatch
    if source.embargo_until is None or source.embargo_until <= source.received_at:
        return reading
    return replace(reading, dispatch=replace(source, received_at=source.embargo_until))


def overtaken(turn: Turn, reading: Reading, *, now: datetime) -> list[Decision]:
    """Let nothing wait any more whose place *reading* takes; return the decisions on that."""
    written = []
    for key in sorted(gone_with(reading)):
        held = turn.held(_name(reading, key))
        if held is None or held.reading is None:
            continue
        waiting = held.reading.dispatch
        if waiting.ref == reading.dispatch.ref:  # the same once more, or edited in place
            turn.hold(_name(reading, key), replace(held, reading=None, until=now + MEMORY))
            continue
        mark = _mark(waiting.revision, waiting.received_at, now)
        turn.hold(_name(reading, key), mark)
        written.append(
            decision(
                waiting.ref,
                outcome="suppress",
                reason=TAKEN_BACK[reading.dispatch.pubstatus],
                at=now,
                reading_id=held.reading.reading_id,
            )
        )
    return written


def note_taken_back(
    turn: Turn, reading: Reading, taken: Sequence[Sighting], *, now: datetime
) -> None:
    """Keep in mind that *taken*, which *reading* left nothing of, counts no more."""
    source = reading.dispatch
    own = source.revision, source.received_at
    versions: dict[str, tuple[int, datetime]] = {}
    if source.pubstatus != "usable":
        versions[source.key] = own
    for line in (one.evidence for one in taken):
        version = (
            own if line.dispatch.key == source.key else (line.dispatch.revision, line.received_at)
        )
        versions[line.dispatch.key] = max(version, versions.get(line.dispatch.key, version))
    for key, (revision, received_at) in versions.items():
        turn.hold(_name(reading, key), _mark(revision, received_at, now))
    if source.pubstatus == "canceled":
        _note_texts(turn, reading, taken, now)


def _note_texts(turn: Turn, reading: Reading, taken: Sequence[Sighting], now: datetime) -> None:
    """Keep in mind the text that was killed; a short one may be true of another day."""
    killed = gone_with(reading)
    for one in taken:
        line, sketch = one.evidence, one.sketch
        if line.dispatch.key in killed and sketch is not None and sketch.words >= LEAST_WORDS:
            text = Held(received_at=now, publisher_family=line.publisher_family, until=now + MEMORY)
            turn.hold(_text_name(reading, sketch), text)


def _versions(held: Held) -> list[tuple[int, datetime]]:
    """Return which version was taken back, and which waits."""
    waiting = () if held.reading is None else (held.reading.dispatch,)
    return [(one.revision, one.received_at) for one in (held, *waiting)]


def _mark(revision: int, received_at: datetime, now: datetime) -> Held:
    return Held(revision=revision, received_at=received_at, until=now + MEMORY)


def _name(reading: Reading, key: str) -> str:
    """Name what is held: a dispatch may be held in several countries of one partition."""
    return f"{reading.country} {key}"


def _text_name(reading: Reading, sketch: Sketch) -> str:
    return f"{reading.country}#{words_of(sketch)}"
