"""Laws that hold for whatever is reported, whenever, and whoever asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.notifying.reader import NOON, Reader
from tests.notifying.sequences import is_cancel, is_quiet, lived, steps, wanted


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
