"""An event is of the day that its words give it, else of the event it goes on about."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.reading import Reading
from tests.reading.builders import said

MONDAY = date(2026, 3, 2)


def starts(reading: Reading) -> list[date | None]:
    return [mention.time.start for mention in reading.mentions]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "Rebels clashed with soldiers in Gao on Monday, the army said on Tuesday.",
            [MONDAY],
        ),
        (
            "The army reported on Tuesday that rebels attacked soldiers in Gao on Monday.",
            [MONDAY],
        ),
        (
            "On Monday rebels carried out their sixth attack this year on soldiers in Gao.",
            [MONDAY],
        ),
        (
            "Rebels clashed with soldiers in Gao on Monday.\n\nThe clashes killed five soldiers.",
            [MONDAY, MONDAY],
        ),
        (
            "Rebels clashed with soldiers in Gao on Monday. The clashes killed five, medics said Tuesday.",
            [MONDAY, MONDAY],
        ),
        ("Rebels clashed with soldiers in Gao.\n\nIt began on Monday, residents said.", [MONDAY]),
        ("Rebels clashed with soldiers in Gao.", [None]),
        (
            "Rebels clashed with soldiers in Gao.\n\nThe two sides signed an accord in 2015.",
            [None],
        ),
    ],
)
def test_gives_an_event_its_day(text: str, meant: list[date | None]) -> None:
    """
    Days of telling and of counting come last; a day is passed on, a year long past is not.
    """
    assert starts(said(text))[: len(meant)] == meant


def test_a_headline_has_the_day_of_its_story() -> None:
    """
    Headlines name no day.
    """
    reading = said("Rebels clashed with soldiers on Monday.", headline="Fighting in Gao: residents")

    assert starts(reading) == [MONDAY, MONDAY]


def test_what_is_only_threatened_has_no_day_of_another_event() -> None:
    """
    The attack that rebels vow was not on the day of the last one.
    """
    reading = said(
        "Rebels clashed with soldiers in Gao on Monday.\n\nThe rebels vowed to attack Kidal."
    )

    assert [m.time.start for m in reading.mentions if m.realis == "threatened"] == [None]


def test_says_that_the_day_is_another_sentence_s() -> None:
    """
    The span shows the words it was read from, and the rule that they stand elsewhere.
    """
    text = "Rebels clashed with soldiers in Gao on Monday.\n\nThe clashes killed five soldiers."
    _, later = said(text).mentions

    assert "times.inherited@1" in later.rules
    assert later.time.span is not None
    assert text[slice(*later.time.span)] == "Monday"
