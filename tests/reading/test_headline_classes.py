"""Headlines of one class each: what is struck, who takes villages, where it was."""

from __future__ import annotations

import pytest

from tests.reading.builders import mains, said


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("de", "Granaten treffen Schule in Kramatorsk", "Kramatorsk"),
        ("de", "Drohnen treffen Wohnhaus in Cherson", "Kherson"),
        ("en", "Twin suicide blasts hit market in Maiduguri", "Maiduguri"),
        ("es", "Israel reduce a escombros un edificio en Jan Yunis", "Khan Younis"),
    ],
)
def test_what_is_struck_is_struck_where_it_stands(language: str, text: str, place: str) -> None:
    """German hits with the verb of meetings; a market that is bombed is no talk of prices."""
    reading = said(text, language=language)

    assert reading.fighting
    assert len(mains(reading)) == 1, place


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Russia takes three villages near Siversk"),
        ("es", "Rusia toma tres aldeas cerca de Siversk"),
    ],
)
def test_a_country_takes_villages_abroad_by_force(language: str, text: str) -> None:
    """Nobody has to say that the country says so."""
    assert said(text, language=language).fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Minister treffen sich in Genf"),
        ("en", "Russia takes three medals in Paris"),
        ("en", "Price war hits market in Geneva"),
        ("fr", "Berlin livrera deux batteries à l'Ukraine contre les frappes russes"),
    ],
)
def test_other_meetings_prizes_and_prices_are_none(language: str, text: str) -> None:
    """The same verbs without the ground, the weapon or the blow."""
    assert not said(text, language=language).fighting
