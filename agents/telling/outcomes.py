"""
Which decisions does a reading end in?

For each mention exactly one of two. Either it fails before any watch entry is asked
(no fight, too old, known word for word): that is written once, without an entry. Or
every entry that its incident touches or comes near to (the same country, or within
twice its radius) gets one decision, and all others together one ``outside_watch``.
What is about the whole dispatch, a retraction say, stands beside that.

Not here: the choices themselves (``agents/telling/alerting.py``), and what did not
happen or is no news: ``agents/reading.py`` has written that down already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from agents.linking.parts import mentions_here
from schemas.decision import Decision, Outcome
from schemas.event import Mention
from schemas.reading import Reading

from .cases import Verdict
from .decisions import decision
from .gates import Held, held_as_no_news, held_for_all
from .watchlist import Rules

Verdicts = Mapping[str, Sequence[Verdict] | None]
"""By incident id; ``None`` when the reading changed nothing there."""

# One mention may tell of several incidents: for an entry, the one that rings counts.
RANK: Final[tuple[Outcome, ...]] = ("alert", "update", "attach", "suppress")


def decisions_of(
    reading: Reading,
    incidents_of: Mapping[int, Sequence[str]],
    verdicts: Verdicts,
    rules: Rules,
) -> list[Decision]:
    """
    Write down what became of *reading*.

    *incidents_of* has the incidents that each mention tells of, by the mention's number;
    *verdicts* what was chosen for each incident that the reading reached; *rules* the
    entries that were asked.
    """
    written = []
    for mention in mentions_here(reading):
        told_of = incidents_of.get(mention.idx, ())
        if told_of:
            written += _of_one(reading, mention, told_of, verdicts, rules)
        elif mention.realis == "actual":
            written.append(_unattached(reading, mention))
    for incident_id, given in verdicts.items():
        whole = [verdict for verdict in given or () if verdict.mention is None]
        written += [_written(reading, verdict, incident_id) for verdict in whole]
    return written


def _of_one(
    reading: Reading,
    mention: Mention,
    told_of: Sequence[str],
    verdicts: Verdicts,
    rules: Rules,
) -> list[Decision]:
    """Write down what became of what *mention* says of its incidents."""
    if all(verdicts[incident_id] is None for incident_id in told_of):
        return nothing_new(reading, [mention], told_of[0])
    held = held_for_all(mention)
    chosen: dict[str, tuple[Verdict, str]] = {}
    for incident_id in told_of:
        for verdict in verdicts[incident_id] or ():
            mine = _about(verdict, mention, is_held=held is not None)
            if mine is None:
                continue
            known = chosen.get(mine.watch_id)
            if known is None or RANK.index(mine.outcome) < RANK.index(known[0].outcome):
                chosen[mine.watch_id] = mine, incident_id
    each = [_written(reading, *one) for one in chosen.values()]
    if mention.realis != "actual":
        return each
    if held is not None:
        return each or [_held(reading, mention, held, told_of[0])]
    return each + _others(
        reading, mention, told_of[0], len(rules.watchlist.watch) - len(each), each
    )


def _about(verdict: Verdict, mention: Mention, *, is_held: bool) -> Verdict | None:
    """Return what *verdict* says of *mention*; a retraction from one entry's readers is said of each."""
    if verdict.mention is not None:
        return verdict if verdict.mention.idx == mention.idx else None
    if is_held:
        return None
    return Verdict(verdict.watch_id, mention, "suppress", "outside_watch", detail=verdict.detail)


def _others(
    reading: Reading, mention: Mention, incident_id: str, count: int, near: Sequence[Decision]
) -> list[Decision]:
    """Write down once that none of the other *count* entries is near."""
    if near and not count:
        return []
    noun = "entry" if count == 1 else "entries"
    detail = f"the event is not near what the other {count} {noun} name" if near else None
    return [_held(reading, mention, Held("outside_watch", detail), incident_id)]


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
            country=reading.country,
        )
        for mention in mentions
    ]


def withdrawn(reading: Reading, mentions: Sequence[Mention]) -> list[Decision]:
    """Write down that *mentions* stand in a text that its own publisher has withdrawn."""
    held = Held("killed", "it repeats a report that its publisher has withdrawn")
    return [_held(reading, mention, held) for mention in mentions]


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
        country=reading.country,
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
        place=verdict.place,
        rules=verdict.rules,
        incident_id=incident_id,
        country=reading.country,
    )
