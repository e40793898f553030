"""Spanish: the seed's facts, and constructions that other languages write otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Dispatch, Draft, complete
from schemas.reading import Reading
from tests.reading.test_seed import REPORTED as SEED_DAY
from tests.reading.test_seed import alerts, french

REPORTED = datetime(2026, 3, 12, 18, tzinfo=UTC)  # a Thursday
SPANISH = """Dakar, 28 jul 2024 (Agencia).- Intensos combates estallaron el jueves en Tinzaouaten, en la región \
maliense de Kidal, junto a la frontera con Argelia, entre el Ejército y los separatistas del CSP-DPA.

El Ejército y sus aliados rusos de Wagner sufrieron graves pérdidas, según un portavoz de los rebeldes.

Al menos 17 personas murieron, de acuerdo con un balance provisional facilitado por un político local.

Un antiguo trabajador de la ONU aseguró que al menos 15 combatientes de Wagner fueron muertos y capturados.

También hubo combates más al sur, en dirección a Abeïbara, añadió el político local."""


def told(text: str, headline: str | None = None) -> Reading:
    draft = Draft(
        text=text, headline=headline, provider="other", language="es", published_at=REPORTED
    )
    return read(complete(draft))


def spanish() -> Dispatch:
    return complete(Draft(text=SPANISH, provider="other", language="es", published_at=SEED_DAY))


def test_the_seed_in_spanish_is_the_same_event() -> None:
    """
    Tinzaouaten since Thursday, Abeïbara a direction, the army and Wagner against the CSP-DPA.
    """
    reading = read(spanish())
    places = {(p.canonical, p.role) for m in reading.mentions for p in m.places}
    sides = {a.actor_id: a.side for m in reading.mentions for a in m.actors}

    assert reading.countries == ("ML",)
    assert ("Tinzaouaten", "main") in places
    assert {name for name, role in places if role == "toward"} == {"Abeïbara"}
    assert {m.time.start for m in reading.mentions} == {date(2024, 7, 25)}
    assert (sides["ML:army"], sides["wagner"], sides["csp-dpa"]) == ("A", "A", "B")


def test_the_seed_in_spanish_has_its_three_claims() -> None:
    """
    17 dead by a politician, 15 killed and captured of Wagner, heavy losses of the army.
    """
    claims = {c.kind: c for c in read(spanish()).claims}
    c1, c2, c3 = claims["killed"], claims["killed_and_captured"], claims["losses"]

    assert (c1.min, c1.max, set(c1.hedge)) == (17, None, {"at_least", "provisional"})
    assert "político" in (c1.by.role or "" if c1.by else "")
    assert (c2.min, c2.max, c2.of.actor_id) == (15, None, "wagner")
    assert (c3.min, c3.max, c3.of.side) == (None, None, "A")


def test_the_seed_in_spanish_joins_the_french_one() -> None:
    """
    Names, days and numbers link the languages.
    """
    assert len({alert.incident_id for alert in alerts(french(), spanish())}) == 1


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
