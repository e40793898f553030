"""The record that the seed dispatch must give, whole, and its facts in eight languages."""

from __future__ import annotations

from datetime import date

import pytest

from agents.reading import read
from schemas.alert import Alert
from schemas.claim import Claim
from schemas.event import Mention
from schemas.incident import Incident
from schemas.reading import Reading
from schemas.watch import Circle, Watch, Watchlist
from streams.offline import Pipeline

from .seeds import EVERY, SIX, seed_in

THURSDAY = date(2024, 7, 25)
DAKAR = 2253354
TINZAOUATEN = "x-tocsin:tinzaouaten"
# The town has no Cyrillic name in the supplement: its region is as near as these come.
OF_THE_REGION = ("Russian", "Ukrainian")
RINGING = (
    Watch(id="ml", country="ML"),
    Watch(id="ml-8", iso3166_2="ML-8"),
    Watch(id="wagner", actor="wagner"),
    Watch(id="csp-dpa", actor="csp-dpa"),
)
SILENT = (
    Watch(id="dateline", country="SN"),
    Watch(id="nationality", country="RU"),
    Watch(id="border", country="DZ"),
    Watch(id="direction", circle=Circle(lat=19.07, lon=1.83, radius_km=10)),
)


@pytest.fixture(params=EVERY)
def name(request: pytest.FixtureRequest) -> str:
    known: str = request.param
    return known


@pytest.fixture
def reading(name: str) -> Reading:
    return read(seed_in(name))


@pytest.fixture
def fights(reading: Reading) -> list[Mention]:
    return [m for m in reading.mentions if m.realis == "actual" and m.family == "fight"]


def records(*names: str) -> list[object]:
    """Return all that reading and following write of the dispatches, one after the other."""
    pipeline = Pipeline(Watchlist(watch=RINGING + SILENT))
    return [record for one in names for record in pipeline.take(seed_in(one))]


def claim(reading: Reading, kind: str) -> Claim:
    """Return the claim of a kind, of two the one with a figure: c1, c2 or c3."""
    return max((c for c in reading.claims if c.kind == kind), key=lambda c: c.min or 0)


def test_it_is_news_of_fighting_in_mali_alone(reading: Reading) -> None:
    """
    Neither the dateline (Senegal) nor a nationality (Russia) nor the border (Algeria) locates it.
    """
    assert (reading.register, reading.fighting, reading.countries) == ("news", True, ("ML",))


def test_the_dateline_is_dakar_and_locates_nothing(reading: Reading) -> None:
    """
    Where the reporter sat, and the day that "Thursday" counts from.
    """
    assert reading.dateline is not None
    assert (reading.dateline.place_id, reading.dateline.date) == (DAKAR, date(2024, 7, 28))
    assert not any(p.country == "SN" for m in reading.mentions for p in m.places)


def test_the_fight_has_its_codes(fights: list[Mention]) -> None:
    """
    ACLED Armed clash, PLOVER ASSAULT, CAMEO 190, UCDP 1, IPTC armed conflict.
    """
    types = next(m for m in fights if m.time.start == THURSDAY).types

    assert types.acled is not None
    assert types.plover is not None
    assert (types.acled.event, types.acled.sub_event) == ("Battles", "Armed clash")
    assert (types.plover.event, "firearms" in types.plover.modes) == ("ASSAULT", True)
    assert (types.cameo, types.ucdp, types.iptc) == ("190", 1, "medtop:20000056")


def test_it_was_at_tinzaouaten_in_kidal_by_the_border(name: str, fights: list[Mention]) -> None:
    """
    The town is in no public gazetteer; Algeria is a border and no home.
    """
    mains = {p.place_id: p for m in fights for p in m.places if p.role == "main"}
    borders = {p.country for m in fights for p in m.places if p.role == "border"}

    assert {(p.country, p.iso3166_2) for p in mains.values()} == {("ML", "ML-8")}
    if name not in OF_THE_REGION:
        assert set(mains) == {TINZAOUATEN}
        assert {p.method for p in mains.values()} == {"supplement"}
        assert borders == {"DZ"}


def test_abeibara_is_a_direction(name: str, reading: Reading) -> None:
    """
    "Toward" is a declared relation and no second event.
    """
    toward = {p.canonical for m in reading.mentions for p in m.places if p.role == "toward"}

    assert toward == (set() if name in OF_THE_REGION else {"Abeïbara"})


def test_it_began_on_thursday(fights: list[Mention]) -> None:
    """
    The weekday counts from the dateline.
    """
    first = min((m.time for m in fights if m.time.start), key=lambda time: time.start or THURSDAY)

    assert (first.start, first.precision, first.anchor) == (THURSDAY, "day", "dateline")


