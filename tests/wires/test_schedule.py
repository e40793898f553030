"""Are feeds asked when they should be, and is their state taken over?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.feed import Feed, FeedRecord, FeedState, Pace, Seen
from streams.wires.habits import FIRST, SHORTEST
from streams.wires.schedule import (
    GONE_FOR_GOOD,
    JITTER,
    LONGEST_BACK_OFF,
    LONGEST_PACE,
    LONGEST_RETRY_AFTER,
    awake,
    first_due,
    interval_of,
    next_due,
)
from streams.wires.standing import STALE, concluded, is_worth_writing, resumed

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="halcyon", url="https://halcyon.example/rss", interval_seconds=60)
STATE = FeedState(feed_id="halcyon", etag='"x"', body_hash="h", contacted=True)
MINUTE = timedelta(minutes=1)


FREE = Feed(id="halcyon", url="https://halcyon.example/rss")

SECONDS = st.one_of(st.none(), st.floats(0, 1e9))


def waits(feed: Feed, state: FeedState = STATE, **said: timedelta) -> timedelta:
    """Return how long *feed* rests after NOW."""
    return next_due(feed, state, now=NOW, **said) - NOW


@given(st.text("abcdefgh", min_size=1), st.floats(0.1, 86_400), st.integers(0, 2000))
def test_an_operators_interval_is_kept(name: str, seconds: float, failures: int) -> None:
    """Never early, at most a tenth late, backing off no further than the cap, every time."""
    feed = Feed(id=name, url="https://x.example/", interval_seconds=seconds)
    state = replace(STATE, failures=failures)
    wait = waits(feed, state)
    interval = timedelta(seconds=seconds)
    longest = interval if failures < 2 else max(interval, LONGEST_BACK_OFF)

    assert interval <= wait <= longest * 1.1 + timedelta(milliseconds=1)
    assert waits(feed, state) == wait


@given(SECONDS, SECONDS, SECONDS, st.integers(0, 50))
def test_without_one_nobody_is_hammered_or_forgotten(
    learned: float | None, pace: float | None, fresh: float | None, failures: int
) -> None:
    """Whatever a feed says of itself, it is read between once a minute and about once an hour."""
    state = replace(STATE, learned_seconds=learned, pace=Pace(seconds=pace), failures=failures)
    fresh_for = None if fresh is None else timedelta(seconds=fresh)
    wait = next_due(FREE, state, now=NOW, fresh_for=fresh_for) - NOW

    assert SHORTEST <= wait <= LONGEST_PACE * (1 + JITTER) + timedelta(seconds=1)


@given(st.sets(st.integers(0, 23)), st.sets(st.integers(0, 6)), st.integers(0, 10_000))
def test_hours_that_a_feed_sleeps_are_left_out(
    hours: set[int], days: set[int], minutes: int
) -> None:
    """Moved to the first hour in which something comes; one that always sleeps is not believed."""
    pace = Pace(skip_hours=tuple(hours), skip_days=tuple(days))
    planned = NOW + minutes * MINUTE
    due = awake(pace, planned)

    assert planned <= due < planned + timedelta(days=7)
    if len(hours) < 24 and len(days) < 7:
        assert due.hour not in hours
        assert due.weekday() not in days


def test_an_operator_overrules_what_a_feed_says_of_itself() -> None:
    """A pace of an hour, fresh for a day, asleep at noon: still each minute."""
    state = replace(STATE, pace=Pace(seconds=3600, skip_hours=(12,)))

    assert waits(FEED, state, fresh_for=timedelta(days=1)) < 1.1 * MINUTE


def test_pace_and_freshness_are_waited_for() -> None:
    """The longer one counts, and what was learned when that is longer still."""
    state = replace(STATE, learned_seconds=60, pace=Pace(seconds=1200))

    assert 20 * MINUTE <= waits(FREE, state, fresh_for=10 * MINUTE) <= 22 * MINUTE
    assert 30 * MINUTE <= waits(FREE, state, fresh_for=30 * MINUTE) <= 33 * MINUTE
    assert interval_of(FREE, STATE) == FIRST


def test_each_failure_doubles_the_wait() -> None:
    """One failure changes nothing, the next ones do."""
    found = [waits(FEED, replace(STATE, failures=n)).total_seconds() for n in range(4)]

    assert found[0] == found[1]
    assert found[2:] == pytest.approx([2 * found[0], 4 * found[0]])


def test_a_folder_does_not_back_off() -> None:
    """Looking into a folder burdens nobody, and its next file may be an alert."""
    folder = Feed(id="halcyon", folder="/drop", interval_seconds=1)

    assert waits(folder, replace(STATE, failures=50)) < timedelta(seconds=2)
    assert waits(replace(folder, interval_seconds=None)) < timedelta(seconds=6)


def test_retry_after_is_honoured_within_reason() -> None:
    """A server that asks for ten minutes gets them; one that asks for a year gets a day."""
    assert waits(FEED, retry_after=10 * MINUTE) == 10 * MINUTE
    assert waits(FEED, retry_after=timedelta(days=365)) == LONGEST_RETRY_AFTER


def test_a_feed_that_is_gone_is_asked_once_a_month() -> None:
    """Not at the first "gone", which may be a mistake, and never given up altogether."""
    state = STATE
    found = []
    for _ in range(GONE_FOR_GOOD + 1):
        state = concluded(FEED, state, outcome="gone", detail="", now=NOW)
        assert state.next_due is not None
        found.append(state.next_due - NOW)
    back = concluded(FEED, state, outcome="ok_new", detail="", now=NOW)

    assert max(found[:-2]) < 5 * MINUTE
    assert timedelta(days=26) < found[-1] <= timedelta(days=30)
    assert first_due(FEED, state, now=NOW) == state.next_due
    assert (back.gones, back.failures) == (0, 0)


def test_a_poke_is_answered_once() -> None:
    """Also when nobody was there to hear it."""
    rested = concluded(FEED, STATE, outcome="gone", detail="", now=NOW)
    poked = replace(rested, poked_at=NOW + MINUTE)
    answered = concluded(FEED, poked, outcome="gone", detail="", now=NOW + 2 * MINUTE)

    assert first_due(FEED, poked, now=NOW + MINUTE) == NOW + MINUTE
    assert first_due(FEED, answered, now=NOW + 2 * MINUTE) == answered.next_due


def test_a_restart_keeps_the_plan() -> None:
    """A feed polled just before is not polled again at once."""
    state = concluded(FEED, STATE, outcome="ok_new", detail="", now=NOW)

    assert first_due(FEED, state, now=NOW + timedelta(seconds=1)) == state.next_due
    assert first_due(FEED, FeedState(feed_id="halcyon"), now=NOW) == NOW


def test_a_shorter_interval_counts_at_once() -> None:
    """Whoever changes an hour into a second does not wait the hour."""
    state = concluded(
        replace(FEED, interval_seconds=3600), STATE, outcome="ok_new", detail="", now=NOW
    )

    assert first_due(replace(FEED, interval_seconds=1), state, now=NOW) < NOW + MINUTE


def test_a_clock_set_back_does_not_silence_a_feed() -> None:
    """State from the future is not waited for."""
    state = concluded(FEED, STATE, outcome="ok_new", detail="", now=NOW + timedelta(days=300))

    free = concluded(FREE, STATE, outcome="ok_new", detail="", now=NOW + timedelta(days=300))

    assert first_due(FEED, state, now=NOW) <= NOW + 2 * MINUTE
    assert first_due(FREE, free, now=NOW) <= NOW + 67 * MINUTE


def test_what_is_remembered_survives_new_settings() -> None:
    """A feed that moves keeps its items and loses the other server's validators."""
    state = replace(STATE, seen=(Seen(key="a", content="x"),), moved_to="https://y.example/")
    record = FeedRecord(feed=FEED, state=state)
    moved = replace(FEED, url="https://new.example/rss")

    assert resumed(replace(FEED, interval_seconds=5), record) == state
    assert resumed(moved, record) == replace(state, etag=None, body_hash=None, moved_to=None)
    assert resumed(FEED, None) == FeedState(feed_id="halcyon")


