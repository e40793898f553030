"""Is the story whole: does every item have what its wire and its reader need?"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

from schemas.codec import convert
from schemas.watch import Watchlist
from streams.demo.story import ETC, expected, filled, items, story, wire_of

START = datetime(2031, 3, 5, 9, 15, tzinfo=UTC)  # a Wednesday
ALERT_LETTERS = 55


def test_every_item_rings_or_stays_silent_for_a_reason() -> None:
    """
    Nothing in the story is without an expectation, and nothing has two.
    """
    undecided = [item.id for item in story() if bool(item.rings) == bool(item.silent)]

    assert not undecided


def test_expected_alarms_name_entries_of_the_watchlist() -> None:
    """
    An expectation for a watch that is not there would never be met.
    """
    text = (ETC / "watchlist.toml").read_text("utf-8")
    watched = {entry.id for entry in convert(Watchlist, tomllib.loads(text)).watch}

    assert {ring.watch for ring in expected()} == watched


def test_ids_are_unique_and_revisions_name_an_earlier_item_of_the_same_wire() -> None:
    """
    A correction has something to correct.
    """
    seen = {}
    for item in story():
        assert item.id not in seen
        if item.revises is not None:
            assert seen[item.revises].feed == item.feed
        seen[item.id] = item


def test_alerts_are_short_and_have_no_headline() -> None:
    """
    An agency's alert is one line of at most 55 characters; only alerts go without a headline.
    """
    for item, dispatch in zip(story(), items(START), strict=True):
        assert item.alert == (dispatch.headline is None)
        if dispatch.headline is None:
            assert len(dispatch.text) <= ALERT_LETTERS


def test_only_newsml_carries_desk_fields() -> None:
    """
    RSS and Atom have no urgency: an item that relied on one would be told otherwise.
    """
    for item in story():
        assert (item.urgency is not None) == (wire_of(item).format == "newsml12")


def test_days_are_counted_from_the_demo_in_the_words_of_the_wire() -> None:
    """
    Weekdays and dates move with the day of the demo, months and years included.
    """
    assert filled("{weekday} {weekday-1} {date-5}", START.date(), "en") == (
        "Wednesday Tuesday February 28"
    )
    assert filled("{weekday+1}, {date}", date(2031, 8, 1), "fr") == "samedi, 1 août"


def test_no_placeholder_is_left() -> None:
    """
    A reader never sees a brace.
    """
    for dispatch in items(START):
        assert "{" not in f"{dispatch.headline}{dispatch.text}"


def test_the_story_is_half_a_minute_of_about_forty_items() -> None:
    """
    The demo keeps its promise of length.
    """
    live = [item for item in story() if not item.old]

    assert 35 <= len(live) <= 45
    assert 25 <= live[-1].at <= 32
