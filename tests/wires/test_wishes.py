"""Are a server's wishes read as it means them?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.feed import FeedState
from streams.outward.wishes import fresh_for, retry_after
from streams.wires.validators import MOST_CONDITIONAL, modified, to_send, unmodified

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
ITS_NOON = {"Date": "Sun, 28 Jul 2024 09:00:00 GMT"}
STATE = FeedState(feed_id="halcyon", etag='"1"', last_modified="sunday")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Sun, 28 Jul 2024 09:05:00 GMT", **ITS_NOON}, 300),
        ({"Retry-After": "Sun, 28 Jul 2024 12:05:00 GMT"}, 300),
        ({"Retry-After": "Sun, 28 Jul 2024 08:00:00 GMT", **ITS_NOON}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "9" * 400}, 10**8),
        ({"X-RateLimit-Reset": "35.0"}, 35),
        ({"X-RateLimit-Reset": "1722168060"}, 60),
        ({"X-RateLimit-Reset": "never"}, None),
        ({}, None),
    ],
)
def test_how_long_to_stay_away(headers: dict[str, str], seconds: int | None) -> None:
    """Seconds, a date by the server's own clock, or the end of its window."""
    found = retry_after(headers, now=NOW)

    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=300"}, 300),
        ({"Cache-Control": "MAX-AGE=300", "Age": "60"}, 240),
        ({"Cache-Control": "max-age=300", "Age": "900"}, 0),
        ({"Cache-Control": "s-maxage=300"}, None),
        ({"Expires": "Sun, 28 Jul 2024 09:10:00 GMT", **ITS_NOON}, 600),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"Cache-Control": "max-age=60", "Expires": "Sun, 28 Jul 2024 19:00:00 GMT"}, 60),
    ],
)
def test_how_long_an_answer_is_fresh(headers: dict[str, str], seconds: int | None) -> None:
    """max-age counts before Expires; caches on the way have used some of it up."""
    found = fresh_for(headers, now=NOW)

    assert found == (None if seconds is None else timedelta(seconds=seconds))


@given(st.dictionaries(
    st.sampled_from(["Retry-After", "X-RateLimit-Reset", "Cache-Control", "Age", "Expires", "Date"]),
    st.text(max_size=60) | st.integers().map(str) | st.datetimes().map(str),
))  # fmt: skip
def test_no_head_hurts(headers: dict[str, str]) -> None:
    """Whatever a server writes, a wish is a time of zero or more, or none."""
    for wish in (retry_after(headers, now=NOW), fresh_for(headers, now=NOW)):
        assert wish is None or wish >= timedelta(0)


def test_the_whole_document_is_fetched_now_and_then() -> None:
    """However often a server says that nothing changed."""
    state, asked = STATE, 0
    while to_send(state)["etag"]:
        state, asked = unmodified(state), asked + 1
    fetched = modified(state, etag='"1"', last_modified="sunday", is_news=False)

    assert asked == MOST_CONDITIONAL
    assert to_send(fetched) == {"etag": '"1"', "last_modified": "sunday"}


@pytest.mark.parametrize(
    ("etag", "last_modified", "is_news", "lies"),
    [
        ('"1"', "monday", True, True),
        ('"2"', "sunday", True, False),
        ('"1"', "sunday", False, False),
        (None, "sunday", True, False),
    ],
)
def test_news_under_an_old_validator_is_a_lie(
    etag: str | None, last_modified: str, is_news: bool, lies: bool
) -> None:
    """A server that lied once is asked for the whole document from then on."""
    state = modified(STATE, etag=etag, last_modified=last_modified, is_news=is_news)

    assert state.distrusted is lies
    assert (to_send(state) == {"etag": None, "last_modified": None}) is lies


def test_without_validators_nothing_can_lie() -> None:
    """A dated answer without an ETag is judged by its date."""
    bare = FeedState(feed_id="halcyon")
    dated = FeedState(feed_id="halcyon", last_modified="sunday")

    assert not modified(bare, etag=None, last_modified=None, is_news=True).distrusted
    assert modified(dated, etag=None, last_modified="sunday", is_news=True).distrusted
