"""Quiet hours: who may ring, what waits for the morning, what became of it meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from agents.notifying.resting import rests_until
from tests.notifying.reader import NOON, Got, Reader, after, alert, cancel

NIGHT: dict[str, Any] = {"quiet_hours": ("22:00", "06:00"), "zone": "UTC"}
LATE = after(11 * 60)
MORNING = after(18 * 60)


def sleeper(mode: str = "hold", channel: str = "email", **more: Any) -> Reader:
    """Return somebody who sleeps from 22:00 to 06:00."""
    return Reader(channel, quiet_mode=mode, **(NIGHT | more))


def in_the_night(number: int, **more: Any):
    """Return first news of an incident of its own, so many minutes after 23:00."""
    at = LATE + timedelta(minutes=number)
    return alert(incident_id=f"i{number}", at=at, **more)


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


def test_the_time_of_sending_counts() -> None:
    """
    What waits for a second message at 21:59:50 is judged at 22:00:20, in the night.
    """
    reader = sleeper("critical").hear(alert(at=after(10 * 60 - 1 / 6))).wait(MORNING)

    assert reader.got == []


def test_a_wait_that_ends_in_the_morning_rings_then() -> None:
    """
    News of 05:59:50 waits for its group and is told at 06:00:20, whatever the mode.
    """
    at = MORNING - timedelta(seconds=10)
    reader = sleeper("nothing").hear(alert(at=at)).wait(MORNING + timedelta(hours=1))

    assert [one.at for one in reader.got] == [MORNING + timedelta(seconds=20)]


def test_a_downgrade_is_as_urgent_as_what_it_corrects() -> None:
    """
    Who was woken by severe news is told at night that it is moderate; of what follows, no more.
    """
    first = in_the_night(0, severity="Severe")
    milder = alert(2, at=LATE + timedelta(minutes=30), incident_id="i0", severity="Minor")
    later = alert(3, at=LATE + timedelta(minutes=60), incident_id="i0", severity="Minor")
    reader = sleeper("critical").hear(first, milder, later).wait(MORNING)

    assert [one.ids for one in reader.got] == [[first.alert_id], [milder.alert_id]]
    assert reader.row(later).stopped_by == "quiet_hours"


@pytest.mark.parametrize("mode", ["critical", "nothing", "hold"])
def test_a_cancellation_rings_at_night(mode: str) -> None:
    """
    Whoever was told is told at once that it was false.
    """
    first = alert(severity="Severe")
    reader = sleeper(mode).hear(first, cancel(2, [first], at=LATE))

    assert [one.at for one in reader.got] == [NOON, LATE]


def test_a_night_is_not_slept_through_twice() -> None:
    """
    When nothing could be sent in the morning, what is older than a day next night is dropped.
    """
    one = alert(at=after(10 * 60 + 5))
    reader = sleeper().hear(one).wait(after(10 * 60 + 10))
    reader.is_reached = False
    reader.wait(after(34 * 60 + 30))
    reader.is_reached = True
    reader.wait(after(48 * 60))

    assert reader.got == []
    assert "a day" in reader.row(one).detail


def test_a_long_wait_before_the_night_is_no_part_of_it() -> None:
    """
    The day that a night may last is not counted from when the alert came.
    """
    digest = Reader(digest="23:00", **(NIGHT | {"quiet_mode": "hold"}))
    digest.hear(alert(at=after(12 * 60 + 10))).wait(after(60 * 60))
    rare = sleeper(cooldown_seconds=25 * 3600, group_wait_seconds=0)
    rare.hear(alert(at=after(590)), alert(2, at=after(595))).wait(after(60 * 60))

    assert [one.at for one in digest.got] == [after(42 * 60)]
    assert [one.at for one in rare.got] == [after(590), after(42 * 60)]


def test_where_the_night_is_is_the_subscribers_matter() -> None:
    """
    23:00 UTC is 04:45 in Kathmandu: an hour and a quarter later it is six.
    """
    reader = sleeper(zone="Asia/Kathmandu").hear(in_the_night(0)).wait(MORNING)

    assert [one.at for one in reader.got] == [datetime.fromisoformat("2026-03-11T00:15+00:00")]


@pytest.mark.parametrize(
    ("mode", "more", "rests"),
    [
        ("critical", {}, True),
        ("hold", {}, True),
        ("critical", {"severity": "Severe"}, False),
        ("nothing", {"severity": "Extreme"}, True),
        ("nothing", {"kind": "CANCEL"}, False),
    ],
)
def test_what_failed_in_the_evening_is_tried_again_in_the_morning(
    mode: str, more: dict[str, Any], rests: bool
) -> None:
    """
    Unless it may ring at night; by day it is tried when it is due.
    """
    reader = sleeper(mode)
    one = alert(2, **more)

    found = rests_until([one], reader.wanted, reader.account, now=LATE)
    assert found == (MORNING if rests else None)
    assert rests_until([one], reader.wanted, reader.account, now=NOON) is None


def test_a_correction_that_failed_is_tried_again_at_night() -> None:
    """
    It stays as urgent as what it corrects, though it was begun to be told itself.
    """
    first = alert(severity="Severe")
    milder = alert(2, at=after(60), severity="Minor")
    reader = sleeper().hear(first, milder)

    assert len(reader.got) == 2
    assert rests_until([milder], reader.wanted, reader.account, now=LATE) is None
