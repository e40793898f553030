"""What is seen of a language that is not read in full: names, numbers and places, and no event."""

from __future__ import annotations

import pytest

from agents.interpret import read
from agents.reading import handle
from agents.text.noted import MOST
from schemas.decision import Decision
from schemas.dispatch import Draft, complete

from .builders import WEDNESDAY, said

SEEN = [
    ("tr", "Gazze'de PKK ve YPG saldırdı, 1.200 kişi kaçtı.", {"PKK", "YPG"}, {1200}, {"PS"}),
    ("it", "L'esercito ha attaccato l'M23: 12 morti, dice Jean Mukendi.", {"M23", "Jean Mukendi"}, {12}, set()),
    ("nl", "Een aanval van Boko Haram in Maiduguri: 12 doden, zei Ahmed Musa.", {"Boko Haram", "Ahmed Musa"}, {12}, {"NG"}),
    ("pl", "W ataku zginęło 12 osób, podał Adam Nowak.", {"Adam Nowak"}, {12}, set()),
    ("fa", "در حمله به کابل ۱۲ نفر کشته شدند، طالبان گفت.", {"طالبان"}, {12}, {"AF"}),
    ("hi", "हमले में १२ लोग मारे गए, तालिबान ने कहा।", {"तालिबान"}, {12}, set()),
    ("he", "בתקיפה נהרגו 12 בני אדם, מסר חמאס.", {"חמאס"}, {12}, set()),
    ("zh", "以色列空袭加沙造成12人死亡。", set(), {12}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "names", "values", "countries"), SEEN)
def test_names_numbers_and_places_are_seen_and_nothing_is_judged(
    language: str, text: str, names: set[str], values: set[int], countries: set[str]
) -> None:
    """
    Digits of every script, capitals where there are any, and parties known by name.
    """
    reading = said(text, language=language)

    assert {one.text for one in reading.noted if one.kind == "name"} >= names
    assert {one.value for one in reading.noted if one.kind == "number"} == values
    assert {place.country for place in reading.place_mentions} >= countries
    assert reading.mentions == reading.claims == ()
    assert not reading.fighting


def test_what_is_seen_stands_where_it_says() -> None:
    """
    Spans are code points of the text.
    """
    text = "W ataku zginęło 1 200 osób, podał Adam Nowak."
    reading = said(text, language="pl")

    assert [text[slice(*one.span)] for one in reading.noted] == ["1 200", "Adam Nowak"]
    assert [one.value for one in reading.noted] == [1200, None]


def test_dates_hours_shares_and_decimals_count_nobody() -> None:
    """
    They are digits and no number of people.
    """
    reading = said("Il 12.05.2024 alle 17:30 il 45% ha votato, il 3,5 no.", language="it")

    assert reading.noted == ()


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital() -> None:
    """
    Every sentence begins so; and in a line all in capitals nothing stands out.
    """
    assert said("Vandaag was het rustig. Gisteren ook.", language="nl").noted == ()
    assert said("VANDAAG WAS HET RUSTIG", language="nl").noted == ()


def test_a_language_that_is_read_has_no_such_list() -> None:
    """
    There names and numbers are parties and tolls.
    """
    assert said("Rebels killed 12 soldiers near Goma on Tuesday.").noted == ()


def test_it_ends_in_its_own_decision() -> None:
    """
    The reason is that the language is not read, not that nothing happened.
    """
    draft = Draft(text=SEEN[1][1], language="it", provider="x", published_at=WEDNESDAY)
    handled = handle(complete(draft), {})
    decisions = [one.record for one in handled.outputs if isinstance(one.record, Decision)]

    assert [one.reason for one in decisions] == ["unsupported_language"]


def test_a_long_list_is_cut() -> None:
    """
    A table of a thousand numbers is no reading.
    """
    draft = Draft(
        text="oggi " + "12 e " * 20_000, language="it", provider="x", published_at=WEDNESDAY
    )

    assert len(read(complete(draft)).noted) == MOST
