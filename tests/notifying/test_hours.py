"""When is it night, where the subscriber lives, and when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.notifying.hours import next_at, quiet_until

NIGHT = ("22:00", "06:00")
ZONES = ("Europe/Paris", "Africa/Bamako", "America/New_York", "Asia/Kathmandu",
         "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "UTC")  # fmt: skip


def utc(text: str) -> datetime:
    """Read a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        (NIGHT, "UTC", "2026-03-10T21:59", None),
        (NIGHT, "UTC", "2026-03-10T22:00", "2026-03-11T06:00"),
        (NIGHT, "UTC", "2026-03-11T05:59", "2026-03-11T06:00"),
        (NIGHT, "UTC", "2026-03-11T06:00", None),
        (("12:00", "14:00"), "UTC", "2026-03-10T13:00", "2026-03-10T14:00"),
        (("12:00", "14:00"), "UTC", "2026-03-10T11:59", None),
        # The subscriber's night, not ours.
        (NIGHT, "Asia/Kathmandu", "2026-03-10T17:00", "2026-03-11T00:15"),
        (NIGHT, "America/New_York", "2026-03-11T03:30", "2026-03-11T10:00"),
        # 29 March 2026, Paris: 02:00 becomes 03:00, the night is seven hours long.
        (NIGHT, "Europe/Paris", "2026-03-28T21:00", "2026-03-29T04:00"),
        (("22:00", "02:30"), "Europe/Paris", "2026-03-28T23:00", "2026-03-29T01:00"),
        (("02:30", "06:00"), "Europe/Paris", "2026-03-29T00:59", None),
        (("02:30", "06:00"), "Europe/Paris", "2026-03-29T01:00", "2026-03-29T04:00"),
        (("02:10", "02:50"), "Europe/Paris", "2026-03-29T01:00", None),
        # 25 October 2026, Paris: 03:00 becomes 02:00, the night is nine hours long.
        (NIGHT, "Europe/Paris", "2026-10-24T20:00", "2026-10-25T05:00"),
        (("22:00", "02:30"), "Europe/Paris", "2026-10-25T00:45", "2026-10-25T01:30"),
        (("02:30", "06:00"), "Europe/Paris", "2026-10-25T00:30", "2026-10-25T05:00"),
        # Lord Howe shifts by half an hour; Apia left out a whole day.
        (("22:00", "02:15"), "Australia/Lord_Howe", "2026-10-03T15:00", "2026-10-03T15:30"),
        (NIGHT, "Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),
    ],
)
def test_a_night_ends_when_its_sleeper_wakes(
    hours: tuple[str, str], zone: str, now: str, until: str | None
) -> None:
    """
    By the clock on the subscriber's wall, whatever it does in the night.
    """
    found = quiet_until(hours, zone, utc(now))

    assert found == (None if until is None else utc(until))


clocks = st.times().map(lambda one: one.strftime("%H:%M"))
seconds = st.integers(0, 20 * 365 * 86400)
moments = seconds.map(lambda one: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=one))


@given(clocks, clocks, st.sampled_from(ZONES), moments)
def test_outside_the_hours_the_wall_clock_says_so(
    start: str, end: str, zone: str, now: datetime
) -> None:
    """
    It is quiet if and only if the clock on the wall says so, save on days when it is changed.
    """
    if start == end:
        return
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    day = timedelta(days=1)
    is_changed = (local - day).utcoffset() != (local + day).utcoffset()
    wall = local.time()
    first, last = time.fromisoformat(start), time.fromisoformat(end)
    is_quiet = first <= wall < last if first < last else wall >= first or wall < last
    until = quiet_until((start, end), zone, now)

    assert is_changed or (until is not None) == is_quiet
    assert until is None or now < until <= now + timedelta(hours=50)


@given(clocks, st.sampled_from(ZONES), moments)
def test_a_night_ends_but_once(end: str, zone: str, now: datetime) -> None:
    """
    At the moment when it ends it is over, and a second earlier it is not.
    """
    hours = ("22:00", end)
    until = quiet_until(hours, zone, now) if end != "22:00" else None
    if until is None:
        return

    assert quiet_until(hours, zone, until) is None
    assert quiet_until(hours, zone, until - timedelta(seconds=1)) == until


@given(clocks, st.sampled_from(ZONES), moments)
def test_the_digest_comes_once_a_day(clock: str, zone: str, now: datetime) -> None:
    """
    Each next time is later, and about a day after the one before, also where clocks change.
    """
    first = next_at(clock, zone, now)
    second = next_at(clock, zone, first)

    assert now < first <= now + timedelta(hours=50)
    assert timedelta(hours=22) <= second - first <= timedelta(hours=50)


def test_a_digest_in_the_hour_that_comes_twice_comes_once() -> None:
    """
    02:30 of 25 October in Paris is there twice; the first counts.
    """
    first = next_at("02:30", "Europe/Paris", utc("2026-10-24T12:00"))

    assert first == utc("2026-10-25T00:30")
    assert next_at("02:30", "Europe/Paris", first) == utc("2026-10-26T01:30")


def test_a_digest_in_the_hour_that_is_left_out_comes_at_the_leap() -> None:
    """
    02:30 of 29 March in Paris is not there: the digest comes when 03:00 does.
    """
    assert next_at("02:30", "Europe/Paris", utc("2026-03-28T12:00")) == utc("2026-03-29T01:00")
