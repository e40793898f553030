"""Anything that may be reported, anybody who may ask for it, and what they get."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from schemas.alert import Alert
from tests.notifying.reader import NOON, Reader, after, alert

SEVERITIES = ("Minor", "Moderate", "Severe", "Extreme")
steps = st.lists(
    st.tuples(
        st.integers(0, 3),  # which incident
        st.sampled_from(["UPDATE", "UPDATE", "UPDATE", "ESCALATION", "CANCEL"]),
        st.sampled_from(SEVERITIES),
        st.sampled_from(["mali", "mali", "kidal"]),
        st.sampled_from([0.0, 0.2, 1.0, 7.0, 40.0, 300.0]),  # minutes since the one before
    ),
    max_size=40,
)
wanted = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["email", "chat", "push", "webhook"]),
        "cap_per_hour": st.sampled_from([None, 1, 2, 5]),
        "quiet_hours": st.sampled_from([None, ("22:00", "06:00"), ("13:00", "14:30")]),
        "quiet_mode": st.sampled_from(["critical", "nothing", "hold"]),
        "zone": st.sampled_from(["UTC", "Europe/Paris", "Asia/Kathmandu"]),
        "min_severity": st.sampled_from(["Unknown", "Moderate", "Severe"]),
        "digest": st.sampled_from([None, None, None, "07:30"]),
        "catch_up": st.sampled_from([None, "all", "newest"]),
    }
)


def reported(said: list[tuple[int, str, str, str, float]]) -> list[Alert]:
    """Make alerts as ``following`` does: first news, then what follows, each with what it replaces."""
    told: list[Alert] = []
    sent: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    revisions: dict[str, int] = defaultdict(int)
    minutes = 0.0
    for number, kind, severity, watch, more in said:
        minutes += more
        incident = f"i{number}"
        earlier = sent[incident, watch]
        if kind == "CANCEL" and not earlier:
            continue
        revisions[incident] += 1
        one = alert(
            revisions[incident], kind=kind if earlier else "ONSET", severity=severity,
            incident_id=incident, watch_id=watch, at=after(minutes), refs=earlier,
        )  # fmt: skip
        told.append(one)
        sent[incident, watch] = [] if kind == "CANCEL" else [*earlier, one]
    return told


def lived(said: Any, wants: dict[str, Any]) -> tuple[list[Alert], Reader]:
    """Let a subscriber hear it all, and three days pass."""
    told = reported(said)
    reader = Reader(**wants).hear(*told)
    return told, reader.wait((told[-1].sent if told else NOON) + timedelta(days=3))


def is_cancel(got: Any) -> bool:
    """Tell whether a message takes something back."""
    return any(one.kind == "CANCEL" for one in got.message.alerts)


def is_quiet(hours: tuple[str, str], zone: str, at: datetime) -> bool:
    """Tell what the clock on the wall says."""
    wall = at.astimezone(ZoneInfo(zone)).time()
    start, end = (time.fromisoformat(one) for one in hours)
    return start <= wall < end if start < end else wall >= start or wall < end
