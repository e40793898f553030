"""
What may a subscription be sent now?

One message at a time: asked whenever nothing is on its way, with all that was never tried. Each
alert is judged again as of now. The cap lets one message more pass in an hour when that is
critical, with all that waits: it may not become a flood, nor keep an alarm for an hour. Not here:
attempts, and what is tried again (``streams/delivery``).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from datetime import datetime
from itertools import chain

from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Silence, Subscription

from .account import Account
from .batches import Moment, Verdicts, dropped, together
from .caps import capped_until
from .checks import is_critical
from .looking import cancel_verdict
from .parcels import key_of, parcel_of
from .rows import ruled
from .verdicts import TOGETHER, Turn, Verdict


def turn(
    subscription: Subscription,
    account: Account,
    alerts: Mapping[str, Alert],
    *,
    silences: Collection[Silence] = (),
    now: datetime,
    busy: Container[str] = (),
) -> Turn:
    """
    Return the next message, and the rows that are to stand otherwise than they do.

    All the rows are to be written before the first attempt: they say what the message holds.

    Args:
        subscription: As it is asked for now.
        account: With all rows of the subscription.
        alerts: By id, at least those of ``account.waiting()``.
        silences: All that there are.
        now: Aware.
        busy: Incidents with a message that is on its way or will be tried again.
    """
    moment = Moment(subscription, account, alerts, silences, now, busy)
    verdicts: Verdicts = {}
    for row in _candidates(moment):
        if row.state == "held" and row.next_attempt is not None and row.next_attempt > now:
            continue
        verdict = _judged(moment, row)
        if verdict.state == "queued":
            return _sent(moment, row, verdicts)
        stands = row.state, row.stopped_by, row.next_attempt
        if (verdict.state, verdict.stopped_by, verdict.until) != stands:
            verdicts[row.alert_id] = verdict
    return Turn(verdicts)


def wakes_at(account: Account, *, busy: Container[str] = ()) -> datetime | None:
    """Return when the first hold ends; ``None`` when nothing is held."""
    ends = (
        row.next_attempt
        for row in account.waiting()
        if row.state == "held" and row.next_attempt is not None and row.incident_id not in busy
    )
    return min(ends, default=None)


def _candidates(moment: Moment) -> Iterator[Delivery]:
    """Yield what waits in order; first the incidents of which something is taken back."""
    account, busy = moment.account, moment.busy
    urgent = {one for one in account.taken_back() if one not in busy}
    first = [account.waiting_of(one) for one in sorted(urgent)]
    rest = (
        row
        for row in account.waiting()
        if row.incident_id not in urgent and row.incident_id not in busy
    )
    return chain(*first, rest)


def _judged(moment: Moment, row: Delivery) -> Verdict:
    """Ask all checks of *row*, the cap included."""
    subscription, alert = moment.subscription, moment.alerts[row.alert_id]
    if row.kind == "CANCEL":
        return cancel_verdict(alert, subscription, moment.now)
    verdict = moment.judged(row)
    if verdict.state != "queued":
        return verdict
    is_urgent = is_critical(alert, subscription, moment.account.told_of(row.incident_id))
    until = capped_until(subscription, moment.account, moment.now, critical=is_urgent)
    if until is None:
        return verdict
    detail = f"{subscription.cap_per_hour} messages within the hour"
    return Verdict("held", "cap", detail, until)


def _sent(moment: Moment, row: Delivery, verdicts: Verdicts) -> Turn:
    """Send *row*, with those that were held like it."""
    rows = together(moment, row, verdicts)
    key = key_of([moment.alerts[one.alert_id] for one in rows], moment.subscription)
    for one in rows:
        if (one.state, one.idempotency_key) != ("queued", key):
            verdicts[one.alert_id] = Verdict("queued", one.stopped_by, one.detail, key=key)
    is_batch = any(one.stopped_by in TOGETHER for one in rows)
    gone = dropped(moment, key, verdicts) if is_batch else []
    for one in gone:
        known = verdicts.get(one.alert_id) or Verdict("skipped", one.stopped_by, one.detail)
        verdicts[one.alert_id] = known._replace(until=None, key=key)
    ruling = [
        ruled(one, verdicts[one.alert_id], now=moment.now) if one.alert_id in verdicts else one
        for one in (*rows, *gone)
    ]
    return Turn(verdicts, parcel_of(ruling, moment.alerts))
