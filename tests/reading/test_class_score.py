"""Headlines whose verb nobody listed: the kinds of words together tell, or leave it open."""

from __future__ import annotations

import pytest

from agents.what.class_score import weights
from tests.reading.builders import said


@pytest.mark.parametrize(
    ("language", "text", "sub_event"),
    [
        ("en", "Al Shabaab fighters wallop police station in Garissa", "Armed clash"),
        ("en", "Guerrillas zap warehouse in Arauca", "Attack"),
        ("fr", "Les shebab canonnent un commissariat à Garissa", "Armed clash"),
        ("es", "Guerrilleros del ELN estremecen un cuartel en Arauca", "Armed clash"),
    ],
)
def test_an_armed_group_and_what_it_is_done_to_are_enough(
    language: str, text: str, sub_event: str
) -> None:
    """The verb is unknown; who acts, on what and where leave little doubt."""
    reading = said(text, language=language)
    told = reading.mentions[0]

    assert reading.fighting
    assert told.types.acled is not None
    assert told.types.acled.sub_event == sub_event
    assert told.rules[0].startswith("events.class_score(")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Rebels and government return to Doha talks"),
        ("en", "Militia leader gets 30 years in Paris court"),
        ("en", "Southern separatists leave airport in Seiyun"),
        ("en", "Police open new station in Leeds"),
        ("fr", "Les rebelles libèrent 30 otages au Mali"),
        ("de", "Gasexplosion in Krankenhaus in Kairo"),
        ("es", "El ejército sudanés nombra nuevo portavoz"),
        ("uk", "Повстанці відпустили 30 заручників після перемовин"),
    ],
)
def test_other_business_of_armed_groups_and_buildings_is_none(language: str, text: str) -> None:
    """Talks, trials, retreats and releases bring the same kinds of words together."""
    assert not said(text, language=language).fighting


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("en", "Forty worshippers abducted in Zamfara", True),
        ("es", "Secuestran a 40 fieles en una mezquita de Zamfara", True),
        ("de", "40 Gläubige aus Moschee in Sokoto verschleppt", True),
        ("en", "Two kidnapped in Leeds", False),
        ("en", "Forty kidnapped worshippers freed in Zamfara", False),
    ],
)
def test_many_who_are_taken_are_an_event_whoever_took_them(
    language: str, text: str, *, is_told: bool
) -> None:
    """One person taken is the police's; dozens, and not let go, are not."""
    assert said(text, language=language).fighting is is_told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Azeri fire kills two Armenian soldiers in Karabakh"),
    ],
)
def test_two_armies_on_both_sides_of_the_dead_fought(language: str, text: str) -> None:
    """Soldiers of one country who die of another's fire fell in a fight."""
    reading = said(text, language=language)

    assert any(one.family in ("fight", "remote") for one in reading.mentions)


def test_no_kind_of_word_passes_the_bar_by_itself() -> None:
    """A single weight above the bar would be a rule in disguise."""
    weighed = weights()

    assert max(weighed.single.values()) + weighed.bias < weighed.bar
