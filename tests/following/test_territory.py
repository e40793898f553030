"""What do several dispatches say together of ground that changed hands?"""

from __future__ import annotations

from schemas.event import Territory
from tests.following.builders import MALI_WATCH, Story, mention, reading

TOWN = 1
LOST = Territory(place_id=TOWN, change="lost", by="army")
GAINED = Territory(place_id=TOWN, change="gained", by="rebels")


def told(*words: Territory) -> Story:
    """Return the story of one event, of which each of *words* is a dispatch."""
    story = Story(MALI_WATCH)
    for number, word in enumerate(words):
        story.tell(reading(f"afp:{number}", mention(territory=word), after=30 * number))
    return story


def test_ground_left_is_no_capture() -> None:
    """
    A withdrawal alone makes no event severe.
    """
    incident = told(LOST).incident

    assert incident.territory == LOST
    assert "severity.territory@1" not in incident.severity.rules


def test_a_town_left_by_one_and_taken_by_another_changed_hands_once() -> None:
    """
    The two dispatches agree, whichever comes last.
    """
    for words in ((GAINED, LOST), (LOST, GAINED)):
        incident = told(*words).incident

        assert incident.territory == GAINED
        assert incident.severity.rules == ("severity.territory@1",)


def test_a_town_that_two_sides_say_they_took_is_contested() -> None:
    """
    Both words stand; the newest is told.
    """
    other = Territory(place_id=TOWN, change="gained", by="army")
    territory = told(GAINED, other).incident.territory

    assert territory == Territory(place_id=TOWN, change="gained", by="army", contested=True)
