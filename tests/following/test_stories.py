"""
Does the pipeline follow the stories of the suite as a desk would?

One test a story for what must hold exactly: who is rung, once, and who is told that it
was wrong. One over the whole suite for the bars on what is joined. What a story looks
like: ``tests/following/telling.py``.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, reduce
from typing import Any

import pytest

from agents.linking.world import World
from schemas.codec import decode, encode
from schemas.state import Memory
from schemas.watch import Watchlist
from streams.offline import Pipeline
from tests.following.telling import AT_ALL_TIMES, Links, Outcome, Story, follow, links, stories

LEAST_STORIES = 60
LEAST_F1 = 0.95
MOST_MERGED = 0.02  # of incidents that hold two events

SUITE = {story.name: story for story in stories()}


@cache
def followed(name: str) -> Outcome:
    """Follow one story; the tests ask twice."""
    return follow(SUITE[name])


def exact(story: Story, outcome: Outcome) -> tuple[Counter[object], Counter[object]]:
    """Return the ONSETs and CANCELs that are expected and those that were sent."""
    expected, sent = (
        Counter((one.watch, one.kind, one.incident) for one in told if one.kind in AT_ALL_TIMES)
        for told in (story.wanted(), outcome.sent())
    )
    return Counter(dict(expected)), Counter(dict(sent))


@pytest.mark.parametrize("name", SUITE)
def test_who_is_rung_and_who_is_told_that_it_was_wrong(name: str) -> None:
    """
    Each expected incident rings once for each entry that watches it, and nothing else does.
    """
    expected, sent = exact(SUITE[name], followed(name))

    assert sent == expected


@pytest.mark.parametrize("name", SUITE)
def test_no_alert_is_without_a_place(name: str) -> None:
    """
    Whoever is rung is told where.
    """
    assert all(alert.place is not None for alert in followed(name).alerts)


def test_reports_of_one_event_are_joined_and_those_of_two_are_not() -> None:
    """
    Over all stories: pairs of reports, and incidents that hold two events.
    """
    total = reduce(Links.plus, map(links, map(followed, SUITE)), Links())

    assert len(SUITE) >= LEAST_STORIES
    assert total.f1 >= LEAST_F1
    assert total.merged / total.incidents <= MOST_MERGED


class Kept(dict[str, Any]):
    """Keeps what it is given, and sees whether its bytes would give back the same."""

    def __setitem__(self, key: str, record: Memory) -> None:
        written = encode(record)
        again = decode(type(record), written)

        assert again == record
        assert encode(again) == written
        super().__setitem__(key, record)


def test_what_is_remembered_is_what_its_bytes_give_back() -> None:
    """
    A worker that was never stopped knows the very values that one knows which was restored.
    """
    for story in SUITE.values():
        rules = decode(Watchlist, encode(story.watchlist()))  # as they come from their topic
        pipeline = Pipeline(rules)
        pipeline.world = World(Kept(), Kept(), Kept())
        for dispatch in story.dispatches():
            assert [*pipeline.take(dispatch)]
        [*pipeline.wait()]
