"""Spanish: what its wires write in other words than the suite, and the seed's facts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2026, 3, 12, 18, tzinfo=UTC)


def told(text: str, headline: str | None = None) -> Reading:
    draft = Draft(
        text=text, headline=headline, provider="other", language="es", published_at=REPORTED
    )
    return read(complete(draft))


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
