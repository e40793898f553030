"""Spanish: constructions that other languages write otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2026, 3, 12, 18, tzinfo=UTC)  # a Thursday


def told(text: str, headline: str | None = None) -> Reading:
    draft = Draft(
        text=text, headline=headline, provider="other", language="es", published_at=REPORTED
    )
    return read(complete(draft))


def test_soldiers_and_militiamen_who_kill_villagers_do_not_fight_each_other() -> None:
    """
    All who bear arms stand on one side of the killing, and only people without arms on the other.
    """
    text = "Mercenarios de Wagner y soldados malienses ejecutaron a una veintena de campesinos en Diafarabé."

    assert {one.family for one in told(text).mentions} == {"one_sided"}


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("Un ataque causó muertos entre los civiles en Gao, dijo el alcalde.", set()),
        ("Un presunto insurgente murió en los combates de Gao.", {("killed", 1, 1)}),
        ("Un ataque separatista con muertos en Gao, dijo el alcalde.", set()),
        (
            "Un muerto y dos heridos en los combates de Gao.",
            {("killed", 1, 1), ("wounded", 2, 2)},
        ),
    ],
)
def test_one_counts_only_before_people(text: str, tolls: set) -> None:
    """
    "Un" is the number and the article: of an attack it counts nobody.
    """
    assert {(claim.kind, claim.min, claim.max) for claim in told(text).claims} == tolls


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("El Ejército lanzará una ofensiva en Gao, dijo su portavoz.", "planned"),
        (
            "Miles de personas huyeron después de que el Ejército lanzara una ofensiva en Gao.",
            "actual",
        ),
    ],
)
def test_an_accent_parts_what_will_be_from_what_was(text: str, realis: str) -> None:
    """
    "Lanzará" is a plan, "después de que lanzara" a report.
    """
    mentions = [one for one in told(text).mentions if one.family == "fight"]

    assert {one.realis for one in mentions} == {realis}


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        (
            "El M23 mató a seis soldados y a dos civiles e hirió a otros nueve en Masisi.",
            {("killed", 6, 6), ("killed", 2, 2), ("wounded", 9, 9)},
        ),
        (
            "La cifra de muertos por el atentado de Mogadiscio asciende ya a 18.",
            {("killed", 18, 18)},
        ),
        ("Boko Haram mató el miércoles a cinco pescadores cerca de Bol.", {("killed", 5, 5)}),
        (
            "El tiroteo entre soldados y rebeldes en Bria no dejó muertos ni heridos.",
            {("killed", 0, 0), ("wounded", 0, 0)},
        ),
        (
            "Once rebeldes murieron en los combates de Bria. Los heridos suman 22.",
            {("killed", 11, 11), ("wounded", 22, 22)},
        ),
    ],
)
def test_numbers_find_their_word(text: str, tolls: set) -> None:
    """
    A day between the verb and its number, a second "ni", a verb between "heridos" and the figure.
    """
    assert {(claim.kind, claim.min, claim.max) for claim in told(text).claims} == tolls


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        (
            "Minsk negó que la refinería de Mozir haya sido blanco este lunes de un ataque con drones.",
            "negated",
        ),
        (
            "El M23 negó haber perdido hombres este lunes, cuando lanzó una ofensiva en Goma.",
            "actual",
        ),
    ],
)
def test_a_denial_reaches_as_far_as_what_is_denied(text: str, realis: str) -> None:
    """
    "Negó que" is for all that follows in its clause, however far the event stands.
    """
    assert {one.realis for one in told(text).mentions} == {realis}


@pytest.mark.parametrize(
    "text",
    [
        "Hombres armados no identificados mataron el lunes a doce pastores en Gao.",
        "Aparatos no tripulados causaron tres muertos este jueves en Goma.",
    ],
)
def test_not_in_front_of_an_adjective_denies_nothing(text: str) -> None:
    """
    "No identificados" tells of the men, and the killing stands.
    """
    assert {one.realis for one in told(text).mentions} == {"actual"}


def test_who_backs_a_faction_is_no_place_of_its_fights() -> None:
    """
    Ankara pays, Manbij is where they shot.
    """
    text = "Milicianos respaldados por Ankara se tirotearon este jueves con rebeldes en Manbij."

    assert told(text).countries == ("SY",)


def test_the_only_place_of_a_sentence_is_where_it_was() -> None:
    """
    No "en" stands before El Fasher, and no other place could be meant.
    """
    text = "Médicos de El Fasher tratan a decenas de heridos tras caer barriles con cloro."

    assert told(text).countries == ("SD",)
