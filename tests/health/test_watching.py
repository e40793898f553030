"""When is a process beyond help? Looks with times in, a verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streams.health.signs import Left, Signs
from streams.health.watching import LONGEST_STEP, Limits, Watching

LIMITS = Limits(stuck=120, patience=300)
END = 120 + 300
"""Seconds that something has to stand still until the end."""

DISPATCHES = ("dispatches", 3)


def well(second: int, **others: object) -> Signs:
    """A worker at work, *second* seconds after its start: all that should move has moved."""
    return Signs("working", turns=second, consumer_turns=second, answers=second)._replace(**others)


def waiting(second: int, done: int, **others: object) -> Signs:
    """The same with five records in one partition after offset *done*."""
    return well(second, behind={DISPATCHES: Left(done, 5)}, **others)


def verdict(looks: Iterable[Signs], *, begin: float = 1000.0) -> tuple[int, str] | None:
    """Look once a second; returns when the end came, in seconds, and why."""
    watching = Watching(LIMITS)
    for second, signs in enumerate(looks):
        if doom := watching.see(signs, at=begin + second):
            return second, doom
    return None


def seconds(count: int) -> Iterator[int]:
    return iter(range(count))


def test_a_worker_at_work_lives() -> None:
    """There is always something waiting, and always something done."""
    assert verdict(waiting(s, done=s) for s in seconds(2000)) is None


def test_an_idle_night_is_no_ailment() -> None:
    """Nothing waits, nothing is committed, and the broker answers."""
    assert verdict(well(s) for s in seconds(40_000)) is None


def test_lag_without_a_commit_is_the_end_after_both_limits() -> None:
    """Two minutes without a commit are an ailment, five more the end; it says where and how much."""
    end, why = verdict(waiting(s, done=7) for s in seconds(1000)) or (0, "")

    assert end == END
    assert why == "dispatches 3 has not moved for 420 s (5 waiting after offset 7)"


def test_one_partition_is_enough() -> None:
    """That others get on does not help the records of the one that hangs."""
    looks = (
        well(s, behind={DISPATCHES: Left(7, 5), ("readings", 0): Left(s, 1)}) for s in seconds(1000)
    )
    end, why = verdict(looks) or (0, "")

    assert end == END
    assert "dispatches 3" in why
    assert "readings" not in why


def test_a_commit_in_time_begins_anew() -> None:
    """A worker that is slow and gets on is let be, however long its queue."""
    assert verdict(waiting(s, done=s // 400) for s in seconds(5000)) is None


def test_work_that_was_done_begins_anew() -> None:
    """Each time that nothing waited, the next record has its full time."""
    looks = (well(s) if s % 400 == 0 else waiting(s, done=7) for s in seconds(5000))

    assert verdict(looks) is None


def test_going_back_is_no_progress() -> None:
    """A commit that failed is forgotten and tried again: the offset flickers and nothing is done."""
    looks = (waiting(s, done=7 if s % 2 else -1) for s in seconds(1000))

    assert verdict(looks) is not None


def test_a_broker_that_is_gone_is_the_end() -> None:
    """Nobody answers, though nothing waits: the next record would not arrive."""
    end, why = verdict(well(s, answers=min(s, 60)) for s in seconds(1000)) or (0, "")

    assert end == 60 + END
    assert why == "broker has not moved for 420 s"


def test_a_broker_may_freeze_or_restart() -> None:
    """Half a minute, a minute, five minutes without an answer: it is back, and all is well."""
    for away in (30, 60, 300):
        looks = (well(s, answers=s if s < 100 or s > 100 + away else 100) for s in seconds(2000))

        assert verdict(looks) is None, away


def test_ailments_that_follow_one_another_are_one_illness() -> None:
    """The broker comes back after five minutes and the worker still commits nothing."""
    looks = (
        waiting(s, done=7 if s > 200 else s, answers=s if s < 10 or s > 350 else 10)
        for s in seconds(1000)
    )
    end, why = verdict(looks) or (0, "")

    assert end == 10 + END
    assert "dispatches" in why


def test_a_loop_that_stands_still_is_the_end() -> None:
    """Nobody looks any more: the last look is all there is."""
    end, why = verdict(well(min(s, 50)) for s in seconds(1000)) or (0, "")

    assert end == 50 + END
    assert "event loop has not moved for 420 s" in why


def test_the_consumers_own_loop_counts_too() -> None:
    """Its thread may hang while the agents wait politely."""
    _, why = verdict(well(s, consumer_turns=9) for s in seconds(1000)) or (0, "")

    assert why.startswith("consumer's loop has not moved")


def test_a_recovery_that_gets_on_may_take_hours() -> None:
    """A million keys, one a second; nothing is committed and the broker is not asked after."""
    looks = (
        well(s, phase="recovering", answers=1, restored=s, behind={DISPATCHES: Left(7, 5)})
        for s in seconds(40_000)
    )

    assert verdict(looks) is None


def test_a_recovery_that_stands_still_is_the_end() -> None:
    """It would stand there for ever: nothing else ends it."""
    looks = (well(s, phase="recovering", restored=min(s, 30)) for s in seconds(1000))
    end, why = verdict(looks) or (0, "")

    assert end == 30 + END
    assert why.startswith("recovery")


def test_what_waited_during_recovery_has_its_full_time_after_it() -> None:
    """Lag of before is not held against a worker that has only begun."""
    looks = (waiting(s, done=7, phase="recovering" if s < 900 else "working", restored=s)
             for s in seconds(900 + END))  # fmt: skip

    assert verdict(looks) is None


def test_a_rebalance_may_drag_on() -> None:
    """Five minutes, in which a member is missed and another joins."""
    looks = (
        waiting(s, done=7, phase="rebalancing" if 50 < s < 350 else "working")
        for s in seconds(350 + END)
    )

    assert verdict(looks) is None


def test_one_rebalance_after_another_is_none_that_hangs() -> None:
    """Workers come and go; each time the group is put together anew."""
    looks = (well(s, phase="rebalancing", generation=s // 100) for s in seconds(5000))

    assert verdict(looks) is None


def test_a_rebalance_that_hangs_is_the_end() -> None:
    """Faust waits for an agent that never finishes ("Wait for streams")."""
    end, why = verdict(waiting(s, done=7, phase="rebalancing") for s in seconds(1000)) or (0, "")

    assert end == END
    assert why.startswith("rebalancing 0 has not moved")


def test_a_start_that_hangs_is_the_end() -> None:
    """A worker that never gets into its group is no worker."""
    assert verdict(well(s, phase="joining") for s in seconds(1000)) is not None


def test_stopping_has_a_limit_of_its_own() -> None:
    """The hard end after eight seconds is not this thread's."""
    assert verdict(waiting(s, done=7, phase="stopping") for s in seconds(2000)) is None


