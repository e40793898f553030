"""
Which deliveries can a receiver in any language be tried with?

Writes ``docs/subscribing/deliveries``: for each case the headers, the body, the secrets that the
receiver has, its clock, and what it should make of that. From invented alerts, with invented
secrets and by fixed clocks: the same bytes every time.

Usage: python -m tests.delivery.recorded
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from schemas.alert import Alert, Match, Reference
from schemas.codec import encode, pretty
from schemas.delivery import idempotency_key
from schemas.event import Place
from schemas.message import Message, Missed
from schemas.notice import Notice, notice_key
from schemas.record import identity
from streams.delivery.channels.webhook import framed
from streams.delivery.signing import signed
from streams.delivery.verifying import TOLERANCE

FOLDER = Path(__file__).parents[2] / "docs" / "subscribing" / "deliveries"

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DESK = "night-desk"

# Of invented bytes: good for nothing else.
FIRST = "whsec_cmVjb3JkZWQtZGVsaXZlcmllcy1maXJzdC1vbmU="
SECOND = "whsec_cmVjb3JkZWQtZGVsaXZlcmllcy1zZWNvbmQtb25l"
OTHER = "whsec_c29tZWJvZHktZWxzZXMtc2VjcmV0LW5vdC1vdXJz"

VALID = {"verdict": "valid", "answer": 204, "repeat": False, "waiting_for": []}
REFUSED = {"verdict": "refused", "answer": 400}


class Recorded(NamedTuple):
    """One request, and what a receiver should make of it."""

    received_at: int
    headers: dict[str, str]
    body: str
    expect: dict[str, Any]


class Case(NamedTuple):
    """A file: what it shows, the receiver's secrets, and its requests in order."""

    name: str
    says: str
    deliveries: list[Recorded]
    secrets: tuple[str, ...] = (FIRST,)


def alert(number: int, *, revision: int = 1, **changes: Any) -> Alert:
    """Return the alert about the invented incident *number*."""
    incident = identity("recorded", number)
    sent = NOON + timedelta(minutes=number, seconds=revision)
    return Alert(
        **{
            "alert_id": identity(incident, revision), "kind": "ONSET", "msg_type": "Alert",
            "severity": "Severe", "urgency": "Immediate", "certainty": "Likely",
            "incident_id": incident, "incident_revision": revision, "watch_id": "kidal",
            "match": Match(entry="iso3166_2 ML-8", rule="inside", place="Tinzaouaten"),
            "sent": sent, "effective": sent, "expires": sent + timedelta(hours=6),
            "headline": f"Fighting near Tinzaouaten, Kidal ({number})",
            "sentence": "Des combats ont éclaté près de Tinzaouaten — « intenses ».",
            "language": "fr", "reports": 1, "families": 1,
            "place": Place(
                name="Tinzaouaten", role="main", place_id=2448854, country="ML", iso3166_2="ML-8",
                lat=19.95, lon=2.97, radius_km=5, precision=1,
            ),
        }
        | changes
    )  # fmt: skip


def message(number: int, *alerts: Alert, **changes: Any) -> Message:
    """Return the message that takes *alerts* to the desk as its number *number*."""
    first = alerts[0]
    key = idempotency_key(
        first.incident_id, first.incident_revision, DESK, "webhook",
        *(alert.alert_id for alert in alerts),
    )  # fmt: skip
    numbered = tuple(_numbered(alert, number) for alert in alerts)
    values = {"id": key, "subscription_id": DESK, "delivery_seq": number, "alerts": numbered}
    return Message(**(values | changes))


def _numbered(alert: Alert, number: int) -> Alert:
    return replace(alert, delivery_seq=number)


def attempt(
    of: Message,
    *secrets: str,
    minute: float = 10,
    late: float = 1,
    headers: dict[str, str] | None = None,
    without: str = "",
    body: tuple[str, str] = ("", ""),
    **expect: Any,
) -> Recorded:
    """
    Record one attempt.

    Args:
        of: What it carries.
        secrets: What signs it.
        minute: After noon, when it is sent.
        late: Seconds later, by the receiver's clock, it arrives.
        headers: What was changed of them under way.
        without: Which was lost.
        body: What of it was changed under way, and into what.
        expect: What differs from a valid first delivery, or ``why`` it is refused.
    """
    at = NOON + timedelta(minutes=minute)
    sent = encode(framed(of, now=at))
    expected = (REFUSED if "why" in expect else VALID) | expect
    shown = {
        "content-type": "application/json",
        **signed(of.id, sent, secrets or (FIRST,), at=at),
        **(headers or {}),
    }
    return Recorded(
        received_at=int((at + timedelta(seconds=late)).timestamp()),
        headers={name: value for name, value in shown.items() if name != without},
        body=sent.decode().replace(*body) if body[0] else sent.decode(),
        expect=expected,
    )


