"""Where does a record that was made anew stand among those of life?"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from schemas.codec import decode, encode
from schemas.dispatch import Dispatch
from schemas.feed import FeedState
from schemas.replay import Reparsed
from streams.replay.ordering import ordered
from streams.replay.places import Dispatches
from streams.replay.sources import Portion, Taken

if TYPE_CHECKING:
    from streams.replay.sources import Partition

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


class Lying:
    """A partition that holds these dispatches; the first *before* of them count no more."""

    begin = 0

    def __init__(self, *dispatches: Dispatch, before: int = 0) -> None:
        self._records = [
            Taken(one.key.encode(), encode(one), 0, counts=number >= before)
            for number, one in enumerate(dispatches)
        ]

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        """Yield all of them."""
        yield Portion(self._records[position:], len(self._records))


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
