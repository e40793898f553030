"""The dispatch that the project was started from, and its facts in our own French."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agents.reading import read
from schemas.dispatch import Dispatch, Draft, complete
from schemas.reading import Reading
from schemas.watch import Watch, Watchlist
from streams.offline import Pipeline

SEED = Path(__file__).parents[3] / "shared" / "seed" / "000_547f6447bbb99844.txt"
REPORTED = datetime(2024, 7, 28, 18, tzinfo=UTC)
FRENCH = """Dakar, 28 juil 2024 (Agence) - De violents combats ont éclaté jeudi à Tinzaouatène, dans la région de \
Kidal, près de la frontière avec l'Algérie, entre l'armée malienne et les séparatistes du CSP-DPA.

L'armée et ses alliés russes de Wagner ont subi de lourdes pertes, selon un porte-parole des rebelles.

Au moins 17 personnes ont été tuées, selon un bilan provisoire donné par un élu local.

Un ancien employé de l'ONU a affirmé qu'au moins 15 combattants de Wagner avaient été tués et arrêtés.

Des combats ont aussi eu lieu plus au sud en direction d'Abeïbara, selon l'élu."""

WATCHES = Watchlist(
    watch=tuple(
        Watch(id=name.lower(), **{kind: name})
        for kind, names in {"country": ("ML", "SN", "RU", "DZ"), "iso3166_2": ("ML-8",)}.items()
        for name in names
    )
)


def seed() -> Dispatch:
    if not SEED.exists():
        pytest.skip("the seed dispatch is not beside this checkout")
    draft = Draft(
        text=SEED.read_text("utf-8"), provider="afp", language="en", published_at=REPORTED
    )
    return complete(draft)


def french() -> Dispatch:
    return complete(Draft(text=FRENCH, provider="other", language="fr", published_at=REPORTED))


def alerts(*dispatches: Dispatch) -> list:
    pipeline = Pipeline(WATCHES)
    records = [record for one in dispatches for record in pipeline.take(one)]
    return [record for record in records if type(record).__name__ == "Alert"]


@pytest.fixture(params=[seed, french], ids=["seed", "french"])
def reading(request: pytest.FixtureRequest) -> Reading:
    return read(request.param())


def test_it_is_fighting_in_mali_and_nowhere_else(reading: Reading) -> None:
    """
    Neither the dateline (Senegal) nor a nationality (Russia) nor the border (Algeria) locates it.
    """
    assert reading.fighting
    assert reading.countries == ("ML",)


def test_it_happened_at_tinzaouaten_since_thursday(reading: Reading) -> None:
    """
    The town is in no public gazetteer; the weekday counts from the dateline.
    """
    events = [m for m in reading.mentions if m.realis == "actual" and m.family == "fight"]
    places = {p.place_id: p for m in events for p in m.places if p.role == "main"}
    starts = {m.time.start for m in events if m.time.start}

    assert [p.iso3166_2 for p in places.values()] == ["ML-8"]
    assert [p.method for p in places.values()] == ["supplement"]
    assert min(starts) == date(2024, 7, 25)


def test_abeibara_is_a_direction_and_algeria_a_border(reading: Reading) -> None:
    """
    "Toward" is a declared relation and no second event.
    """
    roles = {(p.canonical or p.name, p.role) for m in reading.mentions for p in m.places}

    assert {name for name, role in roles if role == "toward"} == {"Abeïbara"}
    assert {p.country for m in reading.mentions for p in m.places if p.role == "border"} == {"DZ"}


def test_the_army_and_wagner_stand_against_the_separatists(reading: Reading) -> None:
    """
    Wagner fights beside the army of Mali; CSP-DPA is the other side.
    """
    sides = {a.actor_id: a.side for m in reading.mentions for a in m.actors if a.actor_id}

    assert sides["ML:army"] == sides["wagner"] == "A"
    assert sides["csp-dpa"] == "B"


def test_c1_is_seventeen_dead_at_least_says_a_local_politician(reading: Reading) -> None:
    """
    Killed, 17 or more, provisional, claimed, with its speaker.
    """
    (c1,) = [c for c in reading.claims if c.kind == "killed"]

    assert (c1.min, c1.max) == (17, None)
    assert set(c1.hedge) == {"at_least", "provisional"}
    assert c1.status == "claimed"
    assert c1.by is not None


def test_c2_is_a_compound_and_is_never_split(reading: Reading) -> None:
    """
    15 killed and arrested of Wagner are neither 15 dead nor added to the 17.
    """
    c2 = next(c for c in reading.claims if c.kind == "killed_and_captured")

    assert (c2.min, c2.max) == (15, None)
    assert c2.of.actor_id == "wagner"
    assert c2.by is not None
    assert "worker" in (c2.by.role or "") or "employé" in (c2.by.role or "")


def test_c3_is_losses_without_a_number(reading: Reading) -> None:
    """
    "Heavy losses" of the army's side stay words.
    """
    c3 = next(c for c in reading.claims if c.kind == "losses")

    assert (c3.min, c3.max) == (None, None)
    assert c3.of.side == "A"


def test_the_dateline_locates_nothing(reading: Reading) -> None:
    """
    Dakar is where the reporter sat.
    """
    assert reading.dateline is not None
    assert "Dakar" in reading.dateline.text
    assert not any(p.country == "SN" for m in reading.mentions for p in m.places)


@pytest.mark.parametrize("told", [seed, french], ids=["seed", "french"])
def test_one_onset_for_mali_and_one_for_kidal(told) -> None:
    """
    One for a watch on ML, one for ML-8, none for SN, RU or DZ; it began on Thursday.
    """
    rung = alerts(told())

    assert sorted((a.kind, a.watch_id) for a in rung) == [("ONSET", "ml"), ("ONSET", "ml-8")]
    assert {a.onset.date() for a in rung} == {date(2024, 7, 25)}
    assert {a.toll_summary.min for a in rung} == {17}


def test_the_same_facts_in_french_are_the_same_incident() -> None:
    """
    Ids and numbers link, not words.
    """
    rung = alerts(seed(), french())

    assert len({a.incident_id for a in rung}) == 1
    assert sum(a.kind == "ONSET" for a in rung) == 2
