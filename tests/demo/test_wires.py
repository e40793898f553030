"""Do the invented wires behave as real ones?"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from lxml import etree
from msgspec.structs import replace

from schemas.dispatch import Dispatch
from streams.demo.documents import document, newsml
from streams.demo.story import Item, Wire, items, story, wire_of, wires
from streams.demo.wire_server import StoryClock, dropping, serving
from streams.wires.formats import Origin, parse

START = datetime(2031, 3, 5, 9, 15, tzinfo=UTC)
END = 60.0


def wire(name: str) -> Wire:
    return next(each for each in wires() if each.id == name)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def titles(name: str, elapsed: float) -> list[str]:
    root = etree.fromstring(document(wire(name), elapsed, START))
    return root.xpath(
        "//*[local-name()='item' or local-name()='entry']/*[local-name()='title']/text()"
    )


def test_a_feed_shows_its_old_items_at_first_contact_and_grows_on_top() -> None:
    """
    What was there before stays below what is new.
    """
    before, after = titles("northline", 0), titles("northline", 4)

    assert len(before) == 2
    assert after[-2:] == before
    assert after[0] == "Price war breaks out between West African airlines"


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    """
    A feed that edits in place shows one version, on top, under the same guid.
    """
    toll = [title for title in titles("northline", END) if "death toll" in title]

    assert toll == ["CORRECTED-Army death toll in northern Mali fighting rises to nine"]


def test_an_atom_feed_says_its_language() -> None:
    """
    The French wire says so, once, for all its items.
    """
    root = etree.fromstring(document(wire("sahel-presse"), END, START))

    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_a_newsml_alert_has_no_headline_and_ends_in_a_sign_off() -> None:
    """
    The most urgent items are one line of text, as on the main wires.
    """
    alert = next(item for item in story() if item.id == "tinzaouaten-alert")
    root = etree.fromstring(newsml(alert, START))

    assert root.findtext(".//HeadLine") is None or root.findtext(".//HeadLine") == ""
    assert [p.text for p in root.iter("p")] == [alert.text, "mk/rd", None]


def parsed(item: Item) -> Dispatch:
    origin = Origin(
        feed=item.feed,
        provider=item.feed,
        language=wire_of(item).language,
        received_at=START + timedelta(seconds=max(item.at, 0)),
        intake="baseline" if item.old else "live",
    )
    if wire_of(item).format == "newsml12":
        return parse(newsml(item, START), origin).dispatches[0]
    # A new version is on top; so is a new item.
    return parse(document(wire_of(item), item.at, START), origin).dispatches[0]


@pytest.mark.parametrize("number", range(len(story())), ids=lambda n: story()[n].id)
def test_a_document_is_parsed_to_the_dispatch_that_the_story_means(number: int) -> None:
    """
    The bytes on the wire say what the story says; only ids and counting are the poller's.
    """
    item, meant = story()[number], items(START)[number]

    found = replace(parsed(item), key=meant.key, revision=meant.revision)

    assert found == meant


def test_versions_of_a_newsml_item_differ_in_their_revision_alone() -> None:
    """
    A correction carries the identifiers of what it corrects.
    """
    items = {item.id: item for item in story()}
    first, second = (
        etree.fromstring(newsml(items[name], START)) for name in ("sake-lead", "sake-correction")
    )

    for part in ("ProviderId", "DateId", "NewsItemId"):
        assert first.findtext(f".//{part}") == second.findtext(f".//{part}")
    assert (first.findtext(".//RevisionId"), second.findtext(".//RevisionId")) == ("1", "2")


async def test_the_server_answers_304_until_the_feed_grows() -> None:
    """
    A poller that sends the entity tag back is told that nothing changed.
    """
    clock = StoryClock(START, speed=1000)
    async with serving(clock) as port, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{port}/northline"
        async with session.get(address) as first:
            known = {"If-None-Match": first.headers["ETag"]}
        async with session.get(address, headers=known) as second:
            repeated = second.status
        clock.begin()
        await clock.reach(END)
        async with session.get(address, headers=known) as third:
            grown = third.status

    assert (first.status, repeated, grown) == (200, 304, 200)


async def test_files_are_dropped_whole_and_in_their_time(tmp_path: Path) -> None:
    """
    Old files are there before the story begins, all of them at its end, and nothing else.
    """
    folder = tmp_path / "halcyon"
    folder.mkdir()
    clock = StoryClock(START, speed=1000)
    task = asyncio.create_task(dropping(wire("halcyon"), folder, clock))
    await asyncio.sleep(0)
    old = names(folder)
    clock.begin()
    await task

    told = {f"{i.wire_id}-{i.revision}.xml" for i in story() if i.feed == "halcyon"}
    assert old == {"ansongo-old-1.xml", "cotton-old-1.xml"}
    assert names(folder) == told
    assert names(tmp_path) == {"halcyon"}