def test_a_machine_that_slept_is_well() -> None:
    """Hours between two looks, with all counters where they were: nobody was awake to move them."""
    watching = Watching(LIMITS)
    at = 0.0
    for second in range(2000):
        at += 3600.0 if second % 50 == 0 else 1.0
        assert watching.see(waiting(second, done=second // 10), at=at) is None


def test_sleep_counts_for_a_moment_only() -> None:
    """After a night, an ailment is as old as it was, and a step."""
    watching = Watching(LIMITS)
    for second in range(100):
        watching.see(waiting(second, done=7), at=float(second))
    watching.see(waiting(100, done=7), at=100_000.0)

    assert watching.ages["dispatches 3"] == 99 + LONGEST_STEP


def test_a_sick_worker_does_not_get_well_by_sleeping() -> None:
    """What hung before the machine slept hangs after it, and is ended in awake time."""
    watching = Watching(LIMITS)
    ends = [
        second
        for second in range(600)
        if watching.see(waiting(second, done=7), at=second + (10_000.0 if second > 200 else 0))
    ]

    assert ends[0] == END - LONGEST_STEP + 1


def test_a_poller_whose_sends_hang_is_the_end() -> None:
    """It has no partitions to commit; what it sent and nobody acknowledged stands for them."""
    looks = (
        Signs("working", turns=s, answers=s, behind={("publishing", 0): Left(40, 2)})
        for s in seconds(1000)
    )
    _, why = verdict(looks) or (0, "")

    assert why == "publishing 0 has not moved for 420 s (2 waiting after offset 40)"


def test_limits_are_settings() -> None:
    """Shortened, they end as surely."""
    watching = Watching(Limits(stuck=2, patience=1))
    seen = [watching.see(waiting(s, done=7), at=float(s)) for s in range(5)]

    assert [doom is not None for doom in seen] == [False, False, False, True, True]
