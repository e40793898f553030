"""Do clocks agree, as far as it can be known?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.doctor import clocks
from streams.doctor.clocks import Stamp, skew, this_machine
from streams.doctor.groups import Heard
from tests.doctor.said import NOW, beat, said


def stamp(broker_seconds: float) -> Stamp:
    """A record written at NOW, acknowledged a second later, stamped so long after NOW."""
    return Stamp(NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=broker_seconds))


@pytest.mark.parametrize(
    ("broker", "ahead", "level"),
    [
        (0.5, 0, "ok"), (0, 0, "ok"), (1, 0, "ok"), (5, -4, "ok"), (-4, 4, "ok"),
        (11, -10, "warning"), (-10, 10, "warning"), (3601, -3600, "failure"),
    ],
)  # fmt: skip
def test_our_clock_against_the_brokers(broker: float, ahead: float, level: str) -> None:
    """Within the trip nothing is known against it; beyond, the least that is certain."""
    assert skew(stamp(broker)) == timedelta(seconds=ahead)
    assert this_machine(stamp(broker)).level == level


def test_a_clock_that_is_off_is_told_with_its_way() -> None:
    """Behind or ahead, and by how much."""
    assert this_machine(stamp(3601)).found == "this machine is 3600.0 s behind the broker"


def test_clocks_of_roles_need_no_right_to_write() -> None:
    """What they wrote beside what the broker stamped; sending takes time and is no skew."""
    slow = Heard(beat(20).heartbeat, NOW)
    ahead = Heard(beat(-90, instance="b-2").heartbeat, NOW)

    assert clocks.of_roles([slow]) == []
    assert said(clocks.of_roles([slow, ahead])) == [
        ("failure", "worker b-2 is 90.0 s ahead of the broker")
    ]
