"""Is AFP's API read without a gap, whatever it does, and within what the account may ask?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast

import pytest
from aiohttp import web
from aiokafka import AIOKafkaProducer
from msgspec.structs import replace

from schemas.access import AfpSearch, OAuth2
from schemas.codec import plain
from schemas.feed import Feed, FeedState
from streams.settings import Poller, Settings
from streams.wires import afp as reading_afp
from streams.wires.fetch import Fetcher, fetcher
from streams.wires.opening import Access, asked, opened
from streams.wires.parsing import Parser
from streams.wires.publishing import Desk
from streams.wires.sources import Polled
from tests.wires.afp_server import Afp, error, serving_afp
from tests.wires.standins import Broker, InlineParser

MINUTE = timedelta(minutes=1)


class Wire:
    """A feed of AFP's, polled by hand."""

    def __init__(self, feed: Feed, fetching: Fetcher, broker: Broker) -> None:
        self.feed = feed
        self.broker = broker
        self.access = Access(fetching)
        self.desk = Desk(
            Settings(), cast("AIOKafkaProducer", broker), cast("Parser", InlineParser())
        )
        self.state = FeedState(feed_id=feed.id)
        self.restart()

    def restart(self, **api: Any) -> None:
        """Open the source anew: it knows no more than its state."""
        if api:
            self.feed = replace(self.feed, api=AfpSearch(**api))
        self.source = opened(self.feed, self.access, self.desk, Poller())

    async def poll(self) -> Polled:
        """Poll once."""
        polled = await self.source.poll(self.state)
        self.state = polled.state
        return polled

    def names(self, intake: str | None = None) -> list[str]:
        """List what was published, in order."""
        shown = self.broker.dispatches()
        return [d.key.split("doc-")[1] for d in shown if intake in (None, d.intake)]


@pytest.fixture
def afp() -> Afp:
    """Return an API with no documents."""
    return Afp()


