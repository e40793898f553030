"""
What did we know at a time, and how did we come to know it?

An incident is a row of revisions, each known from a moment on: the service's own time when
it made it, whatever days its reports tell of. A record that came twice, because its writer
was killed, counts once. Not here: reading the topics (``streams/cli/kept.py``), what was
sent (``streams/sent.py``), and how it looks (``streams/render_history.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from agents.linking.incident_times import days_of_incident
from schemas.incident import Change, Evidence, Incident

# A report that waited longer than this before we had it is told with both times: an archive,
# or what lay on the topics while no worker ran.
PROMPT: Final = timedelta(hours=1)

MARGIN: Final = timedelta(hours=1)
"""Clocks of two machines are nearer to each other than this."""

# Kafka knows no time before 1970.
EPOCH: Final = datetime(1970, 1, 2, tzinfo=UTC)


class Revision(NamedTuple):
    """
    One revision as the topic keeps it.

    Attributes:
        incident: What was known.
        known_at: Since when.
        replay: The replay that put it there, ``None`` for what the service said itself.
    """

    incident: Incident
    known_at: datetime
    replay: str | None = None


class Step(NamedTuple):
    """
    What made a revision another than the one before.

    Attributes:
        revision: It.
        joined: Reports that it is the first to count, or counts in a new version.
        dropped: Reports that the one before counted and it does not.
        changes: What is different because of that.
        is_known_whole: The one before is kept, or there was none.
    """

    revision: Revision
    joined: tuple[Evidence, ...]
    dropped: tuple[Evidence, ...]
    changes: tuple[Change, ...]
    is_known_whole: bool = True


def revision_of(incident: Incident, *, written_at: datetime, replay: str | None) -> Revision:
    """Date *incident* (``known_since``)."""
    since = known_since(incident.revised_at, written_at=written_at, replay=replay)
    return Revision(incident, since, replay)


def known_since(
    revised_at: datetime | None, *, written_at: datetime, replay: str | None
) -> datetime:
    """
    Return since when the service knew a revision: its own clock when it made it.

    When it was written (Kafka's timestamp) where an older release noted no clock, and where a
    *replay* put it there: before, nobody knew it.
    """
    return written_at if replay is not None or revised_at is None else revised_at


def written_since(first_seen: datetime) -> datetime:
    """
    Return a time before which Kafka has nothing of an incident that was *first seen* then.

    What is said of it was written later, though by a machine whose clock may be behind.
    """
    return max(first_seen, EPOCH) - MARGIN


def once(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """
    Yield *revisions*, in the order of their topic, without those that came again.

    The same words from a replay are kept beside the service's own: they tell what counts since.
    """
    seen: dict[tuple[str, int, str | None], list[Incident]] = {}
    for one in revisions:
        same = seen.setdefault((one.incident.incident_id, one.incident.revision, one.replay), [])
        if one.incident not in same:
            same.append(one.incident)
            yield one


def as_of(revisions: Iterable[Revision], at: datetime) -> Revision | None:
    """Return the last of *revisions* of one incident that was known *at* that time."""
    return next(
        (one for one in reversed(list(revisions)) if one.known_at <= at),
        None,
    )


def begins_late(revisions: Sequence[Revision]) -> bool:
    """Tell whether earlier revisions than the first of these are no longer kept."""
    return not revisions or revisions[0].incident.supersedes is not None


def steps(revisions: Sequence[Revision]) -> Iterator[Step]:
    """Yield for each of *revisions* of one incident what made it."""
    before: Incident | None = None
    for one in revisions:
        if one.replay is not None and one.incident.supersedes is None:
            before = None  # a replay tells the story from its beginning
        known = {line.dispatch for line in before.evidence} if before else set()
        keys = {line.dispatch.key for line in one.incident.evidence}
        yield Step(
            one,
            joined=tuple(line for line in one.incident.evidence if line.dispatch not in known),
            dropped=tuple(
                line
                for line in (before.evidence if before else ())
                if line.dispatch.key not in keys
            ),
            changes=one.incident.change_set,
            is_known_whole=before is not None or one.incident.supersedes is None,
        )
        before = one.incident


def is_late(line: Evidence, known_at: datetime) -> bool:
    """Tell whether a report was received long before we had it: by an archive, say."""
    return known_at - line.received_at > PROMPT


def happened(incident: Incident, first: date, last: date) -> bool:
    """Tell whether the event itself fell on a day from *first* to *last*."""
    days = days_of_incident(incident)
    return days.first <= last.toordinal() and first.toordinal() <= days.last
