"""Which reports tell of one event."""

from __future__ import annotations

from datetime import date

from schemas.event import EventTime
from schemas.watch import Watch
from tests.following.builders import (
    ARMY,
    AT_ONCE,
    CSP,
    JNIM,
    KIDAL_WATCH,
    MALI,
    MALI_WATCH,
    MENAKA,
    Story,
    alerts,
    claim,
    mention,
    on,
    place,
    reading,
    revisions,
    rung,
    seed,
)


def test_links_across_languages() -> None:
    """
    The same facts in six languages: one incident, six lines of evidence, one onset.
    """
    story = Story(MALI_WATCH)
    for number, language in enumerate(("en", "fr", "es", "ar", "de", "pt")):
        story.tell(
            reading(f"{language}:1", mention(), language=language, publisher_family=language,
                    after=number * 10)
        )  # fmt: skip

    assert len(story.incident.evidence) == 6
    assert story.incident.independence.families == 6
    assert story.incident.certainty == "observed"
    assert [kind for kind, _ in rung([one.record for one in story.said])].count("ONSET") == 1


def test_a_toll_without_a_place_of_its_own_joins_by_its_sides() -> None:
    """
    "Toll in Mali rises to 31": two incidents are open, the same sides fight in one.
    """
    story = Story(MALI_WATCH)
    story.tell(seed(), reading("afp:2", mention(places=(MENAKA,), actors=(ARMY, JNIM)), after=5))
    said = story.tell(
        reading("afp:3", mention(places=(MALI,), actors=(ARMY, CSP)), claims=[claim(31, 31)],
                after=90)
    )  # fmt: skip

    assert len(story.incidents) == 2
    assert rung(said) == [("ESCALATION", "mali")]
    assert alerts(said)[0].toll_summary.min == 31
    assert revisions(story)[-1].incident_id == alerts(said)[0].incident_id


def test_a_toll_joins_the_only_incident_there_is() -> None:
    """
    Without sides, the only thing going on in the country is meant.
    """
    story = Story(MALI_WATCH)
    story.tell(seed(), reading("afp:2", mention(places=(MALI,), actors=()), after=90))

    assert len(story.incident.evidence) == 2


def test_another_place_and_other_sides_are_another_incident() -> None:
    """
    An ambush far away by another group rings on its own.
    """
    story = Story(MALI_WATCH, KIDAL_WATCH)
    story.tell(seed())
    said = story.tell(reading("afp:2", mention(places=(MENAKA,), actors=(ARMY, JNIM)), after=30))

    assert rung(said) == [("ONSET", "mali")]
    assert len(story.incidents) == 2


def test_the_alert_then_the_lead_with_a_day_are_one() -> None:
    """
    An alert gives no day; the lead says it began three days ago.
    """
    story = Story(MALI_WATCH)
    story.tell(
        reading("afp:1", mention(time=EventTime())),
        reading("afp:2", mention(time=on(date(2024, 7, 25))), after=10),
    )

    assert story.incident.time.start == date(2024, 7, 25)


def test_near_is_the_same_place() -> None:
    """
    Two reports that name places ten kilometres apart tell of one fight.
    """
    story = Story(Watch(id="mali", country="ML", **AT_ONCE))
    nearby = place("Achibrich", "near", place_id="x-tocsin:achibrich", lat=19.88, lon=2.9)
    story.tell(seed(), reading("x:1", mention(places=(nearby,), actors=()), after=20))

    assert [one.name for one in story.incident.places][:2] == ["Tinzaouaten", "Achibrich"]


def test_a_toll_of_no_event_counts_for_no_incident() -> None:
    """
    What a look back counts adds nothing to today's fighting.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("afp:1", mention(), claims=[claim(50, 50, mention_idx=None)]))

    assert story.incident.claims == ()
