"""Laws that hold for whatever is reported, whenever, and whoever asks for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
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


@settings(max_examples=150, deadline=None)
@given(steps, wanted)
def test_nobody_gets_more_in_an_hour_than_the_cap_and_one(said: Any, wants: dict[str, Any]) -> None:
    """
    In whichever sixty minutes, cancellations aside.
    """
    _, reader = lived(said, wants)
    if reader.wanted.cap_per_hour is None:
        return
    times = [one.at for one in reader.got if not is_cancel(one)]

    for at in times:
        within = [one for one in times if at <= one < at + timedelta(hours=1)]
        assert len(within) <= reader.wanted.cap_per_hour + 1


@settings(max_examples=150, deadline=None)
@given(steps, wanted)
def test_whoever_was_told_is_told_that_it_was_false(said: Any, wants: dict[str, Any]) -> None:
    """
    At once and always; and who was told nothing is not told that.
    """
    told, reader = lived(said, wants)
    came = {alert_id: got.at for got in reader.got for alert_id in got.ids}

    for one in told:
        if one.kind != "CANCEL":
            continue
        before = [ref for ref in one.references if came.get(ref.alert_id, one.sent) < one.sent]
        at_once = [ref for ref in one.references if came.get(ref.alert_id) == one.sent]
        assert (one.alert_id in came) == bool(before or at_once)
        assert came.get(one.alert_id, one.sent) == one.sent


@settings(max_examples=150, deadline=None)
@given(steps, wanted)
def test_nothing_rings_in_a_night_in_which_nothing_may(said: Any, wants: dict[str, Any]) -> None:
    """
    But for cancellations, and critical news where it may.
    """
    _, reader = lived(said, wants)
    hours, zone = reader.wanted.quiet_hours, reader.wanted.zone
    if hours is None or reader.wanted.quiet_mode != "nothing":
        return

    for got in reader.got:
        assert is_cancel(got) or not is_quiet(hours, zone, got.at)


@settings(max_examples=150, deadline=None)
@given(steps, wanted)
def test_an_incident_is_told_in_its_order_and_nothing_twice(
    said: Any, wants: dict[str, Any]
) -> None:
    """
    Of one watch no older message comes after a newer one.
    """
    told, reader = lived(said, wants)
    came = [one for got in reader.got for one in got.message.alerts]

    assert len({one.alert_id for one in came}) == len(came)
    for incident, watch in {(one.incident_id, one.watch_id) for one in told}:
        revisions = [
            one.incident_revision
            for one in came
            if (one.incident_id, one.watch_id) == (incident, watch)
        ]
        assert revisions == sorted(revisions)


@settings(max_examples=150, deadline=None)
@given(steps, wanted)
def test_every_alert_ends_told_or_skipped_with_a_reason(said: Any, wants: dict[str, Any]) -> None:
    """
    Three days later nothing waits, and nothing was dropped without a word.
    """
    told, reader = lived(said, wants)
    came = {alert_id for got in reader.got for alert_id in got.ids}

    assert not list(reader.account.waiting())
    for one in told:
        row = reader.account.row(one.alert_id)
        if row is None:
            assert one.kind == "CANCEL"
        elif one.alert_id in came:
            assert row.state == "delivered"
        else:
            assert row.state == "skipped"
            assert row.detail


@settings(max_examples=100, deadline=None)
@given(steps)
def test_a_machine_that_asks_for_nothing_else_gets_everything_at_once(said: Any) -> None:
    """
    Each alert is a message when it is sent; a CANCEL too, for all were told.
    """
    told, reader = lived(said, {"channel": "webhook"})

    assert [one.ids for one in reader.got] == [[one.alert_id] for one in told]
    assert [one.at for one in reader.got] == [one.sent for one in told]


@settings(max_examples=100, deadline=None)
@given(steps, wanted, st.integers(1, 6))
def test_a_start_anew_at_any_time_changes_nothing(
    said: Any, wants: dict[str, Any], every: int
) -> None:
    """
    The account is what the rows say: made anew after every few alerts, the same is told.
    """
    told, reader = lived(said, wants)
    other = Reader(**wants)
    for number, one in enumerate(told):
        other.hear(one)
        if number % every == 0:
            other.start_anew()
    other.wait(told[-1].sent + timedelta(days=3) if told else NOON)

    assert other.got == reader.got
