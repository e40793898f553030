"""One incident and its alerts, as plain as can be: a fight at Tinzaouaten, in six languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from schemas.alert import Alert, Match, Reference
from schemas.event import Place
from schemas.incident import Change, Evidence, Incident, Independence, Severity, TollSummary
from schemas.record import DispatchRef
from streams.api.formats.entry import Entry

SENT = datetime(2026, 3, 1, 11, 30, 5, 900_000, tzinfo=UTC)
HOUR = timedelta(hours=1)

TINZAOUATEN = Place(
    name="Tinzawatène", canonical="Tinzaouaten", role="main", country="ML", iso3166_2="ML-8",
    adm1="Kidal", lat=19.9597, lon=2.9677, precision=1, method="gazetteer",
)  # fmt: skip
KIDAL = replace(TINZAOUATEN, name="Kidal", canonical=None, lat=None, lon=None, precision=4)

INCIDENT = Incident(
    incident_id="0123456789abcdef01234567", revision=2, country="ML", family="fight",
    status="ongoing", places=(TINZAOUATEN,), severity=Severity(level="severe"),
    certainty="likely", toll_summary=TollSummary(min=17, max=17), revised_at=SENT,
    change_set=(Change(path="toll_summary.min", old=3, new=17, reason="more are reported killed"),),
    evidence=(
        Evidence(
            reading_id="r", dispatch=DispatchRef(key="k", revision=1), mention_idx=0,
            provider="examplewire", publisher_family="example", published_at=SENT - HOUR,
            received_at=SENT - HOUR,
        ),
    ),
    independence=Independence(reports=2, families=1, origins=1),
    first_seen=SENT - HOUR, last_evidence=SENT, sentence="Fighting broke out <at> dawn & went on.",
)  # fmt: skip

ALERT = Alert(
    alert_id="aaaaaaaaaaaaaaaaaaaaaaaa", kind="ONSET", msg_type="Alert", severity="Severe",
    urgency="Immediate", certainty="Likely", incident_id=INCIDENT.incident_id,
    incident_revision=2, watch_id="kidal", match=Match(entry="iso3166_2 ML-8", rule="inside"),
    sent=SENT, effective=SENT, onset=SENT - 6 * HOUR, expires=SENT + 336 * HOUR,
    headline="Fighting at Tinzaouaten, Kidal (Mali); 17 killed",
    headlines={"fr": "Combats à Tinzaouaten", "ar": "اشتباكات في تينزاواتين"},
    sentence=INCIDENT.sentence, event="fight", provider="examplewire", place=TINZAOUATEN,
    toll_summary=INCIDENT.toll_summary, reports=2, families=1, reasons=("first news of it",),
)  # fmt: skip


def later(alert: Alert, number: int, **more: Any) -> Alert:
    """Return the *number*-th message after *alert*, which replaces it."""
    told = Reference(alert_id=alert.alert_id, sent=alert.sent, expires=alert.expires)
    return replace(
        alert,
        alert_id=f"{number:024x}",
        kind="UPDATE",
        msg_type="Update",
        sent=alert.sent + number * HOUR,
        references=(*alert.references, told),
        **more,
    )


ENTRY = Entry(INCIDENT, (ALERT,), ("fedcba987654321001234567",))
