"""Do cursors, buckets, memory and freshness keep to what they say, without a broker?"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.codec import encode
from schemas.topics import ALERTS, INCIDENTS
from streams.api import cursor
from streams.api.cursor import BadCursor
from streams.api.facets import FACETS
from streams.api.freshness import (
    FeedOutline,
    FeedRecordOutline,
    StateOutline,
    in_short,
    sources_of,
    watermark_of,
)
from streams.api.hub import Behind, Frame, Hub, Wanted
from streams.api.kept import Kept, row
from streams.api.limits import Rate, Seats
from streams.api.parameters import filter_of
from streams.api.standing import Standings
from tests.api.desk import NOW, after, alert, heartbeat, incident

offsets = st.lists(st.integers(0, 2**63 - 1), max_size=20).map(tuple)
positions = st.dictionaries(st.sampled_from(["alerts", "incidents", "decisions"]), offsets)


@given(positions)
def test_a_cursor_says_what_it_was_given(where: dict[str, tuple[int, ...]]) -> None:
    """Written and read it is the same, in letters that a URL and a header carry."""
    word = cursor.written(where)

    assert cursor.read(word) == where
    assert word.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=60) | st.from_regex("[A-Za-z0-9_-]{0,60}", fullmatch=True))
def test_what_is_no_cursor_is_refused(word: str) -> None:
    """Whatever somebody sends, it is a cursor or it is none; nothing breaks."""
    try:
        found = cursor.read(word)
    except BadCursor:
        return
    assert cursor.read(cursor.written(found)) == found


@given(st.binary(max_size=40))
@example(b"\x01" + b"\xff" * 8 + b"\x01")  # a count of 2**57 partitions
@example(b"\x01\xc0\x8d\xb7\x01")  # of three million
@example(b"\x09\x00")  # no topic of ours
@example(b"\x01\x00\x01\x00")  # one twice
@example(b"\x01\x01\xff")  # an end within a number
def test_a_cursor_that_somebody_made_up_costs_nothing(body: bytes) -> None:
    """The check is no secret: what a word claims is not believed, however right it looks."""
    said = b"\x01" + body
    word = urlsafe_b64encode(said + cursor._check(said)).rstrip(b"=").decode()
    try:
        found = cursor.read(word)
    except BadCursor:
        return
    assert sum(map(len, found.values())) <= len(body)
    assert cursor.read(cursor.written(found)) == found


@given(positions, st.integers(0, 200))
def test_a_cut_cursor_is_refused(where: dict[str, tuple[int, ...]], kept: int) -> None:
    """What was lost on the way is noticed."""
    word = cursor.written(where)
    if kept >= len(word):
        return
    with pytest.raises(BadCursor):
        cursor.read(word[:kept])


def test_a_bucket_empties_and_fills() -> None:
    """So many at once, then so many a second; one's haste is not another's."""
    rate = Rate(per_second=2, burst=3)
    waits = [rate.take("one", at=0) for _ in range(4)]

    assert waits == [0, 0, 0, 0.5]
    assert rate.take("other", at=0) == 0
    assert [rate.take("one", at=1) for _ in range(3)] == [0, 0, 0.5]


def test_buckets_stay_few() -> None:
    """Who has not asked for longest is forgotten."""
    rate = Rate(per_second=1, burst=1, most=10)
    for number in range(1000):
        rate.take(str(number), at=number)

    assert len(rate._buckets) == 10


def test_seats_come_back() -> None:
    """One may hold so many, all so many; who leaves makes room."""
    seats = Seats(each=1, most=2)
    taken = [seats.take(who) for who in ("a", "a", "b", "c")]
    seats.leave("a")

    assert taken == [True, False, True, False]
    assert seats.take("c")


def test_memory_holds_the_newest_and_knows_from_where_on() -> None:
    """What is pushed out moves the horizon; a repeat is no news; a newer revision is."""
    alerts = Kept((0,), begins=(0,), most=3)
    told = [
        alerts.add(row(0, n, n, FACETS[ALERTS.name](encode(alert(n))), b"{}")) for n in range(5)
    ]
    repeat = alerts.add(row(0, 5, 5, FACETS[ALERTS.name](encode(alert(4))), b"{}"))
    incidents = Kept((0,), begins=(0,), most=3, is_compacted=True)
    facets = FACETS[INCIDENTS.name](encode(incident(1)))
    newer = [incidents.add(row(0, n, n, facets, b"{}")) for n in range(2)]

    assert (told, repeat, newer) == ([True] * 5, False, [True, True])
    assert [one.offset for one in alerts.newest_first()] == [4, 3, 2]
    assert (alerts.horizon, alerts.reaches((2,)), alerts.reaches((1,))) == ([2], True, False)
    assert [one.offset for one in incidents.newest_first()] == [1]


def test_the_first_that_names_an_alert_ended_it() -> None:
    """As in ``tocsin alerts list``; expiry counts for what nothing ended."""
    first = alert(1)
    standings = Standings()
    for one in (first, after(first, 2), after(first, 3, kind="CANCEL")):
        standings.note(FACETS[ALERTS.name](encode(one)))
    facets = FACETS[ALERTS.name](encode(first))
    other = FACETS[ALERTS.name](encode(alert(4)))

    assert standings.state(facets, now=NOW) == ("replaced", "a0002")
    assert standings.state(other, now=NOW + timedelta(days=4)) == ("expired", None)


def test_who_lags_is_told_so_and_nobody_is_queued_for() -> None:
    """The row keeps so much; each reader has a place in it."""
    hub = Hub(most=3)
    all_of_it = Wanted(frozenset({ALERTS.name}), filter_of({}))
    for number in range(5):
        hub.publish(Frame(ALERTS.name, FACETS[ALERTS.name](encode(alert(number))), b"%d" % number))

    assert hub.since(2, all_of_it) == (b"234", 5)
    assert hub.since(2, Wanted(frozenset(), filter_of({}))) == (b"", 5)
    with pytest.raises(Behind):
        hub.since(1, all_of_it)


@pytest.mark.parametrize(
    ("fields", "is_known"),
    [
        ({}, True), ({"phase": "recovering", "watermark": None}, False),
        ({"phase": "stopping", "watermark": None}, True), ({"role": "poller"}, True),
        ({"at": NOW - timedelta(days=1), "watermark": None}, True),
        ({"partitions": 0, "watermark": None}, True),
    ],
)  # fmt: skip
def test_a_worker_that_judges_nothing_yet_leaves_it_open(
    fields: dict[str, object], is_known: bool
) -> None:
    """Silence means nothing while one is not at work; one that has gone counts no more."""
    beats = {"a": heartbeat(), "b": heartbeat(instance="b", **fields)}

    assert (watermark_of(beats, now=NOW) is not None) == is_known
    assert watermark_of({}, now=NOW) is None


def test_a_publisher_is_one_source() -> None:
    """Its feeds are counted together; a thousand publishers are told of in short."""

    def read(number: int, provider: str | None, failures: int = 0) -> FeedRecordOutline:
        state = StateOutline(failures=failures, last_new=NOW + timedelta(seconds=number))
        return FeedRecordOutline(feed=FeedOutline(id=f"f{number}", provider=provider), state=state)

    (agency, alone) = sources_of([read(1, "Agency"), read(2, "Agency", 3), read(3, None)])

    assert (agency.provider, agency.feeds, agency.failing) == ("Agency", 2, 1)
    assert alone.provider == "f3"
    many = sources_of([read(number, None) for number in range(300)])
    assert [one.provider for one in in_short(many, 2)] == ["f298", "f299"]
