"""
What would a subscription have got?

The same checks as in life over alerts of the past, with a receiver that takes everything at
once. Nothing is sent and nothing is written. Not here: the checks (``agents/notifying``), and
how it is shown (``streams/cli/subscriptions_preview_view.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from agents.notifying.account import Account
from agents.notifying.looking import look
from agents.notifying.rows import row_of, ruled
from agents.notifying.turns import turn, wakes_at
from agents.notifying.verdicts import Parcel, Verdict
from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Silence, Subscription


class Written(NamedTuple):
    """An alert, and when it was written to its topic."""

    alert: Alert
    at: datetime


class Given(NamedTuple):
    """A message, and when it would have gone out."""

    parcel: Parcel
    at: datetime


class Rehearsal:
    """
    One subscription's past.

    Attributes:
        given: Messages that it would have got, in order.
        rows: By alert id, how each delivery would stand now.
    """

    def __init__(self, subscription: Subscription, silences: Iterable[Silence]) -> None:
        self.given: list[Given] = []
        self.rows: dict[str, Delivery] = {}
        self._subscription = subscription
        self._silences = tuple(silences)
        self._account = Account()
        self._alerts: dict[str, Alert] = {}
        self._count = 0

    def see(self, written: Written) -> None:
        """Let an alert come; they come in the order in which they were written."""
        alert, now = written
        self.pass_time(now)
        self._count += 1
        if alert.alert_id in self.rows:
            return  # written again after a crash: known
        found = look(alert, self._subscription, self._account, silences=self._silences, now=now)
        self._rule(found.others, now)
        if found.verdict is None:
            return
        self._alerts[alert.alert_id] = alert
        self._put(
            row_of(alert, self._subscription, found.verdict, source=(0, self._count), now=now)
        )
        self._send(now)

    def pass_time(self, until: datetime) -> None:
        """Let what was held until some time before *until* wake."""
        done: datetime | None = None
        while (at := wakes_at(self._account)) is not None and at <= until and at != done:
            self._send(at)
            done = at

    def _send(self, now: datetime) -> None:
        """Send what may go out at *now*; all of it arrives."""
        while True:
            found = turn(
                self._subscription, self._account, self._alerts, silences=self._silences, now=now
            )
            self._rule(found.verdicts, now)
            if found.parcel is None:
                return
            self.given.append(Given(found.parcel, now))
            for alert in found.parcel.alerts:
                self._put(
                    replace(
                        self.rows[alert.alert_id],
                        state="delivered",
                        delivery_seq=len(self.given),
                        idempotency_key=found.parcel.key,
                        attempts=1,
                        began_at=now,
                        updated_at=now,
                    )
                )

    def _rule(self, verdicts: Mapping[str, Verdict], now: datetime) -> None:
        for alert_id, verdict in verdicts.items():
            self._put(ruled(self.rows[alert_id], verdict, now=now))

    def _put(self, row: Delivery) -> None:
        self.rows[row.alert_id] = row
        self._account.put(row)


def rehearse(
    subscription: Subscription,
    alerts: Iterable[Written],
    silences: Iterable[Silence],
    *,
    until: datetime,
) -> Rehearsal:
    """
    Return what *subscription* would have got of *alerts*.

    Args:
        subscription: Whose; one that is switched off is taken as if it were on.
        alerts: In the order in which they were written.
        silences: As they stand now.
        until: When it ends; what is held longer is still held.
    """
    found = Rehearsal(replace(subscription, enabled=True), silences)
    for written in alerts:
        found.see(written)
    found.pass_time(until)
    return found
