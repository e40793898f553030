"""Are feeds asked when they should be, and is their state taken over?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.feed import Feed, FeedRecord, FeedState, Seen
from streams.wires.schedule import (
    LONGEST_BACK_OFF,
    LONGEST_RETRY_AFTER,
    first_due,
    next_due,
)
from streams.wires.standing import STALE, concluded, is_worth_writing, resumed

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="halcyon", url="https://halcyon.example/rss", interval_seconds=60)
STATE = FeedState(feed_id="halcyon", etag='"x"', body_hash="h", contacted=True)
MINUTE = timedelta(minutes=1)


@given(st.text("abcdefgh", min_size=1), st.floats(0.1, 86_400), st.integers(0, 2000))
def test_a_feed_is_due_after_its_interval_and_before_long(
    name: str, seconds: float, failures: int
) -> None:
    """Never early, at most a tenth late, and backing off no further than the cap."""
    feed = Feed(id=name, url="https://x.example/", interval_seconds=seconds)
    wait = next_due(feed, now=NOW, failures=failures) - NOW
    interval = timedelta(seconds=seconds)
    longest = interval if failures < 2 else max(interval, LONGEST_BACK_OFF)

    assert interval <= wait <= longest * 1.1 + timedelta(milliseconds=1)
    assert next_due(feed, now=NOW, failures=failures) - NOW == wait


def test_each_failure_doubles_the_wait() -> None:
    """One failure changes nothing, the next ones do."""
    waits = [(next_due(FEED, now=NOW, failures=n) - NOW).total_seconds() for n in range(4)]

    assert waits[0] == waits[1]
    assert waits[2:] == pytest.approx([2 * waits[0], 4 * waits[0]])


def test_a_folder_does_not_back_off() -> None:
    """Looking into a folder burdens nobody, and its next file may be an alert."""
    folder = Feed(id="halcyon", folder="/drop", interval_seconds=1)

    assert next_due(folder, now=NOW, failures=50) - NOW < timedelta(seconds=2)


def test_retry_after_is_honoured_within_reason() -> None:
    """A server that asks for ten minutes gets them; one that asks for a year gets a day."""
    ten = next_due(FEED, now=NOW, failures=1, retry_after=10 * MINUTE)
    year = next_due(FEED, now=NOW, failures=1, retry_after=timedelta(days=365))

    assert ten - NOW == 10 * MINUTE
    assert year - NOW == LONGEST_RETRY_AFTER


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

    assert first_due(FEED, state, now=NOW) <= NOW + 2 * MINUTE


def test_what_is_remembered_survives_new_settings() -> None:
    """A feed that moves keeps its items and loses the other server's validators."""
    state = replace(STATE, seen=(Seen(key="a", content="x"),))
    record = FeedRecord(feed=FEED, state=state)
    moved = replace(FEED, url="https://new.example/rss")

    assert resumed(replace(FEED, interval_seconds=5), record) == state
    assert resumed(moved, record) == replace(state, etag=None, body_hash=None)
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
    assert is_worth_writing(before, same, written_at=None)
