"""What alerts say for the sake of those who filter them and read them in another language."""

from __future__ import annotations

from agents.telling.headlines import headline
from agents.telling.wording import LANGUAGES
from schemas.control import Tick
from schemas.incident import Incident
from schemas.watch import Watch
from tests.following.builders import SUNDAY, Story, alerts, claim, mention, reading
from tests.notifying.reader import after

BATCHED = Watch(id="mali", country="ML", batch_seconds=600, cooldown_seconds=1800, language="fr")


def told() -> list:
    """Return all that is said of first news by one agency and an update that a due time sends."""
    story = Story(BATCHED)
    said = list(story.tell(reading("afp:1", mention(), claims=[claim(17, 17)])))
    said += story.tell(reading("ap:2", mention(), claims=[claim(21, 21)], after=5))
    return said + list(story.tell(Tick(at=SUNDAY + (after(60) - after(0)))))


def test_an_alert_says_which_kind_of_event_it_is_and_who_delivered_the_report() -> None:
    """
    Also one that a due time sends: then of the report that it quotes.
    """
    first, update = alerts(told())

    assert (first.event, first.provider, first.caused_by is None) == ("fight", "afp", False)
    assert (update.event, update.caused_by) == ("fight", None)
    assert update.provider in ("afp", "ap")


def test_an_alert_has_its_line_in_every_language() -> None:
    """
    The same as if its watch entry asked for that language.
    """
    said = told()
    first = alerts(said)[0]
    incident = next(one for one in said if isinstance(one, Incident))

    assert {first.text_language, *first.headlines} == set(LANGUAGES)
    assert all(
        line == headline(incident, "ONSET", language) for language, line in first.headlines.items()
    )
