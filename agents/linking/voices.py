"""
How many report it, and how many of them on their own?

Every dispatch is a line of evidence. A voice is an agency credited, or a publisher;
who prints another's text, credited or not, adds a report and no voice. Not here:
which texts are one (``agents/linking/repeats.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from schemas.incident import Evidence, Independence, Sighting

from .repeats import first_tellers


def marked(known: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    """Write on each report whose text it repeats."""
    first = first_tellers(known)
    return tuple(
        replace(one, evidence=replace(one.evidence, duplicate_of=repeated))
        if (repeated := _other_than(one, first)) != one.evidence.duplicate_of
        else one
        for one in known
    )


def _other_than(one: Sighting, first: dict[str, str]) -> str | None:
    key = one.evidence.dispatch.key
    return None if first[key] == key else first[key]


def evidence_of(known: Sequence[Sighting]) -> tuple[Evidence, ...]:
    """Return one line for each dispatch: that of its first mention."""
    lines: dict[str, Evidence] = {}
    for one in known:
        lines.setdefault(one.evidence.dispatch.key, one.evidence)
    return tuple(lines.values())


def independence_of(known: Sequence[Sighting], evidence: Sequence[Evidence]) -> Independence:
    """Count reports, publishers and voices, and say which report derives from which."""
    first_of: dict[str, str] = {}
    for line in evidence:
        if line.origin is None:
            first_of.setdefault(line.publisher_family.casefold(), line.dispatch.key)
    derives = {
        (line.dispatch.key, source)
        for line in evidence
        if (source := line.duplicate_of or first_of.get((line.origin or "").casefold()))
    }
    return Independence(
        reports=len(evidence),
        families=len({line.publisher_family for line in evidence}),
        origins=len(voices_of(known)),
        derives=tuple(sorted(derives)),
    )


def voices_of(sightings: Iterable[Sighting]) -> set[str]:
    """
    Return who reports independently: the agencies credited, or the publishers.

    Who prints another's text, credited or not, adds no voice.
    """
    return {voice_of(one.evidence) for one in sightings if one.evidence.duplicate_of is None}


def voice_of(line: Evidence) -> str:
    """Return whose word *line* is: the agency's that it credits, or its publisher's."""
    return (line.origin or line.publisher_family).casefold()
