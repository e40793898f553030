"""What comes of documents that are parsed again, and what is known of their feeds?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from agents.effects import Output
from schemas.codec import encode
from schemas.dispatch import Dispatch
from schemas.feed import Feed
from schemas.replay import Reparsed
from streams.replay.parsing import Parsing
from streams.replay.places import Dispatches
from streams.replay.sources import Taken
from streams.replay.told import Told
from streams.wires.documents import Document
from streams.wires.formats import NotADispatch
from streams.wires.parsing import Parser
from tests.wires.standins import InlineParser

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="wire", url="https://wire.example/", provider="wire")


class Desk:
    """A desk for the documents of one feed, one a minute."""

    def __init__(self, told: Mapping[str, Told] | None = None) -> None:
        self.minute = 0
        self._told = told or {}
        self.parsing = Parsing(cast("Parser", InlineParser()), {FEED.id: FEED}, self._ask)

    async def _ask(self, before: datetime) -> Mapping[str, Told]:
        del before
        return self._told

    async def shows(self, *items: str, counts: bool = True) -> list[Dispatch]:
        """Return what comes of a document with these items, newest first."""
        return await self.takes(rss(*items), counts=counts)

    async def takes(
        self, body: bytes, *, counts: bool = True, feed: str = "wire"
    ) -> list[Dispatch]:
        """Return what comes of a document."""
        self.minute += 1
        at = NOON + timedelta(minutes=self.minute)
        document = Document(body, fetched_at=at, url="https://wire.example/")
        at = int(document.fetched_at.timestamp() * 1000)
        record = Taken(feed.encode(), body, at, counts, document.headers())
        sent: list[Output] = []
        await self.parsing.take(record, lambda *outputs: sent.extend(outputs))
        return [cast("Dispatch", one.record) for one in sent]


def rss(*items: str) -> bytes:
    """Write a feed; the first word of an item is its id."""
    inside = "".join(
        f"<item><guid>{one.split()[0]}</guid><title>{one}</title></item>" for one in items
    )
    return f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()


def of(shown: list[Dispatch]) -> list[tuple[str | None, int, str]]:
    """Return headline, revision and intake of each."""
    return [(one.headline, one.revision, one.intake) for one in shown]


async def lived(*items: str, minutes: int) -> Told:
    """Return what life had made of a feed that showed *items* so many minutes before noon."""
    desk = Desk()
    desk.minute = -minutes - 1
    told = Told(NOON - timedelta(minutes=minutes))
    for one in await desk.shows(*items):
        told.note(one, before=NOON)
    return told


async def test_an_item_comes_once_and_an_edit_counts_up() -> None:
    """
    However many documents show it; received when the document was.
    """
    desk = Desk()
    await desk.shows("a was there")
    first = await desk.shows("b is new", "a was there")
    second = await desk.shows("b is new", "a was edited")

    assert of(first) == [("b is new", 1, "live")]
    assert of(second) == [("a was edited", 2, "live")]
    assert second[0].received_at == NOON + timedelta(minutes=3)


async def test_nothing_told_of_a_feed_makes_its_first_document_baseline() -> None:
    """
    It was there before us, as in life; a document that was none is no contact.
    """
    desk = Desk()
    with pytest.raises(NotADispatch):
        await desk.takes(b"<html><body>Please log in.</body></html>")

    assert of(await desk.shows("a was there")) == [("a was there", 1, "baseline")]
    assert of(await desk.shows("b", "a was there")) == [("b", 1, "live")]


async def test_what_was_published_before_the_first_document_is_known() -> None:
    """
    Its document has expired: what that showed is not told again, an edit of it counts up.
    """
    desk = Desk({"wire": await lived("a was there", "b was there", minutes=60)})

    assert of(await desk.shows("c", "a was edited", "b was there")) == [
        ("a was edited", 2, "live"),
        ("c", 1, "live"),
    ]


async def test_a_first_contact_of_life_stays_one() -> None:
    """
    Life says of each document what it was: a second one may belong to the first contact.
    """
    told = Told(NOON + timedelta(minutes=1))
    for minute in (1, 2):
        at = NOON + timedelta(minutes=minute)
        one = Dispatch(key="k", published_at=at, received_at=at, intake="baseline", feed="wire")
        told.note(one, before=NOON)
    desk = Desk({"wire": told})

    assert of(await desk.shows("a")) == [("a", 1, "baseline")]
    assert of(await desk.shows("b", "a")) == [("b", 1, "baseline")]
    assert of(await desk.shows("c", "b", "a")) == [("c", 1, "live")]


async def test_a_feed_that_nobody_knows_is_said() -> None:
    """
    How to read its documents is not known; another feed's are none of its business.
    """
    with pytest.raises(NotADispatch, match="feed other"):
        await Desk().takes(rss("a"), feed="other")


async def test_what_came_in_otherwise_stays_and_what_is_parsed_again_is_replaced() -> None:
    """
    By the receive time: only documents that count replace what life made of them.
    """
    desk = Desk()
    (before,) = await desk.shows("a", counts=False)
    (within,) = await desk.shows("b", "a")
    await desk.shows("b", "a")
    source = cast("Reparsed", desk.parsing.shelves["sources"]["wire"])
    places = Dispatches({"wire": source})

    def is_kept(one: Dispatch) -> bool | None:
        standing = places.of(Taken(one.key.encode(), encode(one), 0, counts=True))
        return standing and standing.is_kept

    assert is_kept(before)
    assert not is_kept(within)
    assert is_kept(replace(within, intake="backfill"))
    assert is_kept(replace(within, feed="another"))
    assert is_kept(replace(within, received_at=NOON + timedelta(hours=1)))
    assert places.of(Taken(b"k", b"{", 0, counts=True)) is None
