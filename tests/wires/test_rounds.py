"""Is every feed followed, and every wish for a poll answered, whenever it comes?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast

import pytest
from msgspec.structs import replace

from schemas.feed import Feed, FeedRecord, FeedState
from streams.wires.publishing import Desk
from streams.wires.rounds import PORTION, Rounds
from streams.wires.sources import Polled
from streams.wires.turns import Turns

FEEDS = tuple(Feed(id=f"f{n}", url=f"https://f{n}.example/") for n in range(3 * PORTION))


def coming(minutes: int) -> datetime:
    """The time in so many minutes."""
    return datetime.now(UTC) + timedelta(minutes=minutes)


class Wires:
    """All sources and the desk in one: notes what is polled, and may poke while it remembers."""

    def __init__(self) -> None:
        self.polled: list[str] = []
        self.written: list[FeedState] = []
        self.has_polled = asyncio.Condition()
        self.rounds: Rounds | None = None
        self.poke_while_writing: datetime | None = None

    async def poll(self, state: FeedState) -> Polled:
        """Find nothing new."""
        async with self.has_polled:
            self.polled.append(state.feed_id)
            self.has_polled.notify_all()
        return Polled("not_modified", "", state)

    async def acknowledge(self) -> str:
        """Let go of nothing."""
        return ""

    async def remember(self, feed: Feed, state: FeedState) -> None:
        """Write a state; a poke comes just then."""
        self.written.append(state)
        if self.poke_while_writing and self.rounds:
            at, self.poke_while_writing = self.poke_while_writing, None
            self.rounds.poke(feed.id, at)

    async def until_polled(self, feed_id: str, times: int) -> None:
        """Wait for so many polls of a feed."""
        async with asyncio.timeout(60), self.has_polled:
            await self.has_polled.wait_for(lambda: self.polled.count(feed_id) >= times)


@asynccontextmanager
async def following(wires: Wires) -> AsyncIterator[Rounds]:
    """Follow all feeds, which have just been polled and rest for an hour."""
    now = datetime.now(UTC)
    state = FeedState(
        feed_id="", outcome="ok_new", last_attempt=now, last_success=now,
        next_due=now + timedelta(hours=1),
    )  # fmt: skip
    records = {
        feed.id: FeedRecord(feed=feed, state=replace(state, feed_id=feed.id)) for feed in FEEDS
    }
    with suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            rounds = Rounds(group, cast("Desk", wires), Turns(frozenset()), lambda _: wires)
            wires.rounds = rounds
            rounds.begin(FEEDS, records)
            yield rounds
            await rounds.end()


async def test_a_poke_that_comes_before_the_round_is_kept() -> None:
    """Thousands of feeds are taken up some at a time; the last of them can be poked at once."""
    wires = Wires()
    async with following(wires) as rounds:
        rounds.poke(FEEDS[-1].id, coming(1))
        await wires.until_polled(FEEDS[-1].id, 1)

    assert wires.polled == [FEEDS[-1].id]


async def test_a_poke_while_the_memory_is_written_is_answered() -> None:
    """It comes between two lines of ours: the feed is polled once more, and both are kept."""
    wires = Wires()
    first, second = coming(1), coming(2)
    wires.poke_while_writing = second
    async with following(wires) as rounds:
        rounds.poke("f0", first)
        await wires.until_polled("f0", 2)

    assert wires.polled == ["f0", "f0"]
    assert wires.written[0].poked_at == first


async def test_an_edit_of_one_feed_is_not_felt_by_the_others() -> None:
    """A feed that was changed or taken out ends; the others rest on, and what is new begins."""
    wires = Wires()
    first, second, third, *others = FEEDS
    changed = replace(second, interval_seconds=60.0)
    async with following(wires) as rounds:
        rounds.poke(others[-1].id, coming(1))
        await wires.until_polled(others[-1].id, 1)
        await rounds.end(but=(changed, third, *others))
        going_on = [feed.id for feed in FEEDS if rounds.is_following(feed.id)]
        rounds.begin([changed], {})
        await wires.until_polled(second.id, 1)
        rounds.poke(third.id, coming(2))
        await wires.until_polled(third.id, 1)

    assert going_on == [feed.id for feed in FEEDS if feed not in (first, second)]
    assert wires.polled == [others[-1].id, second.id, third.id]


async def test_an_edit_and_a_change_in_the_group_may_come_together() -> None:
    """Whoever is told that all has ended can rely on it."""
    wires = Wires()
    async with following(wires) as rounds:
        rounds.poke(FEEDS[-1].id, coming(1))
        await wires.until_polled(FEEDS[-1].id, 1)
        await asyncio.gather(rounds.end(but=FEEDS[1:]), rounds.end())

        assert len(rounds) == 0


async def test_feeds_that_were_still_to_begin_end_as_well() -> None:
    """An edit that comes while thousands are being taken up: none of them is begun twice."""
    wires = Wires()
    async with following(wires) as rounds:
        await rounds.end(but=FEEDS)

        assert not any(rounds.is_following(feed.id) for feed in FEEDS)


async def test_a_clock_that_steps_back_during_a_poll_silences_no_feed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rest after a poll is as long as it was to be, not an hour longer."""

    class SetBack(Wires):
        async def poll(self, state: FeedState) -> Polled:
            monkeypatch.setattr("streams.wires.rounds.datetime", HourAgo)
            return await super().poll(state)

    class HourAgo(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) - timedelta(hours=1)

    wires = SetBack()
    quick = replace(FEEDS[0], interval_seconds=0.01)
    async with following(wires) as rounds:
        await rounds.end()
        rounds.begin([quick], {})
        await wires.until_polled(quick.id, 2)

    assert wires.polled.count(quick.id) >= 2
