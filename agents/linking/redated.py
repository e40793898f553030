"""
Was this very text told before, under an older date?

Feeds give old stories new dates when a page is touched, and sites reprint them: the same
words, published today, and "on Wednesday" has moved by weeks. Then the first date is the
true one, and the report goes where the first one went, as a repeat. Only of texts that
are word for word the same and long enough not to be the same by chance; within a day
nothing moves. Not here: copies with other words (``agents/linking/repeats.py``), and
versions of one item (``agents/versions.py``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from schemas.event import EventTime, Mention
from schemas.incident import Sighting
from schemas.reading import Reading

from .turn import Turn

# "Explosions were heard in the city tonight" is said of many nights.
LEAST_WORDS: Final = 20
MOVES: Final = timedelta(days=1)


def as_first_told(turn: Turn, reading: Reading) -> Reading:
    """Return *reading* with the dates under which its text was first told here, or as it is."""
    told = _told_before(turn, reading)
    if not told:
        return reading
    first = min(told, key=lambda one: (one.evidence.published_at, one.evidence.dispatch.key))
    source, published = reading.dispatch, first.evidence.published_at
    if source.published_at - published < MOVES:
        return reading
    times = {
        one.mention.idx: one.mention.time
        for one in told
        if one.evidence.dispatch == first.evidence.dispatch
    }
    back = source.published_at.date() - published.date()
    mentions = tuple(
        replace(one, time=times.get(one.idx) or _moved(one, back)) for one in reading.mentions
    )
    return replace(reading, dispatch=replace(source, published_at=published), mentions=mentions)


def _told_before(turn: Turn, reading: Reading) -> list[Sighting]:
    """Return what dispatches of the same words told of in the reading's country."""
    sketch = reading.sketch
    if sketch is None or sketch.words < LEAST_WORDS:
        return []
    return [
        one
        for dossier in turn.dossiers_in_words(sketch)
        if dossier.incident.country == reading.country
        for one in dossier.sightings
        if one.sketch is not None and one.sketch.body == sketch.body
    ]


def _moved(mention: Mention, back: timedelta) -> EventTime:
    def moved(day: date | None) -> date | None:
        return None if day is None else day - back

    when = mention.time
    return replace(when, start=moved(when.start), end=moved(when.end))