def cases() -> Iterator[Case]:
    """Give every case."""
    one = message(1, alert(1))
    yield Case("valid", "One alert, signed with the receiver's secret.", [attempt(one)])
    yield Case("wrong_secret", "Signed by somebody else.", [
        attempt(one, OTHER, why="signature"),
    ])  # fmt: skip
    yield Case("changed_body", "A word of the body was changed under way.", [
        attempt(one, body=("Severe", "Minor"), why="signature"),
    ])  # fmt: skip
    yield Case("changed_id", "The id is signed too: a message cannot be passed off as another.", [
        attempt(one, headers={"webhook-id": "msg_another"}, why="signature"),
    ])  # fmt: skip
    yield Case("changed_timestamp", "So is the time: an old message cannot be made young.", [
        attempt(one, headers={"webhook-timestamp": str(int(NOON.timestamp()) + 660)}, why="signature"),
    ])  # fmt: skip
    yield Case("missing_signature", "No signature, no message.", [
        attempt(one, without="webhook-signature", why="header"),
    ])  # fmt: skip
    yield Case("old_timestamp", "A good signature of six minutes ago: somebody shows it again.", [
        attempt(one, late=TOLERANCE + 60, why="time"),
    ])  # fmt: skip
    yield Case("future_timestamp", "A good signature of six minutes from now.", [
        attempt(one, late=-TOLERANCE - 60, why="time"),
    ])  # fmt: skip
    yield Case("two_secrets", "While a secret is replaced there are two signatures; one that fits is enough.", [
        attempt(one, SECOND, FIRST),
        attempt(message(2, alert(2)), SECOND, FIRST),
    ])  # fmt: skip
    yield Case("rotated", "The receiver has both secrets; the sender has dropped the old one.", [
        attempt(one, SECOND),
    ], secrets=(SECOND, FIRST))  # fmt: skip
    yield Case("unknown_version", "Signatures of a version that the receiver does not know are passed over.", [
        attempt(one, headers={"webhook-signature": " ".join((
            "v1a,c29tZSBlZDI1NTE5IHNpZ25hdHVyZQ==",
            attempt(one).headers["webhook-signature"],
        ))}),
    ])  # fmt: skip
    yield Case("repeat", "The answer to the first was lost, so it is sent again: the same id and number, a new time.", [
        attempt(one),
        attempt(one, minute=10.1, repeat=True),
    ])  # fmt: skip
    yield from _in_order()
    yield from _kinds()


def _in_order() -> Iterator[Case]:
    """Give what has to do with numbers."""
    given_up = (Missed(
        delivery_seq=4, alert_ids=(alert(4).alert_id,), reason="expired before an attempt succeeded",
    ),)  # fmt: skip
    yield Case("gap", "Numbers 4 and 5 do not come; 6 says that 4 never will; 5 comes late, after its retry.", [
        attempt(message(3, alert(3))),
        attempt(message(6, alert(6), missed=given_up), waiting_for=[5]),
        attempt(message(5, alert(5)), minute=15),
    ])  # fmt: skip
    lost = message(1, alert(1))
    again = (Missed(
        delivery_seq=1, alert_ids=(alert(1).alert_id,), reason="no attempt succeeded",
    ),)  # fmt: skip
    yield Case("redriven", "All answers to number 1 were lost; somebody sends it again: the same id, a new number.", [
        attempt(lost),
        attempt(message(2, alert(1), missed=again), minute=40, repeat=True),
        attempt(message(3, alert(3)), minute=41),
    ])  # fmt: skip


def _kinds() -> Iterator[Case]:
    """Give one of each kind of message."""
    onset = alert(1)
    kept = Reference(alert_id=onset.alert_id, sent=onset.sent, expires=onset.expires)
    worse = alert(
        1, revision=2, kind="ESCALATION", msg_type="Update", severity="Extreme", references=(kept,)
    )
    cancel = alert(
        1, revision=3, kind="CANCEL", msg_type="Cancel", headline="Withdrawn: fighting near Tinzaouaten",
        references=(kept, Reference(alert_id=worse.alert_id, sent=worse.sent, expires=worse.expires)),
    )  # fmt: skip
    yield Case("cancel", "An alert, a worse one that replaces it, and the end of both: references say what goes.", [
        attempt(message(1, onset)),
        attempt(message(2, worse), minute=20),
        attempt(message(3, cancel), minute=30),
    ])  # fmt: skip
    yield Case("batch", "What came in quiet hours, at once; two more were taken back before.", [
        attempt(message(7, alert(7), alert(8), alert(9), because="quiet_hours", dropped=2)),
    ])  # fmt: skip
    drill = alert(10, status="Test", headline="TEST: nothing happened")
    yield Case("test", "What `tocsin alerts test` sends: nothing happened.", [
        attempt(message(8, drill, is_test=True)),
    ])  # fmt: skip
    notice = Notice(
        subscription_id="day-desk", title="Day desk", channel="email", since=NOON, attempts=9,
        detail="the server refuses us", disabled=True, waiting=4,
    )  # fmt: skip
    told = Message(
        id=notice_key(notice, DESK), subscription_id=DESK, delivery_seq=9, alerts=(), notice=notice
    )
    yield Case("notice", "Another subscription is not reached, and this one is told so.", [
        attempt(told),
    ])  # fmt: skip
    many = alert(11, headline='اشتباكات قرب تينزاواتين — бої 🔥 “\\"<&>\u2028 near \ttab')
    yield Case("languages", "The signature is over bytes: verify before parsing, and write nothing anew.", [
        attempt(message(10, many)),
    ])  # fmt: skip


def files() -> dict[str, bytes]:
    """Return the files by their names."""
    return {
        f"{case.name}.json": pretty({
            "case": case.name,
            "says": case.says,
            "secrets": case.secrets,
            "tolerance_seconds": int(TOLERANCE),
            "deliveries": [recorded._asdict() for recorded in case.deliveries],
        })
        for case in cases()
    }  # fmt: skip


def main() -> None:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
        print(FOLDER / name)


if __name__ == "__main__":
    main()
