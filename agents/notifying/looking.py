"""
What comes of a new alert for one subscription?

Whether it is theirs, what the checks say of it at once, and what needs to wait no longer because
of it: a newer message of an incident replaces one that has not gone out, and a CANCEL takes it
back. A CANCEL passes every check, to all who were told what it takes back, and to nobody else.
Not here: when it goes out (``turns.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from schemas.alert import Alert
from schemas.delivery import Check, Delivery
from schemas.subscription import Silence, Subscription

from .account import WAITS, Account
from .checks import Case, checked
from .filters import state_unmet
from .verdicts import TOGETHER, Looked, Verdict
from .wishes import catch_up_of

REPLACED_BY_ANY: Final[frozenset[Check | None]] = frozenset({"group", "cooldown"})
"""What these hold is held so that a newer one may replace it."""


def look(
    alert: Alert,
    subscription: Subscription,
    account: Account,
    *,
    silences: Collection[Silence] = (),
    now: datetime,
) -> Looked:
    """
    Judge an alert that *account* has no row of.

    Args:
        alert: Of any watch.
        subscription: Whose.
        account: How it stands.
        silences: All that there are, whosever.
        now: Aware; the alert is first seen then.
    """
    if alert.msg_type == "Cancel":
        return _cancelled(alert, subscription, account, now)
    if subscription.watches and alert.watch_id not in subscription.watches:
        return Looked(None, {})
    case = Case(alert, subscription, account, silences, now)
    verdict = checked(case)
    earlier = [row for row in account.waiting_of(alert.incident_id) if _is_overtaken(row, alert)]
    if verdict.state != "skipped":
        return Looked(verdict, dict(_replaced(earlier, alert, subscription, verdict)))
    if earlier and (why := state_unmet(alert, subscription, case.told)) is not None:
        # What waits was true once; those who know nothing of it need not hear that it was.
        overtaken = Verdict("skipped", "filter", f"overtaken by {alert.alert_id}: {why}")
        return Looked(verdict, {row.alert_id: overtaken for row in earlier})
    return Looked(verdict, {})


def replaced_by(alert_id: str, row: Delivery) -> Verdict:
    """Return how *row* stands when a newer alert goes out in its place."""
    return Verdict("skipped", row.stopped_by, f"replaced by {alert_id} before it went out")


def _is_overtaken(row: Delivery, alert: Alert) -> bool:
    return row.kind != "CANCEL" and row.incident_revision <= alert.incident_revision


def _replaced(
    earlier: Collection[Delivery], alert: Alert, subscription: Subscription, verdict: Verdict
) -> Iterator[tuple[str, Verdict]]:
    is_newest_enough = catch_up_of(subscription) == "newest"
    for row in earlier:
        # What may ring now does not wait for the morning with a newer one that may not.
        goes_no_later = verdict.state == "queued" or verdict.stopped_by == row.stopped_by
        if row.stopped_by in REPLACED_BY_ANY or (is_newest_enough and goes_no_later):
            yield row.alert_id, replaced_by(alert.alert_id, row)


def _cancelled(alert: Alert, subscription: Subscription, account: Account, now: datetime) -> Looked:
    taken = [one.alert_id for one in alert.references]
    known = [row for one in taken if (row := account.row(one)) is not None]
    others = {
        row.alert_id: _taken_back(row, alert)
        for row in known
        if row.state in WAITS and row.delivery_seq is None
    }
    if not any(account.was_told(one) for one in taken):
        return Looked(None, others)
    return Looked(cancel_verdict(alert, subscription, now), others)


def cancel_verdict(alert: Alert, subscription: Subscription, now: datetime) -> Verdict:
    """Judge a CANCEL for somebody who was told what it takes back."""
    if not subscription.enabled:
        return Verdict("skipped", detail="the subscription is switched off")
    if alert.expires <= now:
        return Verdict("skipped", detail="expired")
    return Verdict("queued", detail="takes back what they were told")


def _taken_back(row: Delivery, alert: Alert) -> Verdict:
    detail = f"taken back by {alert.alert_id} before it went out"
    until = row.next_attempt if row.stopped_by in TOGETHER else None
    return Verdict("skipped", row.stopped_by, detail, until)
