"""What a partition knows, found without a search."""

from __future__ import annotations

from datetime import timedelta

from agents.linking.fusing import MOST_SIGHTINGS, bounded
from agents.linking.profiles import profile_of_mention
from agents.linking.world import Changes, World
from agents.where.homes import country_of
from schemas.control import Tick
from tests.following.builders import (
    ALGERIA,
    MALI_WATCH,
    SUNDAY,
    Story,
    mention,
    place,
    reading,
    seed,
)


def test_knows_what_a_dispatch_told_of() -> None:
    """
    By dispatch key, also after the incident has fallen.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())
    (incident_id,) = story.incidents
    story.tell(reading("afp:seed", revision=2, pubstatus="canceled", after=5))

    assert story.world.ids_of("afp:seed") == {incident_id}
    assert story.world.ids_of("afp:other") == frozenset()


def test_knows_what_is_due_and_nothing_more() -> None:
    """
    Nothing before the fourteenth day; the incident then; the same once made anew.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())
    end = SUNDAY + timedelta(days=14)
    (incident_id,) = story.incidents

    assert story.world.due_until(end - timedelta(seconds=1)) == []
    assert story.world.due_until(end) == [(end, incident_id)]
    assert World(story.incidents, story.clocks, story.held).due_until(end) == [(end, incident_id)]


def test_the_heap_stays_in_step_with_many_changes() -> None:
    """
    A thousand revisions of one incident leave one due time, not a thousand.
    """
    story = Story(MALI_WATCH)
    for number in range(1000):
        story.tell(reading(f"afp:{number % 7}", mention(), revision=number + 1, after=number / 9))

    assert len(story.world.due_until(SUNDAY + timedelta(days=400))) == 1
    assert len(story.world._dues._heap) < 100


def test_forgets_what_has_left() -> None:
    """
    Nothing of an incident stays in an index.
    """
    story = Story(MALI_WATCH)
    story.tell(seed(), Tick(at=SUNDAY + timedelta(days=90)))
    known = profile_of_mention(mention(), SUNDAY.date())

    assert not list(story.world.around("ML", known))
    assert not story.world.ids_of("afp:seed")
    assert not story.world.due_until(SUNDAY + timedelta(days=900))


def test_is_not_changed_by_being_asked() -> None:
    """
    Following is a function; only what is applied changes the world.
    """
    story = Story(MALI_WATCH)
    outcome = story.ask(seed())

    assert story.incidents == {}
    assert isinstance(outcome.changes, Changes)
    assert len(outcome.changes.dossiers) == 1


def test_an_incident_keeps_no_more_than_it_needs() -> None:
    """
    A hundred reports: the first stays, repeats of one publisher go first.
    """
    story = Story(MALI_WATCH)
    for number in range(100):
        words = f"Sentence {number}." if number % 2 else "Fighting broke out."
        story.tell(reading(f"afp:{number}", mention(sentence=words), after=number))
    (dossier,) = story.incidents.values()

    kept = [one.evidence.dispatch.key for one in dossier.sightings]
    assert len(kept) <= MOST_SIGHTINGS
    assert kept[0] == "afp:0"
    assert kept[-1] == "afp:99"
    assert bounded(dossier.sightings[::-1]) == dossier.sightings


def test_an_event_has_one_home() -> None:
    """
    Its first main place decides, then what it is near to, then the first border side.
    """
    niger = place("Niger", "near", country="NE")

    assert country_of((ALGERIA, niger, place())) == "ML"
    assert country_of((ALGERIA, niger)) == "NE"
    assert country_of((ALGERIA, place(role="toward"))) == "DZ"
    assert country_of((place(role="dateline"), place(role="mention"))) is None
