"""
What is known of one subscription?

Its part of the ledger in memory: the rows, what is counted for it, and the alerts of those rows
that are not over. Whatever is put here has been handed to the ledger before or in the same
breath, so memory is never behind what is written. Not here: what is decided from it
(``choosing.py``, ``agents/notifying``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from agents.notifying.account import Account
from agents.notifying.verdicts import TOGETHER
from schemas.alert import Alert
from schemas.delivery import OVER, Delivery, Standing
from schemas.subscription import Subscription

OURS_ALONE = ("TEST", "NOTICE")
"""Kinds of rows whose alert is on no topic: they pass no check, and are sent as they are."""

SLOW = timedelta(seconds=2)
"""An attempt that lasts longer makes its subscription an ailing one."""


def last_seq_of(standing: Standing) -> int:
    """Return the last number that *standing* knows: of what is redriven no row has it any more."""
    missed = (one.through or one.delivery_seq for one in standing.missed)
    return max(standing.last_seq, *missed, 0)


class Book:
    """
    One subscription.

    Attributes:
        partition: Of ``deliveries``, where all of it lies.
        subscription: As it is wanted now; ``None`` when nobody wants it any more.
        standing: What is counted for it.
        account: What the checks have to know: all rows but those of tests and notices.
        last_seq: The last number that was given away.
        not_before: The receiver asked to be left alone until then.
        asleep_until: Nothing may be sent, and what waits was looked through for what expired.
        well_since: When it was reached again after it had failed.
        is_slow: Whether its last attempt took long.
    """

    def __init__(self, standing: Standing, partition: int) -> None:
        self.partition = partition
        self.subscription: Subscription | None = None
        self.standing = standing
        self.account = Account()
        self.last_seq = last_seq_of(standing)
        self.not_before = datetime.min.replace(tzinfo=UTC)
        self.asleep_until = self.not_before
        self.well_since: datetime | None = None
        self.is_slow = False
        self._rows: dict[str, Delivery] = {}
        self._open: dict[str, Delivery] = {}
        self._alerts: dict[str, Alert] = {}
        # Parts of what is open, each by alert id, so that a long backlog is not gone through.
        self._lacking: dict[str, Delivery] = {}
        self._own: dict[str, Delivery] = {}
        self._cancels: dict[str, Delivery] = {}
        # By message what was attempted and is not over, and what was dropped from it.
        self._begun: dict[str, dict[str, Delivery]] = {}
        self._dropped: dict[str, dict[str, Delivery]] = {}

    @property
    def id(self) -> str:
        """Whose book it is."""
        return self.standing.subscription_id

    @property
    def is_reachable(self) -> bool:
        """Whether anything may be sent at all."""
        wanted = self.subscription
        return wanted is not None and wanted.enabled and self.standing.disabled is None

    @property
    def is_ailing(self) -> bool:
        """Whether attempts may take long, or be in vain."""
        return self.is_slow or self.standing.failing_since is not None

    def put(self, row: Delivery, alert: Alert | None = None) -> None:
        """Take up *row* in place of what was known, and its *alert* when it is a new one."""
        name = row.alert_id
        self._forget_parts(name)
        self._rows[name] = row
        if row.kind not in OURS_ALONE:
            self.account.put(row)
        self.last_seq = max(self.last_seq, row.delivery_seq or 0)
        if row.state in OVER:
            self._open.pop(name, None)
            self._alerts.pop(name, None)
            if row.state == "skipped" and row.stopped_by in TOGETHER:
                self._dropped.setdefault(row.idempotency_key, {})[name] = row
            return
        self._open[name] = row
        if alert is not None:
            self._alerts[name] = alert
        if row.attempts or row.state == "failed":  # redriven: as good as begun
            self._begun.setdefault(row.idempotency_key, {})[name] = row
        elif row.kind in OURS_ALONE:
            self._own[name] = row
        elif row.kind == "CANCEL":
            self._cancels[name] = row
        if name not in self._alerts and row.kind not in OURS_ALONE:
            self._lacking[name] = row

    def _forget_parts(self, name: str) -> None:
        """Take the row as it was from wherever it belonged."""
        before = self._rows.get(name)
        if before is None:
            return
        for part in (self._lacking, self._own, self._cancels):
            part.pop(name, None)
        for messages in (self._begun, self._dropped):
            rows = messages.get(before.idempotency_key, {})
            if rows.pop(name, None) is not None and not rows:
                del messages[before.idempotency_key]

    def row(self, alert_id: str) -> Delivery | None:
        """Return what became of that alert."""
        return self._rows.get(alert_id)

    def forget(self, alert_id: str) -> None:
        """Drop a row that is over."""
        self._forget_parts(alert_id)
        del self._rows[alert_id]
        self.account.forget(alert_id)

    def lacking(self) -> list[Delivery]:
        """Return the rows whose alerts have to be read again."""
        return list(self._lacking.values())

    def own(self) -> list[Delivery]:
        """Return tests and notices that were never attempted."""
        return list(self._own.values())

    def cancels(self) -> list[Alert]:
        """Return what takes something back and was never attempted."""
        return [self._alerts[name] for name in self._cancels]

    def dropped(self, key: str) -> list[Delivery]:
        """Return what was held for the message under *key* and dropped from it."""
        return list(self._dropped.get(key, {}).values())

    def unfinished(self) -> list[Delivery]:
        """Return all that is not over."""
        return list(self._open.values())

    def attempted(self) -> list[list[Delivery]]:
        """Return what was attempted and is not over, the rows of each message together."""
        return [list(rows.values()) for rows in self._begun.values()]

    @property
    def alerts(self) -> Mapping[str, Alert]:
        """The alerts of what is not over, by id."""
        return self._alerts

    def rows(self) -> Collection[Delivery]:
        """Return all that is known of what became of alerts."""
        return self._rows.values()

    @property
    def waits(self) -> int:
        """How many alerts have not reached it."""
        return len(self._open)
