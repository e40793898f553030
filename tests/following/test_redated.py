"""A story with a new date is the old story."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.following.desks import WATCHES, Desk, decided, dispatch, rung


@pytest.mark.parametrize("key", ["afp:1", "afp:7", "site:1"])
@pytest.mark.parametrize("days", [1, 8, 20, 40])
def test_a_feed_that_gives_an_old_story_a_new_date(key: str, days: int) -> None:
    """
    "On Wednesday" has moved by weeks, under its own id, another or another site's: no news.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch())
    family = key.partition(":")[0]
    again = replace(
        dispatch(after=days * 24 * 60), key=key, provider=family, publisher_family=family
    )

    assert decided(desk.take(again)) == ["duplicate_dispatch"]
    assert rung(desk.said) == [("ONSET", "mali")]
    assert len(desk.standing()) == 1


def test_a_line_that_is_said_of_many_days_is_news_each_time() -> None:
    """
    A few words may well be the same three weeks later, and mean another day.
    """
    desk = Desk(WATCHES[0])
    flash = "Gunmen attacked the army post of Kidal in northern Mali on Wednesday."
    desk.take(dispatch(text=flash), dispatch("afp:2", text=flash, after=21 * 24 * 60))

    assert rung(desk.said) == [("ONSET", "mali"), ("ONSET", "mali")]
