"""Quiet hours: which moment counts, what is as urgent as what, and what is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from agents.notifying.resting import rests_until
from tests.notifying.reader import NOON, Reader, after, alert, cancel
from tests.notifying.sleepers import LATE, MORNING, NIGHT, in_the_night, sleeper


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