@pytest.fixture
async def wire(afp: Afp, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    """Return a feed that searches *afp*, logged in with a password."""
    monkeypatch.setenv("AFP_SECRET", "pw")
    async with serving_afp(afp) as server:
        feed = Feed(
            id="afp",
            url=server.url("/v1/api/search?wt=json"),
            auth=OAuth2(
                token_url=server.url("/oauth/token"), grant="password", user="desk",
                password="env:AFP_SECRET", client_id="tocsin", client_secret="env:AFP_SECRET",
            ),
            api=AfpSearch(rows=100),
        )  # fmt: skip
        async with fetcher(Poller(allow=(server.host,), timeout_seconds=5)) as fetching:
            yield Wire(feed, fetching, Broker())


async def test_from_first_contact_to_live_news(afp: Afp, wire: Wire) -> None:
    """What was there is baseline; then each document comes once, late ones too."""
    afp.publish("old", afp.now - 60 * MINUTE)
    afp.publish("newer", afp.now - 10 * MINUTE)
    outcomes = [(await wire.poll()).outcome for _ in range(3)]
    afp.publish("live", afp.now - MINUTE)
    outcomes.append((await wire.poll()).outcome)
    afp.publish("late", afp.now - 4 * MINUTE)
    outcomes.append((await wire.poll()).outcome)

    assert outcomes == ["ok_new", "ok_unchanged", "ok_unchanged", "ok_new", "ok_new"]
    assert wire.names("baseline") == ["old", "newer"]
    assert wire.names("live") == ["live", "late"]
    assert afp.searches[0]["dateRange"] == {"from": "now-1440m", "to": "now"}
    assert afp.tokens == 1


async def test_a_search_that_finds_nothing_is_no_trouble(afp: Afp, wire: Wire) -> None:
    """A quiet night is not an empty feed, and the first dispatch after it is live."""
    outcomes = [(await wire.poll()).outcome for _ in range(3)]
    afp.publish("first", afp.now)
    await wire.poll()

    assert outcomes == ["ok_unchanged"] * 3
    assert wire.names("live") == ["first"]


async def test_the_request_asks_for_texts_oldest_first(afp: Afp, wire: Wire) -> None:
    """The operator's query takes the place of ours; languages narrow either."""
    await wire.poll()
    wire.restart(query={"name": "country", "in": ["SDN"]}, languages=("fr", "en"), rows=10)
    await wire.poll()

    assert afp.searches[0]["query"] == {"and": [{"name": "class", "in": ["text"]}]}
    assert afp.searches[1]["query"]["and"] == [
        {"name": "country", "in": ["SDN"]},
        {"name": "lang", "in": ["fr", "en"]},
    ]
    assert (afp.searches[1]["sortField"], afp.searches[1]["sortOrder"]) == ("published", "asc")
    assert afp.searches[1]["maxRows"] == 10


async def test_a_second_that_fills_pages_is_read_to_its_end(afp: Afp, wire: Wire) -> None:
    """A window that only moved would ask for the same full page for ever."""
    for number in range(250):
        afp.publish(f"{number:03}", afp.now - MINUTE)
    afp.publish("last", afp.now)
    await wire.poll()

    assert sorted(set(wire.names())) == sorted([f"{n:03}" for n in range(250)] + ["last"])


async def test_fewer_rows_than_asked_for_are_not_the_end(afp: Afp, wire: Wire) -> None:
    """Some accounts get less than they want; how many were found counts."""
    afp.most_rows = 7
    for number in range(30):
        afp.publish(f"{number:03}", afp.now - number * MINUTE)
    await wire.poll()

    assert len(set(wire.names())) == 30


async def test_a_long_first_search_is_baseline_to_its_last_page(
    afp: Afp, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on at the next poll, where it stopped, and only then news is live."""
    monkeypatch.setattr(reading_afp, "MOST_PAGES", 2)
    wire.restart(rows=10)
    for number in range(50):
        afp.publish(f"{number:03}", afp.now - (60 - number) * MINUTE)
    polls = [await wire.poll()]
    while polls[-1].has_more:
        polls.append(await wire.poll())
    afp.publish("live", afp.now)
    await wire.poll()

    assert len(polls) > 2
    assert sorted(set(wire.names("baseline"))) == [f"{n:03}" for n in range(50)]
    assert wire.names("live") == ["live"]


async def test_a_restart_goes_on_where_it_stopped(afp: Afp, wire: Wire) -> None:
    """The cursor is in the state, whatever it means."""
    afp.publish("a", afp.now - 60 * MINUTE)
    await wire.poll()
    wire.restart()
    afp.publish("b", afp.now - 50 * MINUTE)
    await wire.poll()

    assert wire.names() == ["a", "b"]
    assert wire.state.cursor == (afp.now - 50 * MINUTE).isoformat()
    assert afp.searches[1]["dateRange"]["from"] == f"{afp.now - 65 * MINUTE:%Y-%m-%dT%H:%M:%SZ}"


async def test_a_break_in_the_middle_keeps_what_was_read(afp: Afp, wire: Wire) -> None:
    """The second page fails; the first stays, and the rest comes with the next poll."""
    wire.restart(rows=10)
    for number in range(15):
        afp.publish(f"{number:03}", afp.now - (60 - number) * MINUTE)
    afp.failures = [None, web.Response(status=500)]
    broken = await wire.poll()
    read_before = len(wire.names())
    await wire.poll()

    assert (broken.outcome, broken.new, read_before) == ("http_5xx", 10, 10)
    assert not broken.state.contacted
    assert wire.names("baseline") == [f"{n:03}" for n in range(15)]


async def test_an_expired_token_said_with_200_is_renewed(afp: Afp, wire: Wire) -> None:
    """One more token, one more try, and nobody notices."""
    afp.publish("a", afp.now)
    afp.failures = [error(401, "token expired")]
    polled = await wire.poll()

    assert (polled.outcome, afp.tokens, len(afp.searches)) == ("ok_new", 2, 2)


@pytest.mark.parametrize(
    ("failure", "outcome", "seconds"),
    [
        (lambda: error(400, "bad query"), "http_4xx", None),
        (lambda: error(503, "too fast"), "http_429", None),
        (lambda: error(12, "odd"), "http_4xx", None),
        (lambda: web.json_response({"error": {}}), "http_4xx", None),
        (lambda: web.Response(status=503, headers={"Retry-After": "7"}), "http_429", 7),
        (lambda: web.Response(status=500), "http_5xx", None),
        (lambda: web.Response(body=b"<html>log in"), "html_instead", None),
    ],
)
async def test_an_error_has_its_name_and_moves_nothing(
    afp: Afp, wire: Wire, failure: Any, outcome: str, seconds: int | None
) -> None:
    """With status 200 or another; overload is a call to slow down."""
    afp.publish("a", afp.now - 30 * MINUTE)
    await wire.poll()
    before = wire.state.cursor
    afp.publish("b", afp.now)
    afp.failures = [failure()]
    polled = await wire.poll()

    assert polled.outcome == outcome
    assert polled.retry_after == (timedelta(seconds=seconds) if seconds else None)
    assert wire.state.cursor == before
    await wire.poll()
    assert wire.names() == ["a", "b"]


async def test_a_document_from_the_future_does_not_carry_us_there(afp: Afp, wire: Wire) -> None:
    """Else all that comes before its time would be passed over."""
    afp.publish("ahead", afp.now + 600 * MINUTE)
    await wire.poll()
    afp.publish("now", afp.now)
    await wire.poll()

    assert wire.names() == ["ahead", "now"]


async def test_the_budget_belongs_to_the_account(afp: Afp, wire: Wire) -> None:
    """Two feeds share it, their token included; what is over is not sent, the wait is told."""
    wire.restart(requests_per_hour=4)
    other = replace(wire.feed, id="other")
    source = opened(other, wire.access, wire.desk, Poller())
    for _ in range(2):
        await wire.poll()
    shared = await source.poll(FeedState(feed_id="other"))
    refused = await source.poll(FeedState(feed_id="other"))

    assert shared.outcome == "ok_unchanged"
    assert refused.outcome == "circuit_open"
    assert refused.retry_after is not None
    assert timedelta(minutes=59) < refused.retry_after <= timedelta(hours=1)
    assert len(afp.searches) == 3


async def test_a_second_try_and_its_token_count(afp: Afp, wire: Wire) -> None:
    """A token that a server refuses again and again does not use up more than the account may."""
    wire.restart(requests_per_hour=5)
    afp.publish("a", afp.now)
    afp.failures = [error(401, "token expired") for _ in range(20)]
    outcomes = [(await wire.poll()).outcome for _ in range(4)]

    assert outcomes == ["http_4xx", "circuit_open", "circuit_open", "circuit_open"]
    assert afp.tokens + len(afp.searches) == 5


async def test_a_check_is_one_search(afp: Afp, wire: Wire) -> None:
    """Logged in, as at first contact."""
    afp.publish("a", afp.now)
    got = await asked(wire.feed, wire.access)

    assert plain(got.body)["response"]["numFound"] == 1
    assert len(afp.searches) == 1
