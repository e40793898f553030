"""Which headlines tell of an event without a word for it: a country's blow, a bare toll."""

from __future__ import annotations

import pytest

from tests.reading.builders import said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ukraine strikes refinery in Saratov"),
        ("en", "US strikes Houthi targets in Sanaa"),
        ("en", "Israel kills 14 in Khan Younis"),
        ("fr", "Les Etats-Unis frappent les Houthis à Sanaa"),
        ("ru", "Израиль убил 40 палестинцев в Газе"),
        ("uk", "Ізраїль убив 40 палестинців у Газі"),
    ],
)
def test_a_country_that_strikes_abroad_is_a_party_and_its_blow_an_event(
    language: str, text: str
) -> None:
    """The verb alone names none; whose arms they are and what they hit do."""
    reading = said(text, language=language)

    assert reading.fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "US hits Iran with new sanctions"),
        ("en", "US strikes deal with Iran in Geneva"),
        ("en", "Japan hits target in Brazil friendly"),
        ("en", "Kenya kills off Uganda in 12 minutes in Nairobi"),
        ("en", "Explosion at refinery near Houston kills four"),
        ("fr", "La France frappe un grand coup à Wembley"),
    ],
)
def test_a_country_that_strikes_nothing_held_is_silent(language: str, text: str) -> None:
    """Deals, records and sanctions are struck as well."""
    reading = said(text, language=language)

    assert not reading.fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Twelve soldiers dead in Djibo"),
        ("fr", "Niger: trente-quatre militaires tués près de Banibangou"),
        ("es", "Mueren 34 militares cerca de Banibangou"),
        ("pt", "Doze soldados mortos em Djibo"),
        ("de", "Zwölf Soldaten tot in Djibo"),
    ],
)
def test_soldiers_dead_together_of_nothing_else_fell_in_a_fight(language: str, text: str) -> None:
    """A headline that gives only a toll means a fight; what else kills is named."""
    reading = said(text, language=language)

    assert reading.fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Three soldiers die in barracks fire in Lyon"),
        ("en", "Five soldiers killed by lightning in Colorado"),
        ("fr", "Cinq militaires morts noyés à Kourou"),
        ("es", "Tres soldados mueren por un rayo en Tolima"),
        ("pt", "Três soldados mortos em incêndio em Santarém"),
        ("ru", "При пожаре в казарме под Читой погибли трое солдат"),
        ("fr", "Deux soldats morts à Gap"),
    ],
)
def test_soldiers_dead_of_something_named_are_no_fight(language: str, text: str) -> None:
    """Any word for a cause, whatever it is, leaves the deaths to it."""
    reading = said(text, language=language)

    assert not reading.fighting


@pytest.mark.parametrize(
    ("language", "text", "sub_event"),
    [
        (
            "es",
            "Los paramilitares sudaneses toman el último bastión del ejército en Darfur",
            "Non-state actor overtakes territory",
        ),
        (
            "fr",
            "Soudan: les FSR s'emparent du dernier bastion de l'armée au Darfour",
            "Non-state actor overtakes territory",
        ),
        (
            "es",
            "Los rebeldes toman Walikale sin que el ejército resista",
            "Non-violent transfer of territory",
        ),
    ],
)
def test_ground_that_an_enemy_held_is_taken_by_force(
    language: str, text: str, sub_event: str
) -> None:
    """Who held it may be named instead of a fight; unless nobody resisted."""
    reading = said(text, language=language)

    assert [one.types.acled.sub_event for one in reading.mentions if one.types.acled] == [sub_event]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Les FARDC ont délogé ce matin les M23 de deux collines"),
        ("fr", "Les Ukrainiens repoussent une percée russe près de Koupiansk"),
        ("es", "El Ejército hace retroceder a los yihadistas en Borno"),
        ("pt", "Exército faz recuar jihadistas em Palma"),
        ("en", "Army drives off jihadists near Damboa"),
        ("de", "Armee drängt Dschihadisten bei Damboa zurück"),
    ],
)
def test_what_two_who_bear_arms_do_to_each_other_is_a_fight(language: str, text: str) -> None:
    """No word of the sentence names a fight; the two together do."""
    reading = said(text, language=language)

    assert reading.fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Les Italiens repoussent l'échéance du budget à Rome"),
        ("fr", "La police déloge des squatteurs à Nantes"),
        ("pt", "Combate aos traficantes cabe à Polícia Federal e às Forças Armadas"),
        ("en", "Army drives off road in Leeds; two hurt"),
    ],
)
def test_who_drives_off_nobody_with_arms_does_not_fight(language: str, text: str) -> None:
    """Squatters and deadlines are driven off as well."""
    reading = said(text, language=language)

    assert not reading.fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Obus de mortier sur Mogadiscio"),
        ("es", "Misiles sobre Járkov"),
        ("en", "Thailand and Cambodia trade artillery fire on border"),
        ("fr", "Thaïlande-Cambodge: duels d'artillerie à la frontière"),
    ],
)
def test_what_falls_and_where_is_told_without_a_verb(language: str, text: str) -> None:
    """Of two countries that duel each is a party, so it need not be said where."""
    reading = said(text, language=language)

    assert reading.fighting


