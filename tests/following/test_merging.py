"""Two incidents that turn out to be one, and one that turns out to be two."""

from __future__ import annotations

from datetime import date
from typing import Any

from schemas.incident import Incident
from schemas.watch import Circle, Watch
from tests.following.builders import (
    ARMY,
    AT_ONCE,
    CSP,
    KIDAL_REGION,
    KIDAL_WATCH,
    MALI_WATCH,
    MENAKA,
    Story,
    alerts,
    mention,
    on,
    place,
    reading,
    rung,
)

SIDES = (ARMY, CSP)
# Sixty km from the seed's town: two places until a report says that one fight reached both.
TALHANDAK = place("Talhandak", place_id="x-tocsin:talhandak", lat=19.55, lon=2.5)
DAY = on(date(2024, 7, 27))


def two_fights(story: Story) -> list[Incident]:
    """Tell of two fights that nothing ties yet; return them, the older first."""
    story.tell(
        reading("afp:1", mention(actors=SIDES, time=DAY)),
        reading("b:1", mention(actors=SIDES, time=DAY, places=(TALHANDAK,)), after=5,
                publisher_family="b"),
    )  # fmt: skip
    return sorted(
        (one.incident for one in story.incidents.values()), key=lambda one: one.first_seen
    )


def test_a_report_of_both_places_makes_them_one() -> None:
    """
    The younger is merged into the older, which has all evidence from then on.
    """
    story = Story(KIDAL_WATCH)
    older, younger = two_fights(story)
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))
    story.tell(reading("c:1", both, after=60, publisher_family="c"))
    survivor = story.incidents[older.incident_id].incident
    merged = story.incidents[younger.incident_id].incident

    assert (merged.status, merged.merged_into, merged.evidence) == (
        "merged", older.incident_id, (),
    )  # fmt: skip
    assert [line.dispatch.key for line in survivor.evidence] == ["afp:1", "b:1", "c:1"]
    assert survivor.independence.families == 3
    assert merged.revision == younger.revision + 1


def test_history_names_what_came_together_and_apart() -> None:
    """
    The survivor says whom it took in; after the split both say of whom, and why.
    """
    story = Story(KIDAL_WATCH)
    older, younger = (one.incident_id for one in two_fights(story))
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))
    tie = reading("c:1", both, after=60, publisher_family="c")
    kill = reading("c:1", after=90, publisher_family="c", revision=2, pubstatus="canceled")

    assert ties(story.tell(tie)) == [(older, "merged", younger, older, tie.reading_id)]
    assert ties(story.tell(kill)) == [
        (older, "split", older, younger, kill.reading_id),
        (younger, "split", older, younger, kill.reading_id),
    ]


def ties(said: list[Any]) -> list[tuple[Any, ...]]:
    """Each change that names another incident: of whom, what, from, to, by which reading."""
    incidents = {one.incident_id: one for one in said if isinstance(one, Incident)}
    return [
        (one.incident_id, change.path, change.old, change.new, change.reading_id)
        for one in incidents.values()
        for change in one.change_set
        if change.path in ("merged", "split")
    ]


def test_who_was_told_of_the_younger_is_told_once_of_the_survivor() -> None:
    """
    One UPDATE that replaces the messages about both; nothing is cancelled.
    """
    watch = Watch(id="talhandak", circle=Circle(lat=19.55, lon=2.5, radius_km=10), **AT_ONCE)
    story = Story(watch)
    older, younger = two_fights(story)
    (onset,) = alerts(output.record for output in story.said)
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))
    said = story.tell(reading("c:1", both, after=60, publisher_family="c"))
    (update,) = alerts(said)

    assert onset.incident_id == younger.incident_id
    assert (update.kind, update.incident_id) == ("UPDATE", older.incident_id)
    assert [one.alert_id for one in update.references] == [onset.alert_id]
    assert f"incident {younger.incident_id} is part of this one" in update.reasons


def test_the_area_and_the_town_are_one_once_the_sides_are_known() -> None:
    """
    "Fighting in Kidal region" by nobody, a fight at a town; then the region's sides are told.
    """
    story = Story(MALI_WATCH)
    story.tell(
        reading("afp:1", mention(actors=SIDES, time=DAY)),
        reading("b:1", mention(actors=(), time=DAY, places=(MENAKA,)), after=2),
        reading("c:1", mention(actors=SIDES, time=DAY, places=(KIDAL_REGION,)), after=4),
    )

    assert len([one for one in story.incidents.values() if one.incident.status != "merged"]) == 2


def test_what_is_merged_follows_no_report_any_more() -> None:
    """
    A later report of the younger's place is evidence for the survivor.
    """
    story = Story(KIDAL_WATCH)
    older, _ = two_fights(story)
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))
    late = mention(actors=SIDES, time=DAY, places=(TALHANDAK,))
    story.tell(reading("c:1", both, after=60), reading("d:1", late, after=90))

    assert "d:1" in {
        line.dispatch.key for line in story.incidents[older.incident_id].incident.evidence
    }


def test_who_knew_only_of_the_survivor_hears_that_it_spread() -> None:
    """
    The merge itself is no news to them; that the fight reached another place is.
    """
    story = Story(Watch(id="town", circle=Circle(lat=19.95, lon=2.97, radius_km=10), **AT_ONCE))
    two_fights(story)
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))

    assert rung(story.tell(reading("afp:2", both, after=60))) == [("SPREAD", "town")]


def test_what_a_withdrawn_report_tied_comes_apart_again() -> None:
    """
    Two fights were one by one report; it is killed, and each goes on under its own id.
    """
    story = Story(KIDAL_WATCH)
    older, younger = two_fights(story)
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))
    story.tell(
        reading("c:1", both, after=60, publisher_family="c"),
        reading("c:1", after=90, publisher_family="c", revision=2, pubstatus="canceled"),
    )
    known = {one: kept.incident for one, kept in story.incidents.items()}

    assert {one: incident.status for one, incident in known.items()} == {
        older.incident_id: "onset", younger.incident_id: "onset",
    }  # fmt: skip
    assert known[younger.incident_id].merged_into is None
    assert [line.dispatch.key for line in known[younger.incident_id].evidence] == ["b:1"]


def test_readers_go_with_the_place_they_were_told_of() -> None:
    """
    Nobody is told of a cancellation because two fights came apart.
    """
    story = Story(Watch(id="talhandak", circle=Circle(lat=19.55, lon=2.5, radius_km=10), **AT_ONCE))
    _, younger = two_fights(story)
    both = mention(actors=SIDES, time=DAY, places=(place(), TALHANDAK))
    story.tell(reading("c:1", both, after=60, publisher_family="c"))
    said = story.tell(
        reading("c:1", after=90, publisher_family="c", revision=2, pubstatus="canceled")
    )

    assert "CANCEL" not in {kind for kind, _ in rung(said)}
    assert [one.watch_id for one in story.incidents[younger.incident_id].notices] == ["talhandak"]
