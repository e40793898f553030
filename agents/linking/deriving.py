"""
What does an incident come to after a reading, if that is anything new?

Its next revision, fused from what its reports say now; retracted when none is left; and
still ended when what came are only late facts. Not here: which reports those are
(``agents/linking/evidence.py``), and what is different (``agents/linking/changes.py``).
"""

from __future__ import annotations

from msgspec.structs import replace

from schemas.incident import Incident, Sighting
from schemas.reading import Reading
from schemas.state import Dossier

from .changes import revised
from .evidence import Found
from .fusing import fuse
from .incident_times import days_of_mention


def next_of(
    reading: Reading,
    found: Found,
    incident_id: str,
    known: Dossier | None,
    sightings: tuple[Sighting, ...],
) -> Incident | None:
    """Derive the next revision; ``None`` when it would say what the last one says."""
    before = known.incident if known is not None else None
    if sightings:
        after = fuse(incident_id, reading.country or "", sightings)
        joined = found.joined.get(incident_id, [])
        if before is not None and before.status == "ended" and not _goes_on(joined, before):
            after = replace(after, status="ended")  # late facts wake nothing up
        if before is not None and incident_id in found.left:
            # Its first report may be another's by now.
            before = replace(before, first_seen=after.first_seen)
    elif before is not None:
        last = max(before.last_evidence, reading.at)
        after = replace(before, status="retracted", last_evidence=last)
    else:
        return None
    return revised(before, after, reading_id=reading.reading_id)


def _goes_on(joined: list[Sighting], before: Incident) -> bool:
    """Tell whether the event itself, not only word of it, has gone on since it ended."""
    ended = before.last_evidence.date().toordinal()
    return any(
        days_of_mention(one.mention, one.evidence.published_at.date()).last > ended
        for one in joined
    )