@pytest.mark.parametrize(
    "text",
    [
        "Two policemen shot dead in Quetta",
        "Police officers were shot on patrol in Lamu",
        "Soldier shot dead at checkpoint in Baidoa",
    ],
)
def test_soldiers_and_police_who_are_shot_were_in_a_fight(text: str) -> None:
    """Nobody says by whom; several of them, or one on duty, are no private quarrel."""
    first = said(text).mentions[0]

    assert first.types.acled is not None
    assert first.types.acled.sub_event == "Armed clash"


@pytest.mark.parametrize(
    "text",
    [
        "Police officers shot a man in Leeds",
        "Policeman shot dead by husband of neighbour in Leeds",
        "Police say two students were shot in Leeds",
    ],
)
def test_shots_of_police_or_at_one_of_them_at_home_are_no_fight(text: str) -> None:
    """Who stands behind the shot was hit by it; one man off duty has other foes."""
    assert not said(text).fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Moscow claims capture of Siversk"),
        ("fr", "Moscou revendique la prise de Siversk"),
        ("es", "Moscú reivindica la toma de Siversk"),
        ("pt", "Moscou diz ter capturado vilarejo em Donetsk"),
    ],
)
def test_a_country_that_says_it_took_a_town_abroad_took_it_by_force(
    language: str, text: str
) -> None:
    """No fight is named, and no agreement either."""
    reading = said(text, language=language)

    assert reading.fighting


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Berlin says it has taken Paris at its word"),
        ("fr", "Paris annonce la prise de fonctions de son ambassadeur à Rome"),
        ("pt", "Brasil anuncia a tomada de posse do embaixador em Lisboa"),
    ],
)
def test_what_else_a_country_takes_abroad_is_silent(language: str, text: str) -> None:
    """Words and offices are taken as well."""
    reading = said(text, language=language)

    assert not reading.fighting


def test_a_gang_that_burns_and_kills_is_more_than_a_thief() -> None:
    """The fire comes first in the sentence, the killing counts."""
    reading = said(
        "La banda Grand Ravine prende fuego a un barrio de Puerto Príncipe y ejecuta a los que huyen",
        language="es",
    )

    assert reading.fighting


@pytest.mark.parametrize(
    ("language", "text", "sub_event"),
    [
        ("fr", "Vingt fidèles abattus dans une mosquée à Zinder", "Attack"),
        ("ru", "Газа: 17 человек расстреляны в очереди", "Attack"),
        ("de", "Handgranate in Bar in Bujumbura: fünf Tote", "Grenade"),
        ("fr", "Drones contre positions kurdes près de Kobané", "Air/drone strike"),
        ("en", "Rebels shoot down army helicopter near Bhamo", "Armed clash"),
        ("es", "Derriban un helicóptero militar cerca de Bhamo", "Armed clash"),
        ("ru", "Российские войска заняли Покровск", "Non-state actor overtakes territory"),
    ],
)
def test_who_fell_what_flew_and_who_came_name_an_event(
    language: str, text: str, sub_event: str
) -> None:
    """
    Many shot together, a weapon before a colon and the dead behind it, what flies "against" a post.

    An aircraft with a crew that is shot down, and a foreign army in a town, are fights.
    """
    reading = said(text, language=language)

    assert reading.fighting
    assert [one.types.acled.sub_event for one in reading.mentions if one.types.acled] == [sub_event]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Жара убила 40 человек в Карачи"),
        ("en", "An 18-yr-old man hanged himself in Noida"),
        ("en", "Ukraine shoots down 40 drones over Odesa"),
        ("es", "Cae avioneta en Guatemala: mueren cuatro"),
        ("en", "Syrian army enters Raqqa after Kurdish withdrawal"),
    ],
)
def test_heat_accidents_and_drones_shot_down_are_no_fight(language: str, text: str) -> None:
    """
    The same words, with nobody who fights.
    """
    assert not said(text, language=language).fighting
