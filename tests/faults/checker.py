"""
Is everything there that belongs there, and nothing else?

Pure: what an undisturbed run gives on one side, what was read from the topics on the
other. Lost is what is missing for a dispatch that the broker acknowledged: the dispatch
itself, one of its decisions, an alert. Repeated is what stands there again under the same
id, or a decision that it was handled again and said nothing new: at least once, as
promised (docs/invariants.md). Invented is everything else: an alert or a decision that
nothing accounts for. Not here: reading topics (``tests/faults/accounts.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from schemas.record import DispatchRef

from .undisturbed import Calm

AGAIN = "duplicate_dispatch"
"""The reason of a decision about a record that came again after it was remembered."""


class Told(NamedTuple):
    """A decision as it stands on its topic."""

    decision_id: str
    dispatch: DispatchRef
    reason: str


class Verdict(NamedTuple):
    """
    What is wrong, if anything.

    Attributes:
        lost, invented: One line each, for people.
        repeated: How many records too many there are.
    """

    lost: tuple[str, ...]
    invented: tuple[str, ...]
    repeated: int


def compare(
    calm: Calm,
    *,
    acknowledged: Iterable[str],
    dispatched: Iterable[str],
    decisions: Iterable[Told],
    alerts: Iterable[str],
) -> Verdict:
    """
    Hold what was found against *calm*.

    Args:
        calm: What the dispatches that stand on the topic lead to.
        acknowledged: Keys that the broker said it has.
        dispatched: Keys that stand on ``dispatches``.
        decisions, alerts: As they stand on their topics; alerts by id.
    """
    there = set(dispatched)
    lost = [f"dispatch {key}: not on its topic" for key in set(acknowledged) - there]
    lost += [f"dispatch {key}: no decision" for key in there - {ref.key for ref in calm.decisions}]
    told = Counter(decisions)
    wanted = {(ref, decision_id) for ref, ids in calm.decisions.items() for decision_id in ids}
    found = {(one.dispatch, one.decision_id) for one in told}
    lost += [f"decision {one} of {ref.key} rev {ref.revision}" for ref, one in wanted - found]
    rung = Counter(alerts)
    for alert_id in calm.alerts.keys() - rung.keys():
        cause = calm.alerts[alert_id]
        lost.append(f"alert {alert_id}, caused by {cause.key if cause else 'a due time'}")
    invented = [f"alert {alert_id}" for alert_id in rung.keys() - calm.alerts.keys()]
    again = 0
    for one, times in told.items():
        if (one.dispatch, one.decision_id) in wanted:
            again += times - 1
        elif one.reason == AGAIN:
            again += times
        else:
            invented.append(f"decision {one.decision_id} of {one.dispatch.key}: {one.reason}")
    again += sum(times - 1 for alert_id, times in rung.items() if alert_id in calm.alerts)
    return Verdict(tuple(sorted(lost)), tuple(sorted(invented)), again)
