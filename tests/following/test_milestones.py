"""What is told at once, as what, and what is only an update."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.event import Acled, Actor, Plover, Territory, Types
from schemas.reading import Reading
from schemas.watch import Watch
from tests.following.builders import (
    CSP,
    SUNDAY,
    Story,
    alerts,
    claim,
    mention,
    on,
    place,
    reading,
    rung,
    seed,
)

SLOW = Watch(id="mali", country="ML", batch_seconds=3600, cooldown_seconds=86400)
DRONES = Types(
    acled=Acled(event="Explosions/Remote violence", sub_event="Air/drone strike"),
    plover=Plover(event="ASSAULT", modes=("aerial",)),
)
ALGIERS = Actor(name="Algerian army", actor_id="algeria-army", side="A", type="state", country="DZ")
THIRD = Actor(name="Islamic State", actor_id="issp", side="C", type="rebel")
NAMED = Actor(name="GATIA", actor_id="gatia", side="A", type="militia", country="ML")
TRUCE = mention(family="ceasefire", types=Types(), time=on((SUNDAY + timedelta(days=1)).date()))


def toll(key: str, killed: int, *, after: float) -> Reading:
    """Return a report with a toll."""
    return reading(key, mention(), claims=[claim(killed, killed)], after=after)


@pytest.mark.parametrize(
    ("tolls", "times"),
    [
        ((3, 4), 0), ((3, 5), 1), ((3, 12), 1), ((0, 1), 1), ((3, 12, 4, 12), 1),
        ((3, 12, 4, 30), 2),
    ],
)  # fmt: skip
def test_a_toll_escalates_when_it_enters_a_band_that_was_never_told(
    tolls: tuple[int, ...], times: int
) -> None:
    """
    Neither batch nor cooldown holds it; lowered and raised again it is an update.
    """
    story = Story(SLOW)
    said = [
        kind
        for day, killed in enumerate(tolls)
        for kind, _ in rung(story.tell(toll(f"afp:{day}", killed, after=day * 1440)))
    ]

    assert said.count("ESCALATION") == times


def test_bands_are_the_entrys_own() -> None:
    """
    Who asks for fifty hears of fifty.
    """
    asks = Watch(id="mali", country="ML", toll_bands=(50,), batch_seconds=3600)
    story = Story(asks)
    story.tell(toll("afp:1", 3, after=0))

    assert rung(story.tell(toll("afp:2", 31, after=10))) == []
    assert rung(story.tell(toll("afp:3", 50, after=20))) == [("ESCALATION", "mali")]


@pytest.mark.parametrize(
    ("later", "rule"),
    [
        (mention(types=DRONES, family="remote"), "escalation.weapon@1"),
        (mention(actors=(*mention().actors, ALGIERS)), "escalation.force@1"),
        (mention(actors=(*mention().actors, THIRD)), "escalation.force@1"),
    ],
)  # fmt: skip
def test_what_makes_it_worse_escalates(later, rule: str) -> None:
    """
    Aircraft for the first time, a foreign army, a third side.
    """
    story = Story(SLOW)
    story.tell(seed())
    (alert,) = alerts(story.tell(reading("afp:2", later, after=5)))

    assert alert.kind == "ESCALATION"
    assert rule in alert.rules
    assert alert.references


def test_a_name_for_a_home_force_does_not() -> None:
    """
    Who fights beside the army at home is a detail.
    """
    story = Story(SLOW)
    story.tell(seed())

    assert (
        rung(story.tell(reading("afp:2", mention(actors=(*mention().actors, NAMED)), after=5)))
        == []
    )


def test_ground_that_is_still_held_a_day_later_escalates() -> None:
    """
    Taken on Sunday, held on Monday.
    """
    taken = Territory(place_id=place().place_id, change="gained", by="csp-dpa")
    story = Story(SLOW)
    story.tell(reading("afp:1", mention(territory=taken)))
    held = mention(territory=replace(taken, held_over_1_day=True))
    (alert,) = alerts(story.tell(reading("afp:2", held, after=26 * 60)))

    assert alert.kind == "ESCALATION"
    assert "escalation.ground-held@1" in alert.rules


def test_fighting_in_another_region_is_a_spread() -> None:
    """
    The same battle, now also across the line between two regions.
    """
    across = place("Tin Kar", place_id="x-tocsin:tin-kar", iso3166_2="ML-7", adm1="Gao", lat=19.9,
                   lon=2.95)  # fmt: skip
    story = Story(SLOW)
    story.tell(seed())
    (alert,) = alerts(story.tell(reading("afp:2", mention(places=(place(), across)), after=60)))

    assert alert.kind == "SPREAD"
    assert alert.reasons == ("fighting is now also reported at Tin Kar, Gao",)


def test_a_truce_in_force_is_told_and_its_breach_escalates() -> None:
    """
    Quiet on Monday, fighting again on Wednesday.
    """
    story = Story(SLOW)
    story.tell(seed())
    said = story.tell(reading("afp:2", TRUCE, after=24 * 60))
    assert rung(said) == [("CEASEFIRE", "mali")]
    assert story.incident.status == "ceasefire"

    again = mention(time=on((SUNDAY + timedelta(days=3)).date()))
    said = story.tell(reading("afp:3", again, after=3 * 24 * 60))
    assert rung(said) == [("ESCALATION", "mali")]
    assert alerts(said)[0].rules[0] == "escalation.truce-broken@1"


def test_a_truce_agreed_for_later_is_not_yet_one() -> None:
    """
    Planned is not in force.
    """
    story = Story(SLOW)
    story.tell(seed())

    assert rung(story.tell(reading("afp:2", replace(TRUCE, realis="planned"), after=60))) == []
    assert story.incident.status != "ceasefire"


def test_what_is_no_live_news_escalates_nothing() -> None:
    """
    A backfilled toll is added, and goes with the next message.
    """
    story = Story(SLOW)
    story.tell(seed())

    assert (
        rung(
            story.tell(reading("afp:2", mention(actors=(CSP, ALGIERS)), intake="backfill", after=5))
        )
        == []
    )
