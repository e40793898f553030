"""When is a record of the past due: arithmetic, and no waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from streams.replay.watch.pacing import LEAD, Pace, speed_of

MIDNIGHT = datetime(2024, 7, 28, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("at", "speed", "elapsed", "wait"),
    [
        (3600, 60.0, 0, 60),
        (3600, 60.0, 45, 15),
        (3600, 60.0, 75, 0),  # we are late: at once
        (0, 60.0, 0, 0),
        (1, 0.5, 0, 2),
        (86_400, None, 0, 0),
    ],
)
def test_a_record_waits_for_its_time(
    at: float, speed: float | None, elapsed: float, wait: float
) -> None:
    """
    An hour at sixty times is a minute, less what has passed of it.
    """
    pace = Pace(MIDNIGHT, speed)

    assert pace.wait(MIDNIGHT + seconds(at), seconds(elapsed)) == seconds(wait)


def test_the_replayed_clock_runs_with_the_speed() -> None:
    """
    Ten seconds at sixty times are ten minutes; without a speed there is no clock.
    """
    assert Pace(MIDNIGHT, 60.0).clock(seconds(10)) == MIDNIGHT + timedelta(minutes=10)
    assert Pace(MIDNIGHT, None).clock(seconds(10)) is None


def test_a_skipped_silence_leaves_a_moment_before_it_goes_on() -> None:
    """
    What comes is due in a second, and what comes after it keeps its distance.
    """
    noon = MIDNIGHT + timedelta(hours=12)
    pace = Pace(MIDNIGHT, 60.0).skipping_to(noon, seconds(5))

    assert pace.wait(noon, seconds(5)) == LEAD
    assert pace.wait(noon + seconds(60), seconds(5)) == LEAD + seconds(1)
    assert Pace(MIDNIGHT, None).skipping_to(noon, seconds(5)) == Pace(MIDNIGHT, None)


@pytest.mark.parametrize(
    ("text", "speed"), [("60x", 60.0), ("60", 60.0), ("0.5x", 0.5), (" max ", None)]
)
def test_a_speed_is_written_as_a_multiple(text: str, speed: float | None) -> None:
    """
    With or without the x.
    """
    assert speed_of(text) == speed


@pytest.mark.parametrize("text", ["", "0x", "-1x", "fast", "60 x", "nan", "1e9x"])
def test_what_is_no_speed_is_refused(text: str) -> None:
    """
    It says what would be one.
    """
    with pytest.raises(ValueError, match="write 60x"):
        speed_of(text)
