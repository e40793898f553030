"""Is a move believed when it is proven, and only then?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas.feed import Feed, FeedState
from streams.wires.moving import ENOUGH, address_of, followed, is_same_host
from streams.wires.standing import concluded, notices

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="halcyon", url="http://halcyon.example/rss")
HOME = "https://www.halcyon.example/feed"
HOUR = timedelta(hours=1)


def after(targets: list[str | None], every: timedelta) -> tuple[FeedState, list[str]]:
    """Return where the feed stands, and what was said, after attempts that led to *targets*."""
    state = FeedState(feed_id="halcyon")
    said: list[str] = []
    for number, target in enumerate(targets):
        now = NOW + number * every
        known = followed(FEED, state, target, now=now)
        done = concluded(FEED, known, outcome="ok_new", detail="", now=now)
        said += notices(FEED, state, done)
        state = done
    return state, said


def test_a_move_that_stays_for_a_day_is_adopted() -> None:
    """Then the new address is asked, and that is said once."""
    state, said = after([HOME] * 7, 6 * HOUR)

    assert address_of(FEED, state) == HOME
    assert said == [f"moved for good to {HOME}, which is now asked"]


@pytest.mark.parametrize(
    ("targets", "every"),
    [
        ([HOME] * 1000, timedelta(minutes=1)),  # often, but not for long
        ([HOME] * (ENOUGH - 1), 24 * HOUR),  # long, but not often
        ([HOME, None] * 50, HOUR),  # not always
        ([HOME, HOME + "/2"] * 50, HOUR),  # not to one address
    ],
)
def test_anything_less_is_only_followed(targets: list[str | None], every: timedelta) -> None:
    """A captive portal says "moved for good", too."""
    state, said = after(targets, every)

    assert (address_of(FEED, state), said) == (FEED.url, [])


def test_another_host_is_for_an_operator() -> None:
    """It is told once, and followed as long as the redirect stands."""
    state, said = after(["https://other.example/rss"] * 60, HOUR)

    assert address_of(FEED, state) == FEED.url
    assert len(said) == 1
    assert "write it into feeds.toml" in said[0]


def test_an_adopted_address_that_fails_is_given_up() -> None:
    """The operator's own may still redirect, or work again."""
    state, _ = after([HOME] * 7, 6 * HOUR)
    said: list[str] = []
    for _ in range(3):
        failed = concluded(FEED, state, outcome="http_4xx", detail="", now=NOW)
        said += notices(FEED, state, failed)
        state = failed

    assert address_of(FEED, state) == FEED.url
    assert said == [f"the address it moved to fails; asked at {FEED.url} again"]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("http://a.example/x", "https://www.a.example/y", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://b.a.example/", False),
        ("http://a.example:81/", "http://a.example:81/z", True),
    ],
)
def test_a_host_is_the_same_with_www_and_never_less_safe(
    before: str, after: str, same: bool
) -> None:
    """Plain http to https is no other host; the way back is."""
    assert is_same_host(before, after) is same
