"""What people read: every language, and every kind of message."""

from __future__ import annotations

import tomllib
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from agents.notifying.alert_lines import headline_in
from agents.notifying.texts import MOST_ITEMS, Words, words_of
from agents.notifying.wording import FOLDER, phrases
from agents.telling.wording import LANGUAGES
from schemas.alert import Alert, AlertKind, MatchRule
from schemas.claim import Of, Speaker
from schemas.message import Message, Missed
from tests.following.builders import (
    MALI_WATCH,
    POLITICIAN,
    Story,
    alerts,
    claim,
    mention,
    reading,
)
from tests.notifying.reader import after, alert, cancel

GOLDEN = tomllib.loads((FOLDER.parents[2] / "tests/notifying/texts.toml").read_text("utf-8"))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def message(*told: Alert, **more: Any) -> Message:
    """Return a message with these alerts."""
    return Message(
        **({"id": "m", "subscription_id": "a", "delivery_seq": 1, "alerts": told} | more)
    )


def lived() -> tuple[Alert, Alert, Alert]:
    """Return first news, an update with two claims, and the withdrawal, as the pipeline makes them."""
    story = Story(MALI_WATCH)
    told = [
        reading("afp:1", mention(), claims=[claim(17, 17)]),
        reading("afp:2", mention(), after=30, claims=[
            claim(21, None, by=POLITICIAN, hedge=("at_least", "provisional")),
            claim(3, 5, kind="wounded", of=Of(category="civilian"), by=Speaker(name="Mohamed Ag")),
        ]),
    ]  # fmt: skip
    (first,), (second,) = (alerts(story.tell(one)) for one in told)
    return first, second, cancel(9, [first, second], headlines=first.headlines)


def lined(words: Words) -> str:
    """Return the subject and the body as one text."""
    return f"{words.subject}\n\n{words.body}\n"


@every_language
def test_an_update_reads_as_it_was_read_over(language: Any) -> None:
    """
    Word for word as in ``texts.toml``, which people who speak the language can read over.
    """
    _, update, _ = lived()
    told = words_of(message(update), language=language, zone="Africa/Bamako")

    assert lined(told) == GOLDEN["update"][language]


@every_language
def test_a_batch_reads_as_it_was_read_over(language: Any) -> None:
    """
    A line for each alert, how many were taken back, how many could not be delivered.
    """
    first, update, _ = lived()
    missed = (Missed(delivery_seq=1, alert_ids=("a",), reason="refused"),)
    batch = message(first, update, because="quiet_hours", dropped=2, missed=missed)
    told = words_of(batch, language=language, zone="Africa/Bamako")

    assert lined(told) == GOLDEN["batch"][language]


@every_language
def test_a_cancellation_says_so_first(language: Any) -> None:
    """
    The earlier alarm is taken back: before everything else, and no toll is told again.
    """
    first, _, back = lived()
    back = replace(back, claims=first.claims, sentence="Fighting broke out.", reasons=("killed",))
    told = words_of(message(back), language=language).body.split("\n")

    assert told[0] == phrases(language).notice["CANCEL"]
    assert phrases(language).line["says"] not in told
    assert not any("Fighting broke out." in line for line in told)
    assert any("killed" in line for line in told) == (language == "en")


@every_language
@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ({"status": "Test"}, "Test"),
        ({"status": "Exercise"}, "Exercise"),
        ({"status": "System"}, "System"),
        ({"status": "Draft"}, "Draft"),
        ({"replay": True}, "replay"),
        ({"status": "Test", "replay": True}, "Test"),
    ],
)
def test_what_is_no_live_alert_looks_like_none(
    language: Any, more: dict[str, Any], mark: str
) -> None:
    """
    A mark before the subject, and a line that says that nothing has happened.
    """
    told = words_of(message(alert(**more)), language=language)

    assert told.subject == phrases(language).mark[mark].format(
        words_of(message(alert()), language=language).subject
    )
    assert told.body.startswith(phrases(language).notice[mark])


@every_language
def test_a_test_of_a_live_alert_is_a_test(language: Any) -> None:
    """
    The message says so, whatever its alert does.
    """
    told = words_of(message(alert(), is_test=True), language=language)

    assert told.subject.startswith(phrases(language).mark["Test"].partition("{")[0])


@every_language
@pytest.mark.parametrize("rule", get_args(MatchRule))
@pytest.mark.parametrize("kind", get_args(AlertKind))
def test_every_kind_and_rule_has_words(language: Any, kind: Any, rule: Any) -> None:
    """
    Whatever rings, by whichever rule: no brace and no empty line's end is left.
    """
    one = alert(2, kind=kind)
    one = replace(one, match=replace(one.match, rule=rule))
    told = words_of(message(one), language=language)

    assert phrases(language).why[kind] in told.body
    assert not set("{}") & set(told.subject + told.body)


@every_language
def test_the_end_of_an_incident_is_no_truce(language: Any) -> None:
    """
    What is over is told as over.
    """
    told = words_of(
        message(alert(2, kind="CEASEFIRE", response_type="AllClear")), language=language
    )

    assert phrases(language).why["ended"] in told.body


def test_a_batch_shows_twenty_and_says_how_many_more() -> None:
    """
    Fifty incidents of a night are twenty lines and a number.
    """
    many = [alert(incident_id=f"n{n}", at=after(n)) for n in range(50)]
    body = words_of(message(*many, because="cap")).body.split("\n")

    assert sum(line.startswith("- ") for line in body) == MOST_ITEMS
    assert "and 30 more" in body


def test_times_are_the_readers() -> None:
    """
    In their zone, which is named.
    """
    body = words_of(message(alert()), zone="Asia/Kathmandu").body

    assert "2026-03-24 17:45 (Asia/Kathmandu)" in body


def test_an_older_alert_is_told_in_its_own_language() -> None:
    """
    Those of before the lines of other languages were noted have one headline.
    """
    assert headline_in(alert(), "fr") == alert().headline
    assert headline_in(alert(headlines={"fr": "Combats"}), "fr") == "Combats"


def test_the_language_is_that_of_the_alert_unless_they_ask_for_one() -> None:
    """
    A watch entry's language is the subscriber's who names none.
    """
    one = alert(text_language="de")

    assert words_of(message(one)) == words_of(message(one), language="de")
    assert words_of(message(one)) != words_of(message(one), language="en")
