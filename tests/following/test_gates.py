"""Each gate holds back with its own reason, and only that."""

from __future__ import annotations

from datetime import date

import pytest

from agents.telling.gates import held_for_all
from schemas.event import Actor, EventTime
from schemas.watch import Watch
from tests.following.builders import (
    ABEIBARA,
    AT_ONCE,
    CSP,
    KIDAL_WATCH,
    MALI,
    MALI_WATCH,
    MENAKA,
    Story,
    claim,
    mention,
    on,
    place,
    reading,
    reasons,
    rules,
    rung,
    seed,
)

ROBBERS = Actor(name="robbers", type="criminal", side="A")


@pytest.mark.parametrize(
    ("realis", "reason"),
    [
        ("attempted", "attempted_only"), ("threatened", "threatened"), ("planned", "planned"),
        ("hypothetical", "hypothetical"), ("negated", "negated"), ("historical", "historical"),
        ("exercise", "exercise"), ("metaphor", "metaphor_or_sport"), ("unclear", "unclear"),
    ],
)  # fmt: skip
def test_what_did_not_happen_is_held_back(realis: str, reason: str) -> None:
    """
    Gate 1: each way of not having happened has its reason, which `reading` has written down.
    """
    story = Story(MALI_WATCH, KIDAL_WATCH)
    held = held_for_all(mention(realis=realis))

    assert story.tell(reading("afp:1", mention(realis=realis))) == []
    assert held is not None
    assert held.reason == reason


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"family": "strategic"}, "not_event"),
        ({"actors": (ROBBERS,), "family": "one_sided"}, "not_organised"),
        ({"scope": "summary"}, "summary_only"),
        ({"background": True}, "historical"),
    ],
)
def test_what_is_no_fight_of_today_is_held_back(more: dict, reason: str) -> None:
    """
    Gates 2 and 3: no fight, no organised group, a count over weeks, mere background.
    """
    said = Story(MALI_WATCH).tell(reading("afp:1", mention(**more)))

    assert reasons(said) == [(None, reason)]


def test_a_riot_rings_only_where_it_is_asked_for() -> None:
    """
    Gate 2 again: `include_riots` is the entry's own choice.
    """
    story = Story(MALI_WATCH, Watch(id="riots", country="ML", include_riots=True))

    said = story.tell(reading("afp:1", mention(family="riot", actors=())))

    assert rung(said) == [("ONSET", "riots")]
    assert ("mali", "not_organised") in reasons(said)


def test_an_old_event_is_stale_for_the_entry_that_says_so() -> None:
    """
    Gate 4: ten days are too old for the default, not for an entry that waits a month.
    """
    story = Story(MALI_WATCH, Watch(id="patient", country="ML", freshness_days=30))

    said = story.tell(reading("afp:1", mention(time=on(date(2024, 7, 18)))))

    assert rung(said) == [("ONSET", "patient")]
    assert ("mali", "stale") in reasons(said)


def test_an_event_of_no_known_time_is_of_today() -> None:
    """
    Gate 4: no time and no cue of history is recent.
    """
    assert rung(Story(MALI_WATCH).tell(reading("afp:1", mention(time=EventTime()))))


def test_what_is_older_than_the_horizon_opens_no_incident() -> None:
    """
    A dispatch of today on a fight of last winter is stale and leaves nothing behind.
    """
    story = Story(MALI_WATCH)

    said = story.tell(reading("afp:1", mention(time=on(date(2024, 1, 18)))))

    assert reasons(said) == [(None, "stale")]
    assert not story.incidents


def test_a_coarse_place_matches_no_finer_entry() -> None:
    """
    Gate 5: "in Mali" is the country's, and too coarse for a region.
    """
    said = Story(MALI_WATCH, KIDAL_WATCH).tell(reading("afp:1", mention(places=(MALI,))))

    assert rung(said) == [("ONSET", "mali")]
    assert ("kidal", "place_too_coarse") in reasons(said)


def test_an_unknown_place_matches_nothing() -> None:
    """
    Gate 5 fails closed: a name without a country belongs to no partition and no entry.
    """
    nowhere = place("Somewhere", place_id=None, country=None, iso3166_2=None, lat=None, lon=None)
    story = Story(MALI_WATCH, KIDAL_WATCH)

    said = story.tell(reading("afp:1", mention(places=(nowhere,))))

    assert said == []
    assert not story.incidents


