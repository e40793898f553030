"""
Which decisions does a reading end in?

One for each mention and watch entry that it touches or nearly touches; one
without an entry when the mention fails before any is asked, or when none is
near. Not here: the choices themselves (``agents/telling/alerting.py``), and what did not
happen or is no news: ``agents/reading.py`` has written that down already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.linking.parts import mentions_here
from schemas.decision import Decision
from schemas.event import Mention
from schemas.reading import Reading

from .cases import Verdict
from .decisions import decision
from .gates import Held, held_as_no_news, held_for_all

Verdicts = Mapping[str, Sequence[Verdict] | None]
"""By incident id; ``None`` when the reading changed nothing there."""


def decisions_of(
    reading: Reading, incidents_of: Mapping[int, Sequence[str]], verdicts: Verdicts
) -> list[Decision]:
    """
    Write down what became of *reading*.

    *incidents_of* has the incidents that each mention tells of, by the mention's number;
    *verdicts* what was chosen for each incident that the reading reached.
    """
    written = []
    for mention in mentions_here(reading):
        told_of = incidents_of.get(mention.idx, ())
        if not told_of and mention.realis == "actual":
            written.append(_unattached(reading, mention))
        for incident_id in told_of:
            written += _of_one(reading, mention, incident_id, verdicts[incident_id])
    for incident_id, given in verdicts.items():
        whole = [verdict for verdict in given or () if verdict.mention is None]
        written += [_written(reading, verdict, incident_id) for verdict in whole]
    return written


def _of_one(
    reading: Reading, mention: Mention, incident_id: str, given: Sequence[Verdict] | None
) -> list[Decision]:
    """Write down what became of what *mention* says of one incident."""
    if given is None:
        return nothing_new(reading, [mention], incident_id)
    mine = [one for one in given if one.mention and one.mention.idx == mention.idx]
    if not mine and mention.realis == "actual":
        held = held_for_all(mention) or Held("outside_watch")
        return [_held(reading, mention, held, incident_id)]
    return [_written(reading, verdict, incident_id) for verdict in mine]


def nothing_new(
    reading: Reading, mentions: Sequence[Mention], incident_id: str | None = None
) -> list[Decision]:
    """Write down that what *mentions* say is known already, word for word."""
    ref = reading.dispatch.ref
    return [
        decision(
            ref,
            outcome="attach",
            reason="duplicate_dispatch",
            at=reading.at,
            reading_id=reading.reading_id,
            mention=mention,
            incident_id=incident_id,
        )
        for mention in mentions
    ]


def _unattached(reading: Reading, mention: Mention) -> Decision:
    """Say why *mention* is part of no incident."""
    # Neither founded nor joined one although nothing held it back: it was too old.
    held = held_for_all(mention) or held_as_no_news(reading) or Held("stale")
    return _held(reading, mention, held)


def _held(
    reading: Reading, mention: Mention, held: Held, incident_id: str | None = None
) -> Decision:
    return decision(
        reading.dispatch.ref,
        outcome="suppress",
        reason=held.reason,
        at=reading.at,
        reading_id=reading.reading_id,
        mention=mention,
        detail=held.detail,
        incident_id=incident_id,
    )


def _written(reading: Reading, verdict: Verdict, incident_id: str) -> Decision:
    return decision(
        reading.dispatch.ref,
        outcome=verdict.outcome,
        reason=verdict.reason,
        at=reading.at,
        reading_id=reading.reading_id,
        mention=verdict.mention,
        watch_id=verdict.watch_id,
        kind=verdict.kind,
        detail=verdict.detail,
        incident_id=incident_id,
    )
