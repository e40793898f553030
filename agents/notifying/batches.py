"""
What goes out together?

What quiet hours, the digest or the cap held comes as one message when it may go out, and says
how many of its fellows were taken back or expired meanwhile. Not here: whether anything may go
out at all (``turns.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Silence, Subscription

from .account import Account
from .caps import capped_until
from .checks import Case, checked
from .looking import replaced_by
from .verdicts import TOGETHER, Verdict
from .wishes import catch_up_of

MOST_TOGETHER: Final = 50
"""Alerts in one message: some 250 kB as JSON. The others come with the next one."""
REMEMBERED: Final = timedelta(days=1)
"""What was dropped longer ago belongs to another night."""

Verdicts = dict[str, Verdict]


class Moment(NamedTuple):
    """What waits for one subscription at one time; fields as in ``turns.turn``."""

    subscription: Subscription
    account: Account
    alerts: Mapping[str, Alert]
    silences: Collection[Silence]
    now: datetime
    busy: Container[str]

    def judged(self, row: Delivery) -> Verdict:
        """Ask all checks but the cap; what waited too long is marked to be counted as dropped."""
        alert = self.alerts[row.alert_id]
        verdict = checked(
            Case(alert, self.subscription, self.account, self.silences, self.now, row)
        )
        is_late = verdict.state == "skipped" and verdict.stopped_by in (None, "quiet_hours")
        if is_late and row.state == "held" and row.stopped_by in TOGETHER:
            return verdict._replace(stopped_by=row.stopped_by, until=self.now)
        return verdict


def together(moment: Moment, row: Delivery, verdicts: Verdicts) -> list[Delivery]:
    """Return *row* with what goes out beside it; those that are dropped go to *verdicts*."""
    if row.kind == "CANCEL":
        return [row]
    is_over = capped_until(moment.subscription, moment.account, moment.now, critical=False)
    is_batch = row.stopped_by in TOGETHER or is_over is not None
    found: list[Delivery] = []
    is_past = False
    for one in moment.account.waiting():
        if one.alert_id == row.alert_id:
            is_past = True
            found.append(one)
            continue
        is_earlier = one.incident_id == row.incident_id and not is_past
        is_held = one.stopped_by in TOGETHER and (is_batch or is_earlier)
        is_held |= is_batch and one.state == "queued"  # it waited for its incident, not for a check
        if not is_held or one.kind == "CANCEL" or one.incident_id in moment.busy:
            continue
        verdict = moment.judged(one)
        if verdict.state == "queued" or (is_earlier and verdict.state == "held"):
            found.append(one)
        elif verdict.state == "skipped":
            verdicts[one.alert_id] = verdict
    return _few(row, _newest(moment, found, verdicts))


def dropped(moment: Moment, key: str, verdicts: Verdicts) -> list[Delivery]:
    """Return what was dropped while it was held, for the message with that *key* to count."""
    since = moment.now - REMEMBERED
    found = {
        row.alert_id: row
        for row in moment.account.dropped()
        if row.idempotency_key == key or (row.next_attempt and row.next_attempt > since)
    }
    for row in moment.account.waiting():
        verdict = verdicts.get(row.alert_id)
        if verdict is not None and verdict.state == "skipped" and verdict.until is not None:
            found[row.alert_id] = row
    return list(found.values())


def _newest(moment: Moment, found: list[Delivery], verdicts: Verdicts) -> list[Delivery]:
    """Leave out what a newer one replaces, for those who want the newest alone."""
    if catch_up_of(moment.subscription) == "all":
        return found
    last = {row.incident_id: row.alert_id for row in found}
    for row in found:
        if last[row.incident_id] != row.alert_id:
            verdicts[row.alert_id] = replaced_by(last[row.incident_id], row)
    return [row for row in found if last[row.incident_id] == row.alert_id]


def _few(row: Delivery, found: list[Delivery]) -> list[Delivery]:
    """Keep *row*'s incident, and of the others the first."""
    room = MOST_TOGETHER - sum(one.incident_id == row.incident_id for one in found)
    kept = []
    for one in found:
        if one.incident_id != row.incident_id:
            if room <= 0:
                continue
            room -= 1
        kept.append(one)
    return kept
