"""Does a host get no more than it bears, however many feeds it has?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.wires.hosts import (
    AT_ONCE,
    BURST,
    FAILURES_TO_OPEN,
    LONGEST_ASKED,
    LONGEST_PAUSE,
    LONGEST_REST,
    SHORTEST_PAUSE,
    SHORTEST_REST,
    SPACING_SECONDS,
    Standing,
    asked,
    ended,
    registrable,
    scope_of,
    started,
)


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_stretch_of_time_sees_more_than_the_bucket_holds(gaps: list[float]) -> None:
    """In any window: a burst, and one more for each spacing; nobody waits without need."""
    host, now, starts = Standing(), 0.0, []
    for gap in gaps:
        now += gap
        wait, host = started(host, now=now)
        starts.append(now + wait)
    starts.sort()
    for first, begin in enumerate(starts):
        for last in range(first, len(starts)):
            allowed = BURST + (starts[last] - begin) / SPACING_SECONDS

            assert last - first + 1 <= allowed + 1e-6


def test_requests_wait_in_line() -> None:
    """A burst goes at once, the next ones one by one; AT_ONCE is smaller than the burst."""
    host, waits = Standing(), []
    for _ in range(BURST + 3):
        wait, host = started(host, now=100.0)
        waits.append(wait)

    assert waits == [0] * BURST + [SPACING_SECONDS * n for n in (1, 2, 3)]
    assert AT_ONCE <= BURST


def test_an_operators_fast_feed_does_not_wait() -> None:
    """It costs the bucket no more than its own interval."""
    host, now = Standing(), 0.0
    for _ in range(100):
        wait, host = started(host, now=now, spacing=0.5)
        now += 0.5

        assert wait == 0


def test_a_host_that_is_down_rests_longer_and_longer() -> None:
    """Failures of any of its feeds count, one success ends it."""
    host, rests = Standing(), []
    for _ in range(FAILURES_TO_OPEN + 8):
        host = ended(host, "timeout", now=0.0)
        rests.append(host.rests_until)
    well = ended(host, "ok_new", now=0.0)

    assert rests[: FAILURES_TO_OPEN - 1] == [0.0] * (FAILURES_TO_OPEN - 1)
    assert rests[FAILURES_TO_OPEN - 1 :][:3] == [
        SHORTEST_REST,
        2 * SHORTEST_REST,
        4 * SHORTEST_REST,
    ]
    assert rests[-1] == LONGEST_REST
    assert well.ailing == 0


def test_a_missing_page_says_nothing_of_its_host() -> None:
    """Twenty feeds that are gone do not close the others of the host."""
    host = Standing()
    for _ in range(20):
        host = ended(host, "http_4xx", now=0.0)
        host = ended(host, "gone", now=0.0)

    assert host == Standing()


def test_too_many_requests_pause_the_host() -> None:
    """For as long as it says, within a day; without a time a minute, doubling up to an hour."""
    assert asked(Standing(), "http_429", now=5.0, retry_after=90).rests_until == 95.0
    assert asked(Standing(), "http_5xx", now=0, retry_after=1e9).rests_until == LONGEST_ASKED
    assert asked(Standing(), "http_5xx", now=0, retry_after=None).rests_until == 0
    assert asked(Standing(), "http_4xx", now=0, retry_after=90).rests_until == 0
    host, pauses = Standing(), []
    for _ in range(12):
        host = asked(host, "http_429", now=0.0, retry_after=None)
        pauses.append(host.rests_until)

    assert pauses[:2] == [SHORTEST_PAUSE, 2 * SHORTEST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    """One feed was told an hour, the next one a minute."""
    host = asked(Standing(), "http_429", now=0, retry_after=3600)
    host = asked(host, "http_429", now=1, retry_after=60)

    assert host.rests_until == 3600


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("feeds.bbc.co.uk", "bbc.co.uk"),
        ("rss.halcyon.example", "halcyon.example"),
        ("halcyon.example", "halcyon.example"),
        ("www.diario.com.ar", "diario.com.ar"),
        ("t.co", "t.co"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
    ],
)
def test_who_registered_a_host(host: str, found: str) -> None:
    """Countries register at the third label under a few second ones."""
    assert registrable(host) == found


def test_a_pause_is_kept_as_widely_as_the_operator_says() -> None:
    """Multi-tenant hosts differ: one tenant's fault, or the whole server's limit."""
    assert scope_of("a.b.example", "feed") is None
    assert scope_of("a.b.example", "host") == "a.b.example"
    assert scope_of("a.b.example", "domain") == ".b.example"
