"""Is a process alive, is it at work, and if not, does it say why?"""

from __future__ import annotations

import pytest

from streams.health.readiness import Bounds, liveness, readiness
from streams.health.signs import Left, Signs

BOUNDS = Bounds(lag=1000, answer=30, stuck=120)
WELL = Signs("working", turns=9, answers=4, partitions=6)


def test_at_work_is_ready() -> None:
    """Its share is there, a broker answers, nothing waits."""
    assert readiness(WELL, {}, BOUNDS) == (True, ())


def test_a_spare_worker_is_ready() -> None:
    """More workers than partitions: one that was given nothing would take over at once."""
    assert readiness(WELL._replace(partitions=0), {}, BOUNDS).good


@pytest.mark.parametrize(
    ("signs", "ages", "why"),
    [
        (WELL._replace(phase="starting"), {}, "it is starting"),
        (WELL._replace(phase="joining"), {}, "it has not been given a share yet"),
        (WELL._replace(phase="rebalancing"), {}, "the group is sharing out anew"),
        (WELL._replace(phase="stopping"), {}, "it is stopping"),
        (
            WELL._replace(phase="recovering", restored=2500, to_restore=10_000),
            {},
            "its tables are being restored: 2,500 of 10,000 (25%)",
        ),
        (WELL._replace(phase="recovering"), {}, "its tables are being restored"),
        (WELL._replace(answers=0), {}, "no broker has answered yet"),
        (WELL, {"broker": 31.0}, "no broker has answered for 31 s"),
        (WELL, {"event loop": 40.0}, "the event loop has stood still for 40 s"),
        (WELL, {"consumer's loop": 30.0}, "the consumer's loop has stood still for 30 s"),
        (
            WELL._replace(behind={("dispatches", 0): Left(5, 900), ("readings", 1): Left(2, 200)}),
            {},
            "1,100 records wait (dispatches 900, readings 200); at most 1,000 may",
        ),
        (
            WELL._replace(behind={("dispatches", 0): Left(5, 9), ("readings", 1): Left(2, 3)}),
            {"dispatches 0": 12.0, "readings 1": 45.0},
            "readings, partition 1: 3 wait, and nothing was done for 45 s",
        ),
    ],
)
def test_every_no_says_why(signs: Signs, ages: dict[str, float], why: str) -> None:
    """One reason, with the figures that it rests on."""
    assert readiness(signs, ages, BOUNDS) == (False, (why,))


def test_figures_within_bounds_are_no_reason() -> None:
    """A queue, a pause of the broker and a slow loop are daily life."""
    signs = WELL._replace(behind={("dispatches", 0): Left(5, 1000)})

    assert readiness(signs, {"broker": 29.0, "event loop": 5.0, "dispatches 0": 29.0}, BOUNDS).good


def test_all_reasons_are_told() -> None:
    """One that hides another costs a second look."""
    signs = Signs("rebalancing", behind={("dispatches", 0): Left(5, 2000)})

    assert len(readiness(signs, {"event loop": 60.0}, BOUNDS).reasons) == 4


@pytest.mark.parametrize(
    "ages", [{"broker": 9999.0}, {"dispatches 3": 9999.0}, {"recovery 1": 500.0}]
)
def test_alive_asks_for_nothing_but_the_loops(ages: dict[str, float]) -> None:
    """A probe that looked at lag, tables or the broker would restart for ever what cannot help it."""
    assert liveness(ages, BOUNDS).good


def test_a_loop_that_stands_still_is_dead() -> None:
    """Whichever of the two it is."""
    assert liveness({"event loop": 119.0}, BOUNDS).good
    assert liveness({"event loop": 120.0}, BOUNDS).reasons == (
        "the event loop has stood still for 120 s",
    )
    assert not liveness({"consumer's loop": 121.0}, BOUNDS).good
