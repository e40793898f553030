"""
Why did one side ring and the other not?

What either decided about the dispatch that set an alert off, for its entry. Only decisions
about alerts that differ are kept. Not here: which differ (``streams/replay/diff/differing.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import aclosing
from typing import Final

from msgspec.structs import replace

from schemas.codec import BadRecord, decode
from schemas.decision import Decision
from schemas.topics import DECISIONS
from streams.kafka import read

from .differences import AlertDifference, Difference, IncidentDifference
from .sides import Side

MOST_DECISIONS: Final = 20
"""Of one dispatch for one entry, on one side."""


async def with_decisions(found: Difference, sides: tuple[Side, Side]) -> Difference:
    """Add what each side decided about the dispatches of alerts that differ; by time."""
    keys = {one.alert.caused_by.key for one in found.alerts if one.alert.caused_by is not None}
    before, after = [await _decisions(side, keys) for side in sides]
    alerts = [
        replace(one, decisions_before=_about(one, before), decisions_after=_about(one, after))
        for one in found.alerts
    ]
    return replace(
        found,
        alerts=tuple(sorted(alerts, key=lambda one: (one.alert.sent, one.alert.alert_id))),
        incidents=tuple(sorted(found.incidents, key=_first_seen)),
    )


def _first_seen(one: IncidentDifference) -> tuple[object, ...]:
    return one.incident.first_seen, one.incident.incident_id


async def _decisions(side: Side, keys: Collection[str]) -> dict[str, list[Decision]]:
    """Return what *side* decided about some dispatches, each decision once."""
    found: dict[str, dict[str, Decision]] = {}
    records = read(side.bootstrap, side.topic(DECISIONS), follow=False, keys=keys)
    async with aclosing(records) as decisions:
        async for record in decisions:
            key = (record.key or b"").decode("utf-8", "replace")
            if key in keys:
                try:
                    one = decode(Decision, record.value or b"")
                except BadRecord:
                    continue
                found.setdefault(key, {})[one.decision_id] = one
    return {key: list(some.values()) for key, some in found.items()}


def _about(one: AlertDifference, known: Mapping[str, list[Decision]]) -> tuple[Decision, ...]:
    """Return the decisions on the alert's dispatch for its entry, or for no entry."""
    alert = one.alert
    if alert.caused_by is None:
        return ()
    theirs = [
        decision
        for decision in known.get(alert.caused_by.key, ())
        if decision.watch_id in (alert.watch_id, None)
    ]
    own = [decision for decision in theirs if decision.watch_id is not None]
    return tuple((own or theirs)[:MOST_DECISIONS])
