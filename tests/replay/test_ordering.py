"""Where does a record that was made anew stand among those of life?"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from schemas.codec import decode, encode
from schemas.control import Tick
from schemas.dispatch import Dispatch
from schemas.feed import FeedState
from schemas.reading import Reading
from schemas.reading import Source as ReadingSource
from schemas.replay import Reparsed
from streams.replay.ordering import ordered
from streams.replay.places import Dispatches, Readings
from streams.replay.sources import Portion, Taken

if TYPE_CHECKING:
    from streams.replay.sources import Partition

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


class Lying:
    """A partition that holds these dispatches; the first *before* of them count no more."""

    begin = 0

    def __init__(self, *dispatches: Dispatch, before: int = 0) -> None:
        self.records = [
            Taken(one.key.encode(), encode(one), 0, counts=number >= before)
            for number, one in enumerate(dispatches)
        ]

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        """Yield all of them."""
        yield Portion(self.records[position:], len(self.records))


def dispatch(key: str, minute: int, *, feed: str | None = "wire", text: str = "lived") -> Dispatch:
    """A dispatch that came so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    return Dispatch(key=key, text=text, published_at=at, received_at=at, feed=feed)


async def put(file: Path, lived: Lying, made: Lying) -> list[tuple[str, str, bool]]:
    """Return key, text and whether it counts, in order; documents since noon were parsed again."""
    source = Reparsed(
        state=FeedState(feed_id="wire"), since=NOON, until=NOON + timedelta(minutes=59)
    )
    found = []
    async with ordered(
        file,
        Dispatches({"wire": source}),
        lived=cast("Partition", lived),
        made=cast("Partition", made),
        since_ms=int(NOON.timestamp() * 1000),
    ) as source_in_order:
        async for portion in source_in_order.portions(0):
            for record in portion.records:
                one = decode(Dispatch, record.value or b"")
                found.append((one.key, one.text, record.counts))
    return found


async def test_what_is_made_anew_takes_its_place_and_the_rest_stays(tmp_path: Path) -> None:
    """
    Whatever order the topics hold it in: what was there stands where it stood, what is new
    by its time, what is not made again is gone; what came in otherwise, or before, stays.
    """
    lived = Lying(
        dispatch("before", -10),
        dispatch("b", 2),
        dispatch("by hand", 3, feed=None),
        dispatch("a", 1),
        dispatch("gone", 4),
        before=1,
    )
    made = Lying(
        dispatch("a", 1, text="anew"),
        dispatch("new", 3, text="anew"),
        dispatch("b", 2, text="anew"),
    )

    assert await put(tmp_path / "order.sqlite", lived, made) == [
        ("before", "lived", False),
        ("b", "anew", True),
        ("by hand", "lived", True),
        ("a", "anew", True),
        ("new", "anew", True),
    ]


def reading(key: str, minute: int) -> Taken:
    """A reading of a dispatch that says it came so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    source = ReadingSource(
        key=key, revision=1, provider="", publisher_family="", language="en",
        published_at=at, received_at=at,
    )  # fmt: skip
    record = Reading(reading_id=key, dispatch=source, country="ML")
    return Taken(b"ML", encode(record), 0, counts=True)


@pytest.mark.parametrize(("by_time", "expected"), [(False, "a tick old b"), (True, "old a tick b")])
async def test_an_archive_stands_where_it_was_followed_or_at_its_own_time(
    tmp_path: Path, *, by_time: bool, expected: str
) -> None:
    """
    What was imported after the tick comes after it, or with the times that it bears before all.
    """
    tick = Taken(None, encode(Tick(at=NOON + timedelta(minutes=5))), 0, counts=True)
    lived, made = Lying(), Lying()
    lived.records = [reading("a", 1), tick, reading("old", -999), reading("b", 6)]
    made.records = [reading("b", 6), reading("a", 1), reading("old", -999)]
    async with ordered(
        tmp_path / "order.sqlite",
        Readings(None, by_time=by_time),
        lived=cast("Partition", lived),
        made=cast("Partition", made),
        since_ms=None,
    ) as source:
        found = [
            record.key and decode(Reading, record.value or b"").dispatch.key
            async for portion in source.portions(0)
            for record in portion.records
        ]

    assert [one or "tick" for one in found] == expected.split()


async def test_what_a_killed_worker_repeated_stands_once(tmp_path: Path) -> None:
    """
    It would stand before its own place where the clock of life ran ahead of it.
    """
    lived = Lying(dispatch("late", 5), dispatch("a", 1))
    again = dispatch("a", 1, text="anew")
    made = Lying(again, dispatch("late", 5, text="anew"), again)

    assert await put(tmp_path / "order.sqlite", lived, made) == [
        ("late", "anew", True),
        ("a", "anew", True),
    ]
