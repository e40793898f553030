"""Is it told who works, who is missed, and who falls behind?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiokafka.structs import TopicPartition

from streams.doctor.groups import Heard, heartbeats, pollers, workers
from streams.kafka_groups import Group
from tests.doctor.said import NOW, beat


def of_workers(*heard: Heard) -> list[tuple[str, str]]:
    """What is found about workers."""
    found = heartbeats([*heard, beat(1, role="poller")], now=NOW)
    return [(one.level, one.found) for one in found if "worker" in one.found]


def test_who_was_heard_lately_lives() -> None:
    """With how far it has judged, which tells a quiet region from a dead one."""
    told = of_workers(beat(20, watermark=NOW - timedelta(seconds=25)))

    assert told == [("ok", "worker a-1, 0.1.0: heard 20 s ago, has judged up to 25 s ago")]


def test_who_is_heard_and_judges_nothing_is_broken() -> None:
    """It lives, says so, and its clock stands still."""
    [(level, words)] = of_workers(beat(20, watermark=NOW - timedelta(minutes=30)))

    assert (level, "judged up to 30 min ago" in words) == ("failure", True)


def test_who_is_not_ready_says_why() -> None:
    """Its own reasons, and where to look."""
    found = heartbeats([beat(5, ready=False, reasons=("it is starting",)), beat(1, role="poller")],
                       now=NOW)  # fmt: skip

    assert found[0].found == "worker a-1, 0.1.0: heard 5 s ago, not ready: it is starting"
    assert "http://127.0.0.1:9/readyz" in found[0].advice


def test_three_missed_heartbeats_are_silence() -> None:
    """Two may be lost; the third is missed by somebody."""
    assert of_workers(beat(89))[0][0] == "ok"
    assert of_workers(beat(91)) == [("warning", "the last worker, a-1, fell silent 1 min ago")]


def test_who_ended_in_order_is_not_missed_beside_others() -> None:
    """A restart leaves its last word; a kill leaves silence, which is told."""
    ended = beat(600, instance="a-0", phase="stopping", ready=False)
    killed = beat(600, instance="a-9")

    assert [level for level, _ in of_workers(ended, beat(3))] == ["ok"]
    assert of_workers(killed, beat(3))[1] == ("warning", "worker a-9 fell silent 10 min ago")


def test_nobody_at_all() -> None:
    """Each role is missed."""
    assert [one.found for one in heartbeats([], now=NOW)] == [
        "no worker was heard of in the last hour",
        "no poller was heard of in the last hour",
    ]


HERE = {TopicPartition("dispatches", 0): 100, TopicPartition("readings", 0): 50}


@pytest.mark.parametrize(
    ("members", "committed", "level"),
    [(1, 100, "ok"), (1, 0, "ok"), (0, 100, "warning")],
)
def test_workers_by_their_group(members: int, committed: int, level: str) -> None:
    """Members, state, and what waits on each topic."""
    found = Group("Stable", members, dict.fromkeys(HERE, committed))
    [one] = workers(found, HERE, most_lag=1000)

    assert one.level == level
    assert f"dispatches {100 - committed}" in one.found


def test_a_group_that_falls_behind_is_told() -> None:
    """More than the limit waits."""
    [one] = workers(Group("Stable", 1, {}), HERE, most_lag=149)

    assert (one.level, one.found) == (
        "warning", "1 member, Stable; waiting: dispatches 100, readings 50"
    )  # fmt: skip
    assert pollers(Group("Empty", 0, {}))[0].level == "warning"
