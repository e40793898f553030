"""Is the story judged as it is meant, without a broker?"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from schemas.alert import Alert
from schemas.codec import convert
from schemas.decision import Decision
from schemas.watch import Watchlist
from streams.demo.score import Score
from streams.demo.story import ETC, Item, items, story
from streams.offline import Pipeline

# Each weekday of one week, and days whose story reaches into another month and year.
DAYS = [
    *(datetime(2031, 3, day, 9, 15, tzinfo=UTC) for day in range(3, 10)),
    datetime(2032, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2032, 3, 1, 23, 40, tzinfo=UTC),
]


@cache
def judged(start: datetime) -> Score:
    text = (ETC / "watchlist.toml").read_text("utf-8")
    pipeline = Pipeline(convert(Watchlist, tomllib.loads(text)))
    score = Score(start)
    for dispatch in items(start):
        score.dispatched(dispatch, 0)
        for record in pipeline.take(dispatch):
            if isinstance(record, Alert):
                score.rang(record, 0, start)
            elif isinstance(record, Decision):
                score.decided(record, start)
    # What would come later, a gathered update say, must not: the demo gathers nothing.
    later = pipeline.wait(start + timedelta(days=1))
    assert not [record for record in later if isinstance(record, Alert)]
    return score


@pytest.mark.parametrize("start", DAYS, ids=lambda day: f"{day:%a-%d-%b}")
def test_exactly_the_expected_alarms_ring_on_any_day(start: datetime) -> None:
    """
    Whatever day the demo is shown on, nothing is missing and nothing is false.
    """
    score = judged(start)

    assert (score.missing(), score.false()) == ([], [])


@pytest.mark.parametrize("item", [i for i in story() if i.silent], ids=lambda item: item.id)
def test_what_stays_silent_does_so_for_the_right_reason(item: Item) -> None:
    """
    Silence is judged too: the reason that is told is one that a person would give.
    """
    score = judged(DAYS[0])
    ref = next(ref for ref in score.dispatches if score.item_of(ref) == item)

    assert score.reason(ref).reason in item.silent


def test_every_dispatch_ends_in_a_decision() -> None:
    """
    Alarm or not, each item of the story can be explained.
    """
    assert judged(DAYS[0]).undecided(story()) == []
