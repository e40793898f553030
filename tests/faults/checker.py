"""
Is everything there that belongs there, and nothing else?

Pure: what an undisturbed run gives on one side, what was read from the topics on the
other. Lost is what is missing for a dispatch that the broker acknowledged: the dispatch
itself, one of its decisions, an alert; or the dead letter of a record that nobody can read.
Repeated is what stands there again under the same
id, or a decision that it was handled again and said nothing new: at least once, as
promised (docs/invariants.md). Invented is everything else: an alert or a decision that
nothing accounts for. Not here: reading topics (``tests/faults/accounts.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.record import DispatchRef

from .undisturbed import Calm

AGAIN = frozenset({"duplicate_dispatch", "stale"})
"""
Reasons of a decision about a record that came again: what it tells is known, or, between two
chapters of the load, its incident has ended meanwhile and it is old news.
"""


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


class Found(NamedTuple):
    """
    What stands on the topics.

    Attributes:
        dispatched: Names of the dispatches on ``dispatches``.
        decisions: In any order.
        alerts: Ids, in any order.
        readings: Ids with their countries, in any order.
        dead: Keys on ``dead``, in any order.
    """

    dispatched: Sequence[str]
    decisions: Sequence[Told]
    alerts: Sequence[str]
    readings: Sequence[tuple[str, str]] = ()
    dead: Sequence[str] = ()


def compare(
    calm: Calm, found: Found, *, acknowledged: Iterable[str], poison: Iterable[str] = ()
) -> Verdict:
    """
    Hold what was *found* against *calm*.

    Args:
        calm: What the dispatches that stand on the topic lead to.
        found: What was read.
        acknowledged: Names of the dispatches that the broker said it has.
        poison: Keys of acknowledged records that nobody can read: they belong on ``dead``.
    """
    there = set(found.dispatched)
    lost = [f"dispatch {name}: not on its topic" for name in set(acknowledged) - there]
    lost += [f"dead letter of {key}" for key in set(poison) - set(found.dead)]
    lost += [f"reading {one} for {land}" for one, land in calm.readings - set(found.readings)]
    invented = [f"dead letter of {key}" for key in set(found.dead) - set(poison)]
    again = len(found.dead) - len(set(found.dead))
    for held in (_decisions(calm, found), _alerts(calm, found)):
        lost += held.lost
        invented += held.invented
        again += held.repeated
    return Verdict(tuple(sorted(lost)), tuple(sorted(invented)), again)


def _decisions(calm: Calm, found: Found) -> Verdict:
    """Look for every decision by dispatch, revision and id."""
    wanted = {(ref, one) for ref, ids in calm.decisions.items() for one in ids}
    told = Counter(found.decisions)
    missing = wanted - {(one.dispatch, one.decision_id) for one in told}
    lost = [f"decision {one} of {ref.key} rev {ref.revision}" for ref, one in missing]
    invented, again = [], 0
    for one, times in told.items():
        if (one.dispatch, one.decision_id) in wanted:
            again += times - 1
        elif one.reason in AGAIN:
            again += times
        else:
            invented.append(f"decision {one.decision_id} of {one.dispatch.key}: {one.reason}")
    return Verdict(tuple(lost), tuple(invented), again)


def _alerts(calm: Calm, found: Found) -> Verdict:
    """Look for every alert by id."""
    rung = Counter(found.alerts)
    lost = []
    for alert_id in calm.alerts.keys() - rung.keys():
        cause = calm.alerts[alert_id]
        lost.append(f"alert {alert_id}, caused by {cause.key if cause else 'a due time'}")
    invented = [f"alert {alert_id}" for alert_id in rung.keys() - calm.alerts.keys()]
    again = sum(times - 1 for alert_id, times in rung.items() if alert_id in calm.alerts)
    return Verdict(tuple(lost), tuple(invented), again)