def test_the_army_and_wagner_stand_against_the_separatists(reading: Reading) -> None:
    """
    A state and its external ally on side A, rebels on B; in the fight both sides are both.
    """
    actors = {a.actor_id: a for m in reading.mentions for a in m.actors if a.actor_id}
    army, wagner, rebels = actors["ML:army"], actors["wagner"], actors["csp-dpa"]

    assert (army.side, army.type, army.country) == ("A", "state", "ML")
    assert (wagner.side, wagner.type, wagner.role) == ("A", "external", "ally")
    assert (rebels.side, rebels.type) == ("B", "rebel")


def test_c1_is_seventeen_dead_at_least_says_a_local_politician(reading: Reading) -> None:
    """
    Killed, 17 or more, provisional, of no side, claimed by somebody without one.
    """
    c1 = claim(reading, "killed")

    assert (c1.min, c1.max, set(c1.hedge)) == (17, None, {"at_least", "provisional"})
    assert (c1.status, c1.of.actor_id) == ("claimed", None)
    assert c1.of.side not in ("A", "B")
    assert c1.by is not None
    assert c1.by.role
    assert c1.by.side not in ("A", "B")
    assert c1.as_of is not None
    assert c1.as_of.date == date(2024, 7, 28)


def test_c2_is_a_compound_and_is_never_split(reading: Reading) -> None:
    """
    15 killed and arrested of Wagner are neither 15 dead nor added to the 17.
    """
    c2 = claim(reading, "killed_and_captured")

    assert (c2.min, c2.max, c2.of.actor_id, c2.status) == (15, None, "wagner", "claimed")
    assert c2.by is not None
    assert c2.by.role
    assert c2.by.side not in ("A", "B")
    assert not {15, 32} & {c.min for c in reading.claims if c.kind == "killed"}


def test_c3_is_losses_without_a_number(reading: Reading) -> None:
    """
    "Heavy losses" of the army's side stay words.
    """
    c3 = claim(reading, "losses")

    assert (c3.min, c3.max, c3.of.side) == (None, None, "A")
    assert c3.words


def test_every_claim_belongs_to_what_happened(reading: Reading) -> None:
    """
    None hangs on the old war or in the air.
    """
    told = {c.mention_idx for c in reading.claims}

    assert None not in told
    assert {reading.mentions[i].realis for i in told if i is not None} == {"actual"}


def test_the_seed_tells_of_an_antecedent_and_of_an_old_war() -> None:
    """
    The army took In-Afarak before, by no stated force; the violence since 2012 is past.
    """
    mentions = read(seed_in("seed")).mentions
    (before,) = [
        m for m in mentions if any(p.canonical == "In-Afarak" for p in m.places) and m.territory
    ]
    old = [m for m in mentions if m.realis == "historical"]

    assert before.types.acled is not None
    assert before.types.acled.sub_event == "Non-violent transfer of territory"
    assert before.territory is not None
    assert (before.territory.by, before.territory.change) == ("ML:army", "gained")
    assert [m.time.start for m in old] == [date(2012, 1, 1)]


def test_it_rings_for_its_region_and_its_parties_alone(name: str) -> None:
    """
    ONSET for ML, ML-8, Wagner and CSP-DPA; none for dateline, nationality, border or direction.
    """
    rung = [one for one in records(name) if isinstance(one, Alert)]

    assert {(a.kind, a.watch_id) for a in rung} == {("ONSET", watch.id) for watch in RINGING}
    assert {a.onset.date() for a in rung if a.onset} == {THURSDAY}
    assert {(a.severity, a.urgency, a.certainty) for a in rung} == {
        ("Severe", "Immediate", "Likely")
    }


def test_the_toll_of_the_incident_is_c1_and_nothing_is_added(name: str) -> None:
    """
    17 and more, resting on one claim; the compound and the losses are listed beside it.
    """
    incident = [one for one in records(name) if isinstance(one, Incident)][-1]
    kinds = {c.claim_id: c.kind for c in incident.claims}
    toll = incident.toll_summary

    assert toll is not None
    assert (toll.min, toll.max, toll.disputed) == (17, None, False)
    assert [kinds[one] for one in toll.basis] == ["killed"]
    assert {"killed_and_captured", "losses"} <= set(kinds.values())


def test_the_same_facts_in_six_languages_are_one_incident() -> None:
    """
    Ids and numbers link, not words: one id, six rows of evidence, six origins, one alarm a watch.
    """
    told = records(*SIX)
    incidents = [one for one in told if isinstance(one, Incident)]
    onsets = [one for one in told if isinstance(one, Alert) and one.kind == "ONSET"]

    assert len({one.incident_id for one in incidents}) == 1
    assert len(incidents[-1].evidence) == incidents[-1].independence.origins == len(SIX)
    assert len(onsets) == len(RINGING)
