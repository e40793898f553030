"""Is the interval learned from the feed, and is an unusual silence told?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.feed import Feed, FeedState, FetchOutcome
from streams.wires.habits import FIRST, LONGEST, SHORTEST, learned_interval, lesson
from streams.wires.standing import concluded, notices

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="halcyon", url="https://halcyon.example/rss")
MINUTE = timedelta(minutes=1)


def looked(state: FeedState, new: int, *, at: datetime, items: int = 20) -> FeedState:
    """Return *state* after a good look."""
    outcome: FetchOutcome = "ok_new" if new else "not_modified"
    return concluded(FEED, state, outcome=outcome, detail="", now=at, items=items, new=new)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_what_is_learned_stays_within_bounds(looks: list[tuple[int, int]]) -> None:
    """Whatever the feed does."""
    state, now = FeedState(feed_id="halcyon"), NOW
    for new, items in looks:
        state = looked(state, new, at=now, items=items)
        now = state.next_due or now

        assert SHORTEST <= learned_interval(state) <= LONGEST


@given(st.integers(3, 60))
def test_a_steady_feed_is_read_in_time(gap: int) -> None:
    """With news each *gap* minutes, it is read a few times in each of them, or every minute."""
    state, now, shown = looked(FeedState(feed_id="halcyon"), 20, at=NOW), NOW, 0
    looks = 0
    while now < NOW + timedelta(days=3):
        now = state.next_due or now
        there = int((now - NOW) / (gap * MINUTE))
        state = looked(state, there - shown, at=now)
        shown, looks = there, looks + 1
    mean = timedelta(days=3) / looks

    assert mean <= max(gap * MINUTE / 2, 1.2 * SHORTEST)


def test_first_contact_teaches_nothing() -> None:
    """All that a new feed shows is new to us."""
    state = looked(FeedState(feed_id="halcyon", contacted=True), 20, at=NOW)

    assert learned_interval(state) == FIRST


def test_a_late_look_teaches_nothing() -> None:
    """A machine that slept finds much, and the feed is no busier for that."""
    state = looked(FeedState(feed_id="halcyon"), 20, at=NOW)
    late = looked(state, 15, at=NOW + timedelta(hours=8))

    assert late.learned_seconds == state.learned_seconds


def test_a_page_that_is_nearly_all_new_is_read_much_more_often() -> None:
    """Items may have come and gone between two looks."""
    state = looked(FeedState(feed_id="halcyon"), 20, at=NOW)
    soon = lesson(state, items=20, new=18, now=NOW + FIRST)

    assert soon == (FIRST / 4).total_seconds()


def test_silence_is_told_once_and_ends_with_news() -> None:
    """After three times the longest usual gap, that of a weekend included."""
    state, told = looked(FeedState(feed_id="halcyon"), 20, at=NOW), []
    for hour in (2, 4, 16, 18, 20):  # the night is its longest gap: 12 hours
        state = looked(state, 1, at=NOW + timedelta(hours=hour))
    for hour in range(21, 100):
        after = looked(state, 0, at=NOW + timedelta(hours=hour))
        told += [hour for _ in notices(FEED, state, after)]
        state = after

    assert told == [55]
    assert not looked(state, 1, at=NOW + timedelta(hours=100)).is_quiet


def test_a_page_without_items_twice_is_told() -> None:
    """A site that was rebuilt answers 200 and shows nothing."""
    state = FeedState(feed_id="halcyon")
    said: list[str] = []
    for _ in range(4):
        after = concluded(FEED, state, outcome="empty", detail="", now=NOW)
        said += notices(FEED, state, after)
        state = after

    assert said == ["it answers, but shows no items any more"]
