"""Do the feeds of one host wait for each other, and rest with it?"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from schemas.feed import Feed, FetchOutcome, PauseScope
from streams.wires.hosts import AT_ONCE, BURST, FAILURES_TO_OPEN, SHORTEST_REST
from streams.wires.turns import Turns


class Clock:
    """Tells the test's time; sleeping moves it on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    """Return the clock that turns are taken by."""
    return Clock()


def timed(clock: Clock, *exempt: tuple[str, int]) -> Turns:
    """Return turns by *clock*."""
    return Turns(frozenset(exempt), clock=clock, sleep=clock.sleep)


def feed(number: int = 1, *, host: str = "a.wire.example", scope: PauseScope = "host") -> Feed:
    """Return a feed."""
    return Feed(id=f"{host}-{number}", url=f"https://{host}/{number}", pause_scope=scope)


async def ask(
    turns: Turns, one: Feed, outcome: FetchOutcome = "ok_new", wish: float | None = None
) -> str:
    """Take one turn; returns why the host rests, ``""`` when it was asked."""
    async with turns.turn(one, one.url or "") as turn:
        if not turn.rest:
            turn.met(outcome, None if wish is None else timedelta(seconds=wish))
        return turn.reason


async def test_a_host_is_asked_by_few_at_a_time() -> None:
    """However many of its feeds are due."""
    turns, inside, most, gate = Turns(frozenset()), 0, 0, asyncio.Event()

    async def one(number: int) -> None:
        nonlocal inside, most
        async with turns.turn(feed(number), "https://a.wire.example/"):
            inside += 1
            most = max(most, inside)
            gate.set()
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one(number) for number in range(BURST)))

    assert 0 < most <= AT_ONCE


async def test_forty_feeds_of_a_host_take_their_time(clock: Clock) -> None:
    """And another host does not wait for them."""
    turns = timed(clock)
    for number in range(40):
        await ask(turns, feed(number))
    spent = clock.now
    await ask(turns, feed(host="b.wire.example"))

    assert spent == 2.0 * (40 - BURST)
    assert clock.now == spent


async def test_an_operator_sets_the_pace(clock: Clock) -> None:
    """For a host that gives more, or asks for less, than the usual two seconds."""
    quick = Turns(frozenset(), spacing=0.5, clock=clock, sleep=clock.sleep)
    for number in range(40):
        await ask(quick, feed(number))
    spent, clock.now = clock.now, 0.0
    slow = Turns(frozenset(), spacing=10, clock=clock, sleep=clock.sleep)
    for number in range(4):
        await ask(slow, feed(number))

    assert spent == 0.5 * (40 - BURST)
    assert clock.now == 10


async def test_what_an_operator_allows_is_asked_at_once(clock: Clock) -> None:
    """A house server is his own; neither pace nor rests are kept for it, nor for folders."""
    turns = timed(clock, ("127.0.0.1", 8080))
    own = Feed(id="own", url="http://127.0.0.1:8080/")
    for _ in range(50):
        assert await ask(turns, own, "http_429", 60) == ""
        assert await ask(turns, Feed(id="drop", folder="/drop"), "unreachable") == ""

    assert clock.now == 0


async def test_one_feed_finds_out_for_all_of_its_host(clock: Clock) -> None:
    """After some failures nobody asks, until the rest is over."""
    turns = timed(clock)
    for number in range(FAILURES_TO_OPEN):
        await ask(turns, feed(number), "timeout")
    reason = await ask(turns, feed(99))
    other = await ask(turns, feed(host="b.wire.example"))
    clock.now += SHORTEST_REST
    after = await ask(turns, feed(99))

    assert reason == "a.wire.example failed 5 times in a row (timeout)"
    assert (other, after) == ("", "")


@pytest.mark.parametrize(
    ("scope", "same", "neighbour"), [("feed", 0, 0), ("host", 1, 0), ("domain", 1, 1)]
)
async def test_a_pause_is_kept_as_widely_as_configured(
    clock: Clock, scope: PauseScope, same: int, neighbour: int
) -> None:
    """By the feed alone (its own schedule does that), its host, or its domain."""
    turns = timed(clock)
    await ask(turns, feed(1, scope=scope), "http_429", 60)
    rests = [
        await ask(turns, feed(2)) != "",
        await ask(turns, feed(host="b.wire.example")) != "",
        await ask(turns, feed(host="wire.invalid")) != "",
    ]
    clock.now += 60

    assert rests == [same, neighbour, 0]
    assert await ask(turns, feed(2)) == ""