def test_failures_and_empty_documents_are_counted_in_a_row() -> None:
    """A good attempt ends a row of failures."""
    state = STATE
    for outcome in ("timeout", "http_5xx"):
        state = concluded(FEED, state, outcome=outcome, detail="", now=NOW)
    healed = concluded(FEED, state, outcome="empty", detail="", now=NOW + MINUTE)

    assert (state.failures, state.last_success) == (2, None)
    assert (healed.failures, healed.empties, healed.last_success) == (0, 1, NOW + MINUTE)


def test_only_news_about_a_feed_is_worth_a_record() -> None:
    """Times alone are written now and then."""
    before = concluded(FEED, STATE, outcome="not_modified", detail="", now=NOW)
    same = concluded(FEED, before, outcome="not_modified", detail="", now=NOW + MINUTE / 2)
    late = concluded(FEED, before, outcome="not_modified", detail="", now=NOW + STALE)
    other = concluded(FEED, before, outcome="http_5xx", detail="", now=NOW + MINUTE / 2)

    assert not is_worth_writing(before, same, written_at=NOW)
    assert is_worth_writing(before, late, written_at=NOW)
    assert is_worth_writing(before, other, written_at=NOW)
    assert is_worth_writing(before, same, written_at=NOW + timedelta(days=1))
    assert is_worth_writing(before, same, written_at=None)
