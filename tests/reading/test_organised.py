"""Who is an organised side: gangs where they hold ground, robbers nowhere, rebels who come in."""

from __future__ import annotations

import pytest

from tests.reading.builders import said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Haiti gang guns down eleven in Mirebalais"),
        ("es", "Sicarios ametrallan un autobús en Culiacán: cuatro muertos"),
        ("pt", "Bandidos metralham viatura em Fortaleza; dois PMs mortos"),
        ("de", "Haiti: Bande erschießt neun Menschen in Kenscoff"),
        ("ru", "Бандиты расстреляли восемь человек на Гаити"),
    ],
)
def test_a_gang_is_a_side_where_gangs_hold_ground(language: str, text: str) -> None:
    """
    ACLED codes the violence of nameless gangs in such countries.
    """
    assert said(text, language=language).fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Drug gang kills two in Rotterdam"),
        ("es", "Dos asaltantes matan a tiros al dueño de una joyería en Quito durante un atraco"),
        ("en", "A man was beaten to death by two people in a village in Bihar on Tuesday."),
        (
            "en",
            "A 28-year-old was stabbed to death by two men in Bengaluru on Tuesday, police said.",
        ),
    ],
)
def test_crime_is_no_fight(language: str, text: str) -> None:
    """
    Neither a gang elsewhere, nor robbers, nor two who kill a third.
    """
    assert not said(text, language=language).fighting


@pytest.mark.parametrize(
    ("language", "text", "sub_event"),
    [
        ("fr", "Le M23 entre dans Walikale", "Non-state actor overtakes territory"),
        ("de", "M23 bringt Uvira unter ihre Kontrolle", "Non-state actor overtakes territory"),
        ("ru", "Повстанцы М23 вошли в Увиру", "Non-state actor overtakes territory"),
        ("en", "M23 rebels moved into Uvira unopposed", "Non-violent transfer of territory"),
        ("fr", "Les rebelles entrent dans Uvira abandonnée", "Non-violent transfer of territory"),
    ],
)
def test_rebels_who_come_in_took_the_town_by_force(
    language: str, text: str, sub_event: str
) -> None:
    """
    Unless somebody is said to have left it or to have let them in.
    """
    reading = said(text, language=language)

    assert [one.types.acled.sub_event for one in reading.mentions if one.types.acled] == [sub_event]
