"""
Do we find the items and times in gofeed's test feeds that gofeed finds?

Beside each feed stands its parsed form as JSON. Each test prints its count.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import BadRecord, plain
from streams.wires.formats import Origin, parse
from streams.wires.formats.syndication import _items, _understood
from tests.wires.corpora import corpus

DATES = ("pubDateParsed", "publishedParsed", "updatedParsed")


def items_in(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of gofeed's parsed form, whatever the format calls them."""
    return parsed.get("items") or parsed.get("entries") or []


def is_equal(feed: Path) -> bool | None:
    """Tell whether *feed* has the items and dates of its pair; ``None`` when it has none."""
    try:
        expected = items_in(plain(feed.with_suffix(".json").read_bytes()))
    except (FileNotFoundError, BadRecord):
        return None
    found = _items(_understood(feed.read_bytes()), Origin())
    times = [next((item[name] for name in DATES if item.get(name)), None) for item in expected]
    return len(found) == len(expected) and all(
        item.published_at == (datetime.fromisoformat(time) if time else None)
        for item, time in zip(found, times, strict=True)
    )


def test_xml_feeds_have_the_same_items_and_dates(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 98 of 100; today all."""
    feeds = sorted((corpus("gofeed") / "testdata").rglob("*.xml"))
    told = {feed.name: equal for feed in feeds if (equal := is_equal(feed)) is not None}
    with capsys.disabled():
        print(f"\ngofeed: {sum(told.values())} of {len(told)} feeds with the same items and dates")

    assert len(told) > 500
    assert [name for name, equal in told.items() if not equal] == []


def test_json_feeds_have_the_same_items_and_dates(capsys: pytest.CaptureFixture[str]) -> None:
    """Both versions of JSON Feed."""
    pairs = sorted((corpus("gofeed") / "testdata" / "parser" / "json").glob("*_expected.json"))
    for pair in pairs:
        feed = pair.with_name(pair.name.replace("_expected", ""))
        expected = items_in(plain(pair.read_bytes()))
        dispatches = parse(feed.read_bytes(), Origin()).dispatches

        assert [one.headline for one in dispatches] == [item.get("title") for item in expected]
        assert [one.url for one in dispatches] == [item.get("url") for item in expected]
        assert [one.published_at for one in dispatches] == [
            datetime.fromisoformat(item["date_published"]) for item in expected
        ]
    with capsys.disabled():
        print(f"\ngofeed: {len(pairs)} of {len(pairs)} JSON feeds")
