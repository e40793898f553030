"""Quiet hours: who may ring, what waits for the morning, what became of it meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.notifying.reader import Got, Reader, alert, cancel
from tests.notifying.sleepers import LATE, MORNING, in_the_night, sleeper


def batch_of(reader: Reader) -> Got:
    """Return the one message that came, in the morning."""
    (got,) = reader.got
    assert got.at == MORNING
    return got


@pytest.mark.parametrize(("mode", "rings"), [("critical", 1), ("hold", 1), ("nothing", 0)])
def test_critical_news_rings_at_night_unless_nothing_may(mode: str, rings: int) -> None:
    """
    Severe passes in two of the modes, at once.
    """
    reader = sleeper(mode).hear(in_the_night(1, severity="Severe")).wait(MORNING)

    assert len(reader.got) == rings
    assert all(one.at == LATE + timedelta(minutes=1) for one in reader.got)


@pytest.mark.parametrize("mode", ["critical", "nothing"])
def test_the_rest_is_dropped_and_the_check_is_named(mode: str) -> None:
    """
    What nobody holds is skipped, and the ledger says why.
    """
    one = in_the_night(1)
    reader = sleeper(mode).hear(one).wait(MORNING)

    assert reader.got == []
    assert (reader.row(one).state, reader.row(one).stopped_by) == ("skipped", "quiet_hours")
    assert "06:00" in reader.row(one).detail


def test_what_is_held_comes_as_one_message_on_waking() -> None:
    """
    Three incidents of a night are one message at six, in their order.
    """
    told = [in_the_night(number) for number in (1, 2, 3)]
    reader = sleeper().hear(*told).wait(MORNING + timedelta(hours=1))

    assert batch_of(reader).ids == [one.alert_id for one in told]
    assert batch_of(reader).message.because == "quiet_hours"
    assert batch_of(reader).message.dropped == 0


def test_what_was_taken_back_at_night_is_counted_and_not_told() -> None:
    """
    The morning's message says that one of three was taken back, and no CANCEL comes.
    """
    told = [in_the_night(number) for number in (1, 2, 3)]
    back = cancel(2, told[:1], incident_id="i1", at=LATE + timedelta(hours=1))
    reader = sleeper().hear(*told, back).wait(MORNING + timedelta(hours=1))

    assert batch_of(reader).ids == [one.alert_id for one in told[1:]]
    assert batch_of(reader).message.dropped == 1
    assert reader.account.row(back.alert_id) is None


def test_what_expired_at_night_is_counted_and_not_told() -> None:
    """
    News that is stale by the morning is not told in the morning.
    """
    stale = in_the_night(1, expires=LATE + timedelta(hours=2))
    reader = sleeper().hear(stale, in_the_night(2)).wait(MORNING)

    assert batch_of(reader).ids == ["i2-mali-ONSET-1"]
    assert batch_of(reader).message.dropped == 1
    assert reader.row(stale).state == "skipped"
    assert reader.row(stale).idempotency_key == batch_of(reader).message.id


def test_a_night_of_which_nothing_is_left_is_not_told_of() -> None:
    """
    All taken back: the morning is silent, and the next night's message does not count it.
    """
    first = in_the_night(1)
    back = cancel(2, [first], incident_id="i1", at=LATE + timedelta(hours=1))
    next_night = alert(incident_id="i9", at=LATE + timedelta(days=1))
    reader = sleeper().hear(first, back, next_night).wait(MORNING + timedelta(days=1, hours=1))

    assert [one.ids for one in reader.got] == [["i9-mali-ONSET-1"]]
    assert (reader.got[0].message.dropped, reader.got[0].message.because) == (0, None)


def test_the_newest_of_an_incident_stands_for_a_persons_night() -> None:
    """
    A person wakes to one line for each incident; a machine that sleeps gets all of them.
    """
    told = [alert(n, at=LATE + timedelta(minutes=20 * n)) for n in (1, 2, 3)]
    for channel, count in (("email", 1), ("webhook", 3)):
        reader = sleeper(channel=channel).hear(*told).wait(MORNING)

        assert batch_of(reader).ids == [one.alert_id for one in told][-count:]


def test_a_critical_one_takes_what_a_machine_waits_for_along() -> None:
    """
    Order by incident: what was held of it comes with the one that may ring, before it.
    """
    told = [
        alert(1, at=LATE),
        alert(1, at=LATE + timedelta(minutes=5), incident_id="i2"),
        alert(2, at=LATE + timedelta(minutes=20), severity="Extreme"),
    ]
    reader = sleeper(channel="webhook").hear(*told).wait(MORNING)

    assert [(one.at, one.ids) for one in reader.got] == [
        (told[2].sent, [told[0].alert_id, told[2].alert_id]),
        (MORNING, [told[1].alert_id]),
    ]
