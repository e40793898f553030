"""Portuguese, of Brazil, Portugal and Africa: the seed's facts, and wordings beyond the suite."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2024, 7, 28, 18, tzinfo=UTC)
EUROPEAN = """Dacar, 28 jul 2024 (Agência) - Violentos combates opõem desde quinta-feira o exército maliano \
aos separatistas do CSP-DPA em Tinzaouaten, na região de Kidal, perto da fronteira com a Argélia.

O exército e os seus aliados russos da Wagner sofreram pesadas perdas, segundo um porta-voz dos rebeldes.

Pelo menos 17 pessoas foram mortas, de acordo com um balanço provisório feito por um eleito local.

Um antigo funcionário da ONU afirmou que pelo menos 15 combatentes da Wagner foram mortos e capturados.

Os combates prosseguiam mais a sul, em direção a Abeïbara, disse o eleito."""
BRAZILIAN = """DACAR, 28 jul 2024 (Agência) - O Exército do Mali e os rebeldes separatistas do CSP-DPA se \
enfrentam desde quinta-feira em Tinzaouaten, na região de Kidal, junto à fronteira com a Argélia.

Segundo um porta-voz dos rebeldes, o Exército e seus aliados russos do grupo Wagner tiveram pesadas baixas.

Ao menos 17 pessoas morreram, disse um político local, que fez um balanço provisório.

Pelo menos 15 homens do Wagner foram mortos e presos, informou um ex-funcionário da ONU.

Os confrontos continuavam mais ao sul, em direção a Abeïbara, segundo o político."""


def told(text: str, headline: str | None = None) -> Reading:
    draft = Draft(
        text=text, headline=headline, provider="other", language="pt", published_at=REPORTED
    )
    return read(complete(draft))


@pytest.fixture(params=[EUROPEAN, BRAZILIAN], ids=["Portugal", "Brazil"])
def seed(request: pytest.FixtureRequest) -> Reading:
    return told(request.param)


def test_the_seed_is_a_fight_at_tinzaouaten_since_thursday(seed: Reading) -> None:
    """
    Neither the dateline, nor the border, nor a nationality locates it; Abeïbara is a direction.
    """
    fights = [m for m in seed.mentions if m.realis == "actual" and m.family == "fight"]
    mains = {place.iso3166_2 for m in fights for place in m.places if place.role == "main"}
    toward = {place.name for m in seed.mentions for place in m.places if place.role == "toward"}

    assert seed.fighting
    assert seed.countries == ("ML",)
    assert mains == {"ML-8"}
    assert min(m.time.start for m in fights if m.time.start) == date(2024, 7, 25)
    assert toward == {"Abeïbara"}


def test_the_seed_has_its_sides(seed: Reading) -> None:
    """
    The army and Wagner stand against CSP-DPA.
    """
    sides = {a.actor_id: a.side for m in seed.mentions for a in m.actors if a.actor_id}

    assert sides["ML:army"] == sides["wagner"] == "A"
    assert sides["csp-dpa"] == "B"


def test_the_seed_has_its_three_claims(seed: Reading) -> None:
    """
    17 dead, 15 of Wagner killed and captured in one, heavy losses of the army; nothing else.
    """
    claims = {claim.kind: claim for claim in seed.claims}
    c1, c2, c3 = claims["killed"], claims["killed_and_captured"], claims["losses"]

    assert len(seed.claims) == len(claims)
    assert (c1.min, c1.max, set(c1.hedge)) == (17, None, {"at_least", "provisional"})
    assert (c2.min, c2.max, c2.of.actor_id) == (15, None, "wagner")
    assert (c3.min, c3.max, c3.of.side) == (None, None, "A")
    assert all(claim.by is not None for claim in seed.claims)
    assert {c1.status, c2.status} == {"claimed"}
