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
