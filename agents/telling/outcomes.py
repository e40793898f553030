"""
Which decisions does a reading end in?

One for each mention and watch entry that it touches or nearly touches; one
without an entry when the mention fails before any is asked, or when none is
near. Not here: the choices themselves (``agents/telling/alerting.py``), and what did not
happen or is no news: ``agents/reading.py`` has written that down already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.linking.evidence import mentions_here
from schemas.decision import Decision
from schemas.event import Mention
from schemas.reading import Reading

from .cases import Verdict
from .decisions import decision
from .gates import Held, held_as_no_news, held_for_all

Verdicts = Mapping[str, Sequence[Verdict] | None]
"""By incident id; ``None`` when the reading changed nothing there."""


def decisions_of(
    reading: Reading, incident_of: Mapping[int, str], verdicts: Verdicts
) -> list[Decision]:
    """
    Write down what became of *reading*.

    *incident_of* has the incident that each mention belongs to, by the mention's number;
    *verdicts* what was chosen for each incident that the reading reached.
    """
    written = []
    for mention in mentions_here(reading):
        incident_id = incident_of.get(mention.idx)
        if incident_id is None:
            if mention.realis == "actual":
                written.append(_unattached(reading, mention))
            continue
        given = verdicts[incident_id]
        if given is None:
            written += nothing_new(reading, [mention], incident_id)
            continue
        mine = [one for one in given if one.mention and one.mention.idx == mention.idx]
        written += [_written(reading, verdict, incident_id) for verdict in mine]
        if not mine and mention.realis == "actual":
            held = held_for_all(mention) or Held("outside_watch")
            written.append(_held(reading, mention, held, incident_id))
    for incident_id, given in verdicts.items():
        whole = [verdict for verdict in given or () if verdict.mention is None]
        written += [_written(reading, verdict, incident_id) for verdict in whole]
    return written


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
    held = held_for_all(mention) or held_as_no_news(reading, now=reading.at) or Held("stale")
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