def test_what_nobody_watches_is_one_decision() -> None:
    """
    Gate 5: a single `outside_watch`, not one for each entry; the incident is kept.
    """
    story = Story(*(Watch(id=f"w{code}", country=code) for code in ("SN", "RU", "NE")))

    said = story.tell(reading("afp:1", mention()))

    assert reasons(said) == [(None, "outside_watch")]
    assert story.incident.status == "ongoing"


def test_a_direction_is_a_near_miss() -> None:
    """
    Gate 5: fighting toward a place is not fighting there, and its watcher is told why.
    """
    toward = place("Gao", "toward", place_id=2457161, iso3166_2="ML-7", lat=16.27, lon=-0.04)
    story = Story(Watch(id="gao", iso3166_2="ML-7"))

    said = story.tell(reading("afp:1", mention(places=(place(), toward))))

    assert reasons(said) == [("gao", "outside_watch")]


def test_the_same_spot_stays_quiet_for_a_while() -> None:
    """
    Gate 6: a new fight on a spot that was told of ten days ago opens nothing.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("afp:1", mention(time=on(date(2024, 7, 27)))))

    later = on(date(2024, 8, 6))
    said = story.tell(reading("afp:2", mention(time=later), after=9 * 24 * 60))

    assert reasons(said) == [("mali", "quiet_period")]
    assert len(story.incidents) == 2


def test_an_antecedent_in_the_same_dispatch_does_not_block() -> None:
    """
    Gate 6: two fights of the same sides in one dispatch ring both.
    """
    far = place("Aguelhok", place_id=2461247, lat=19.46, lon=0.86)
    story = Story(MALI_WATCH)

    said = story.tell(reading("afp:1", mention(0), mention(1, places=(far,))))

    assert rung(said) == [("ONSET", "mali"), ("ONSET", "mali")]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"register": "opinion"}, "register_excluded"),
        ({"pubstatus": "withheld"}, "withheld"),
        ({"pubstatus": "canceled"}, "killed"),
    ],
)
def test_what_is_no_news_is_held_back(more: dict, reason: str) -> None:
    """
    Gate 7: an editorial, a withheld and a killed item.
    """
    story = Story(MALI_WATCH)

    said = story.tell(reading("afp:1", mention(), **more))

    assert reasons(said) == [(None, reason)]
    assert not story.incidents


def test_first_contact_with_a_feed_never_rings() -> None:
    """
    A baseline item builds its incident in silence; live evidence then rings.
    """
    story = Story(MALI_WATCH)
    before = story.tell(reading("afp:1", mention(), intake="baseline"))
    after = story.tell(reading("afp:2", mention(), after=10))

    assert reasons(before) == [("mali", "not_live")]
    assert rung(after) == [("ONSET", "mali")]
    assert len(story.incidents) == 1


def test_a_reaction_to_what_is_known_is_silent() -> None:
    """
    "UN condemns Thursday's clashes" attaches; alone it is news of them.
    """
    words = mention(reaction=True, sentence="The UN condemned the clashes.")
    known, unknown = Story(MALI_WATCH), Story(MALI_WATCH)
    known.tell(seed())

    assert reasons(known.tell(reading("afp:2", words, after=5))) == [("mali", "reaction_only")]
    assert rung(unknown.tell(reading("afp:2", words, after=5))) == [("ONSET", "mali")]


def test_an_entry_of_a_later_list_rings_with_the_next_evidence() -> None:
    """
    The first match of another entry on an open incident is an alert for that entry.
    """
    story = Story(MALI_WATCH)
    story.tell(seed(), rules(MALI_WATCH, KIDAL_WATCH, after=10))

    said = story.tell(reading("afp:2", mention(places=(place(), ABEIBARA)), after=20))

    assert ("ONSET", "kidal") in rung(said)
    assert ("ONSET", "mali") not in rung(said)


def test_a_distant_fight_of_one_side_rings() -> None:
    """
    Only one known side, far away: another incident.
    """
    story = Story(Watch(id="mali", country="ML", **AT_ONCE))
    story.tell(seed())

    said = story.tell(
        reading("afp:2", mention(places=(MENAKA,), actors=(CSP,)), claims=[claim(3, 3)], after=9)
    )

    assert rung(said) == [("ONSET", "mali")]
