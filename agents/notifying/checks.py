"""
May this alert go out to this subscriber now, and if not, which check stops it?

The order is fixed (``schemas.delivery.Check``): status, filter, silence, then either group and
cooldown or the digest, then quiet hours; the first that stops or holds an alert is named. All
are asked again whenever it could go out, so what counts is the time of sending. The cap counts
messages, not alerts: it is asked where they are made (``turns.py``). Not here: CANCELs, which
pass them all (``looking.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Silence, Subscription

from .account import Account
from .filters import inherited, unmet
from .hours import next_at, quiet_until
from .silences import silenced
from .verdicts import Verdict, in_utc
from .wishes import cooldown_of, group_wait_of, severity_rank

LONGEST_HOLD: Final = timedelta(days=1)
PASSES: Final = Verdict("queued")


class Case(NamedTuple):
    """
    One alert before the checks.

    Attributes:
        alert, subscription: What for whom.
        account: How the subscription stands.
        silences: All that there are.
        now: When it would go out.
        row: As it stands; ``None`` for an alert that is new.
    """

    alert: Alert
    subscription: Subscription
    account: Account
    silences: Collection[Silence]
    now: datetime
    row: Delivery | None = None

    @property
    def seen_at(self) -> datetime:
        """When delivery first looked at the alert."""
        return self.now if self.row is None else self.row.seen_at

    @property
    def asleep_since(self) -> datetime:
        """Since when quiet hours hold it."""
        row = self.row
        is_held = row is not None and (row.state, row.stopped_by) == ("held", "quiet_hours")
        return row.updated_at if row is not None and is_held else self.now

    @property
    def told(self) -> Delivery | None:
        """What they were last told of the incident."""
        return self.account.told_of(self.alert.incident_id)


Asked = Callable[[Case], Verdict | None]


def checked(case: Case) -> Verdict:
    """Ask all checks but the cap, in order; ``queued`` when none stops it."""
    if not case.subscription.enabled:
        return Verdict("skipped", detail="the subscription is switched off")
    if case.alert.expires <= case.now:
        return Verdict("skipped", detail=f"expired at {in_utc(case.alert.expires)}")
    waits: tuple[Asked, ...] = (_digest,) if case.subscription.digest else (_group, _cooldown)
    for check in (_status, _filter, _silence, *waits, _quiet_hours):
        verdict = check(case)
        if verdict is not None:
            return verdict
    return PASSES


def is_critical(alert: Alert, subscription: Subscription, told: Delivery | None) -> bool:
    """Tell whether it may wake them; a correction is as urgent as what it corrects."""
    severity, _ = inherited(alert, told)
    return severity >= severity_rank(subscription.critical_from)


def is_worse(alert: Alert, told: Delivery) -> bool:
    """Tell whether it says something worse than what they were *told*."""
    is_news = alert.incident_revision > told.incident_revision
    has_risen = severity_rank(alert.severity) > severity_rank(told.severity)
    return is_news and (alert.kind == "ESCALATION" or has_risen)


def _status(case: Case) -> Verdict | None:
    alert = case.alert
    if case.subscription.exercises or not (alert.replay or alert.status != "Actual"):
        return None
    what = "made by a replay" if alert.replay else f"its status is {alert.status}"
    return Verdict("skipped", "status", f"no live alert: {what}")


def _filter(case: Case) -> Verdict | None:
    why = unmet(case.alert, case.subscription, case.told)
    return None if why is None else Verdict("skipped", "filter", why)


def _silence(case: Case) -> Verdict | None:
    why = silenced(case.alert, case.subscription, case.silences, case.now)
    return None if why is None else Verdict("skipped", "silence", why)


def _group(case: Case) -> Verdict | None:
    """Let the first message of an incident wait for a second one to replace it."""
    if case.told is not None or is_critical(case.alert, case.subscription, None):
        return None
    since = case.account.group_since(case.alert.incident_id) or case.seen_at
    until = min(since, case.seen_at) + group_wait_of(case.subscription)
    if until <= case.now:
        return None
    return Verdict("held", "group", "waits for what else is reported of it", until)


def _cooldown(case: Case) -> Verdict | None:
    """Keep messages of one incident apart, and tell one thing once however many watch it."""
    told, pause = case.told, cooldown_of(case.subscription)
    if told is None or not pause:
        return None
    if told.incident_revision >= case.alert.incident_revision:
        return Verdict("skipped", "cooldown", f"told already, for the watch {told.watch_id}")
    until = (told.began_at or told.updated_at) + pause
    if until <= case.now or is_worse(case.alert, told):
        return None
    return Verdict("held", "cooldown", f"they were told of it at {in_utc(until - pause)}", until)


def _digest(case: Case) -> Verdict | None:
    clock = case.subscription.digest or ""
    until = next_at(clock, case.subscription.zone, case.seen_at)
    if until <= case.now:
        return None
    return Verdict("held", "digest", "comes with the others of the day", until)


def _quiet_hours(case: Case) -> Verdict | None:
    wanted = case.subscription
    until = quiet_until(wanted.quiet_hours, wanted.zone, case.now)
    if until is None:
        return None
    if wanted.quiet_mode != "nothing" and is_critical(case.alert, wanted, case.told):
        return None
    if wanted.quiet_mode != "hold":
        return Verdict("skipped", "quiet_hours", f"quiet hours until {in_utc(until)}")
    if until - case.asleep_since > LONGEST_HOLD:
        return Verdict("skipped", "quiet_hours", "was held for a day")
    return Verdict("held", "quiet_hours", "waits for the end of the quiet hours", until)
