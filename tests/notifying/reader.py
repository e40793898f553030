"""
One subscription, its ledger in memory, and a channel that always arrives.

Does what ``streams/delivery`` does, in the same order, without a broker and with a clock that
stands where it is put.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from agents.notifying.account import Account
from agents.notifying.looking import look
from agents.notifying.parcels import message_of
from agents.notifying.rows import row_of, ruled
from agents.notifying.turns import turn, wakes_at
from agents.notifying.verdicts import Verdict
from schemas.alert import Alert, Match, Reference
from schemas.delivery import Delivery
from schemas.event import Place
from schemas.message import Message
from schemas.subscription import Silence, Subscription

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
KIDAL = Place(
    name="Kidal", role="main", place_id=2455290, country="ML", iso3166_2="ML-8", adm1="Kidal",
    lat=18.44, lon=1.41, precision=1, method="gazetteer",
)  # fmt: skip
MSG_TYPES = {"ONSET": "Alert", "CANCEL": "Cancel"}


def after(minutes: float) -> datetime:
    """Return the time so many minutes past noon."""
    return NOON + timedelta(minutes=minutes)


def alert(
    revision: int = 1, *, at: datetime = NOON, refs: Iterable[Alert] = (), **more: Any
) -> Alert:
    """Return a message about the fighting at Kidal that replaces *refs*."""
    kind = more.pop("kind", "ONSET" if revision == 1 else "UPDATE")
    incident, watch = more.pop("incident_id", "i1"), more.pop("watch_id", "mali")
    known: dict[str, Any] = {
        "alert_id": f"{incident}-{watch}-{kind}-{revision}",
        "msg_type": MSG_TYPES.get(kind, "Update"),
        "severity": "Moderate", "certainty": "Likely", "effective": at,
        "expires": at + timedelta(days=14),
        "match": Match(entry="country ML", rule="inside", place="Kidal"),
        "headline": "Fighting at Kidal, Kidal (Mali)",
        "place": KIDAL, "language": "fr", "event": "fight", "provider": "afp", "families": 1,
        "reports": 1, "references": tuple(Reference(alert_id=one.alert_id, sent=one.sent) for one in refs),
    }  # fmt: skip
    return Alert(
        kind=kind, incident_id=incident, incident_revision=revision, watch_id=watch, sent=at,
        **(known | more),
    )  # fmt: skip


def cancel(revision: int, of: Iterable[Alert], **more: Any) -> Alert:
    """Return what takes *of* back."""
    return alert(revision, kind="CANCEL", refs=of, **more)


class Got(NamedTuple):
    """A message, and when it came."""

    at: datetime
    message: Message

    @property
    def ids(self) -> list[str]:
        """The alerts that it carries."""
        return [one.alert_id for one in self.message.alerts]


class Reader:
    """
    A subscriber whom everything reaches.

    Attributes:
        got: What came, in order.
        account: How the subscription stands.
        silences: Those that there are; a test may change them at any time.
        is_reached: Whether anything can be tried now.
        busy: Incidents of which a message waits to be tried again.
    """

    def __init__(self, channel: str = "email", **wanted: Any) -> None:
        self.wanted = Subscription(
            **({"id": "anna", "channel": channel, "target": "anna@example.org"} | wanted)
        )
        self.got: list[Got] = []
        self.account = Account()
        self.silences: list[Silence] = []
        self.is_reached = True
        self.busy: set[str] = set()
        self._count = 0
        self._alerts: dict[str, Alert] = {}
        self._now = NOON

    def hear(self, *alerts: Alert) -> Reader:
        """Let *alerts* come when they were sent, and time pass till then."""
        for one in alerts:
            if not self._alerts:
                self._now = one.sent
            self.wait(one.sent)
            self.look(one)
        return self

    def look(self, one: Alert) -> Verdict | None:
        """Let *one* come now."""
        self._alerts[one.alert_id] = one
        looked = look(
            one, self.wanted, self.account, silences=self.silences, now=self._now
        )  # fmt: skip
        if looked.verdict is not None:
            source = (0, len(self._alerts))
            self.account.put(
                row_of(one, self.wanted, looked.verdict, source=source, now=self._now)
            )  # fmt: skip
        self._write(looked.others)
        self._send()
        return looked.verdict

    def wait(self, until: datetime) -> Reader:
        """Let time pass, and what is due happen when it is."""
        while (due := self._due()) is not None and due <= until:
            self._now = max(due, self._now)
            before = self._waits()
            self._send()
            if self._waits() == before:
                assert not self.is_reached, "a hold ended and nothing came of it"
                break
        self._now = max(until, self._now)
        self._send()
        return self

    def start_anew(self) -> None:
        """Forget all but the rows, and take them up in another order."""
        rows = [row for one in self._alerts if (row := self.account.row(one)) is not None]
        self.account = Account(reversed(rows))

    def row(self, one: Alert) -> Delivery:
        """Return how *one* stands."""
        row = self.account.row(one.alert_id)
        assert row is not None
        return row

    def _due(self) -> datetime | None:
        return wakes_at(self.account)

    def _waits(self) -> object:
        return [(row.alert_id, row.state, row.next_attempt) for row in self.account.waiting()]

    def _send(self) -> None:
        while self.is_reached:
            taken = turn(
                self.wanted, self.account, self._alerts,
                silences=self.silences, now=self._now, busy=self.busy,
            )  # fmt: skip
            self._write(taken.verdicts)
            if taken.parcel is None:
                return
            self._count += 1
            self._attempt(
                message_of(taken.parcel, subscription_id=self.wanted.id, delivery_seq=self._count)
            )

    def _attempt(self, message: Message) -> None:
        """Try *message* for the first time: it arrives."""
        self._note(message, "delivered")
        self.got.append(Got(self._now, message))

    def _note(self, message: Message, state: Any) -> None:
        for one in message.alerts:
            row = self.row(one)
            assert (row.state, row.delivery_seq) == ("queued", None), "sent twice"
            assert row.idempotency_key == message.id
            told = replace(row, state=state, delivery_seq=message.delivery_seq, attempts=1,
                           began_at=self._now, updated_at=self._now)  # fmt: skip
            self.account.put(told)

    def _write(self, verdicts: Any) -> None:
        for alert_id, verdict in verdicts.items():
            row = self.account.row(alert_id)
            assert row is not None
            assert row.delivery_seq is None, "what was tried is judged no more"
            self.account.put(ruled(row, verdict, now=self._now))
