"""What is more than usual: a region's week, a country's month, and the tally behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from agents.linking.tallies import counted
from schemas.claim import Speaker
from schemas.control import Tick
from schemas.event import Actor
from schemas.reading import Reading
from schemas.state import Tally
from schemas.watch import Watch
from tests.following.builders import (
    KIDAL_WATCH,
    SUNDAY,
    THURSDAY,
    Story,
    alerts,
    claim,
    mention,
    of,
    on,
    place,
    reading,
)

DAY = 24 * 60
YEAR = 366
SLOW = Watch(id="mali", country="ML", batch_seconds=3600, cooldown_seconds=86400)
SHORT = replace(SLOW, end_days=3)


def fight(number: int, *, day: int, killed: int = 0, region: str = "ML-8", **more) -> Reading:
    """Return a fight of its own: another town, other sides, on the day of its report."""
    spot = place(
        f"Town {number}", place_id=number, lat=10.0 + number % 90 / 4, lon=-5.0 + number % 7,
        iso3166_2=region,
    )  # fmt: skip
    sides = (
        Actor(name="army", actor_id=f"army-{number}", side="A", type="state"),
        Actor(name="rebels", actor_id=f"rebels-{number}", side="B", type="rebel"),
    )
    when = on((SUNDAY + timedelta(days=day)).date())
    told = mention(places=(spot,), actors=sides, time=when)
    claims = [claim(killed, killed)] if killed else []
    return reading(f"afp:{number}", told, claims=claims, after=day * DAY + number, **more)


def again(number: int, *, day: int, killed: int, **more) -> Reading:
    """Return a second report of the same fight, later that day."""
    one = fight(number, day=day, killed=killed, **more)
    return replace(
        one, reading_id=f"{one.reading_id}b",
        dispatch=replace(one.dispatch, key=f"b:{number}", received_at=one.at + timedelta(hours=1)),
    )  # fmt: skip


def test_a_week_of_three_times_the_usual_escalates() -> None:
    """
    A region with no incident in ninety days has three in a week: the next word of one says so, once.
    """
    story = Story(SLOW)
    story.tell(fight(1, day=90), fight(2, day=91))
    third = alerts(story.tell(fight(3, day=92)))
    later = alerts(story.tell(again(3, day=92, killed=0), fight(4, day=93)))

    assert [(one.kind, one.rules[1]) for one in third] == [("ONSET", "escalation.rate@1")]
    assert "3 incidents in ML-8 in a week" in third[0].reasons[-1]
    assert all("escalation.rate@1" not in one.rules for one in later)


def test_a_region_that_always_fights_is_no_news() -> None:
    """
    Three in a week where there are three in every week.
    """
    story = Story(SLOW)
    story.tell(*(fight(number, day=number * 2) for number in range(1, 92)))
    said = alerts(one.record for one in story.said)

    assert len(said) > 80
    assert not [one for one in said if "escalation.rate@1" in one.rules]


def test_nothing_is_unusual_before_we_know_what_is_usual() -> None:
    """
    A fresh partition knows no ninety days and no year.
    """
    story = Story(SLOW)
    said = story.tell(*(fight(number, day=number, killed=90) for number in range(1, 6)))

    assert not [one for one in alerts(said) if {"trend@1", "escalation.rate@1"} & {*one.rules}]


def test_the_worst_month_of_a_year_escalates_once() -> None:
    """
    Sixty killed are not enough, a hundred and twenty are; not again for half a year.
    """
    calm = replace(SLOW, rate_incidents=999)
    story = Story(calm, replace(calm, id="off", trend=False), KIDAL_WATCH)
    story.tell(fight(1, day=YEAR, killed=60), fight(2, day=YEAR + 9, killed=4))
    (worse,) = [one for one in alerts(story.tell(again(2, day=YEAR + 9, killed=99)))
                if "trend@1" in one.rules]  # fmt: skip
    later = alerts(
        story.tell(fight(3, day=YEAR + 20, killed=300), again(3, day=YEAR + 20, killed=400))
    )

    assert (worse.kind, worse.watch_id) == ("ESCALATION", "mali")
    assert "at least 159 killed in ML in 30 days, the most in 1 year" in worse.reasons
    assert not [one for one in later if "trend@1" in one.rules]


def test_a_month_like_another_in_the_year_is_no_high() -> None:
    """
    Five hundred died in spring; a hundred now are no trend.
    """
    story = Story(replace(SLOW, rate_incidents=999))
    story.tell(fight(1, day=200, killed=500))
    said = alerts(story.tell(fight(2, day=YEAR, killed=120), again(2, day=YEAR, killed=130)))

    assert said[0].kind == "ONSET"
    assert not [one for one in said if "trend@1" in one.rules]


def test_what_was_counted_is_taken_back_with_its_incident() -> None:
    """
    A withdrawn report leaves nothing in its country's tally; an ended one stays counted.
    """
    story = Story(SHORT)
    story.tell(fight(1, day=0, killed=7), fight(2, day=0, killed=5))
    assert story.world.tally("ML").killed == ((SUNDAY.date(), 12),)

    story.tell(reading("afp:1", revision=2, pubstatus="canceled", signal="kill", after=60))
    story.tell(Tick(at=SUNDAY + timedelta(days=90)))

    assert story.incidents == {}
    assert story.world.tally("ML").killed == ((SUNDAY.date(), 5),)
    assert story.world.tally("ML").begun == ((SUNDAY.date(), "ML-8", 1),)


def test_a_tally_is_bounded() -> None:
    """
    Days older than three years and a month are dropped, incidents older than 97 days too.
    """
    story = Story(SLOW)
    story.tell(fight(1, day=0, killed=7))
    old, other = story.world.tally("ML"), replace(story.incident, family="riot")

    later = counted(old, story.incident, other, today=(SUNDAY + timedelta(days=2000)).date())
    assert later == Tally()


@pytest.mark.parametrize("hours", [9, 240])
def test_how_often_time_is_told_changes_no_high_and_no_end(hours: int) -> None:
    """
    Trend, rate and the end of an incident are the same with any spacing of ticks.
    """

    def told(step: float) -> list:
        story = Story(replace(SHORT, tell_end=True), KIDAL_WATCH)
        at = SUNDAY
        for record in (*(fight(n, day=YEAR + n, killed=40) for n in range(1, 8)),
                       Tick(at=SUNDAY + timedelta(days=YEAR + 40))):  # fmt: skip
            while at + timedelta(hours=step) < record.at:
                at += timedelta(hours=step)
                story.tell(Tick(at=at))
            story.tell(record)
        return [one.record for one in story.said]

    kinds = [rule for one in alerts(told(10_000)) for rule in one.rules]

    assert told(hours) == told(10_000)
    assert {"trend@1", "escalation.rate@1", "ended@1"} <= {*kinds}


def test_a_loss_of_a_side_is_what_it_was() -> None:
    """
    A tally counts the preferred claim once, whoever else speaks.
    """
    story = Story(SLOW)
    story.tell(reading("afp:1", mention(), claims=[
        claim(4, 4), claim(2, 2, of=of("A", "soldier"), by=Speaker(role="army", side="A")),
    ]))  # fmt: skip

    assert story.world.tally("ML").killed == ((THURSDAY, 4),)
