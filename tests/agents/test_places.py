"""Which places a text names, what it says about them, and which bearer of a name it means."""

from __future__ import annotations

import time
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.gazetteer.names import Gazetteer, gazetteer
from agents.gazetteer.tables import rows_of
from agents.text.folding import fold
from agents.where.geo import destination
from agents.where.places import Found, places_in

SEED = Path(__file__).parents[2] / ".." / "shared" / "seed" / "000_547f6447bbb99844.txt"
TINZAOUATEN = "x-tocsin:tinzaouaten"


def read(raw: str, language: str = "en", dateline: range | None = None) -> list[Found]:
    return places_in(fold(raw), language, dateline=dateline)


def brief(found: Found) -> str:
    place = found.place
    where = place.iso3166_2 or place.country
    return f"{place.name} {where} {place.role}/{found.cue or '-'} {place.precision}"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("Fighting broke out in the town of Tinzaouaten, near the border with Algeria.",
         ["Tinzaouaten ML-8 mention/in 1", "Algeria DZ border/border 5"]),
        ("Fighting also took place further south toward Abeibara, in Mali.",
         ["Abeibara ML-8 toward/toward 1", "Mali ML mention/in 6"]),
        ("They are in control further south in the Kidal region.", ["Kidal ML-8 mention/in 4"]),
        ("Mali's army took control of In-Afarak, a crossroads in Kidal.",
         ["Mali ML mention/- 6", "In-Afarak ML-8 mention/in 1", "Kidal ML-8 mention/in 1"]),
        ("The Malian army and its Russian allies retreated.",
         ["Malian ML origin_of_actor/- 6", "Russian RU origin_of_actor/- 6"]),
        ("Fighting raged between Goma and Sake in DR Congo.",
         ["Goma CD-NK between/between 5", "Sake CD-NK between/between 5", "DR Congo CD mention/in 6"]),
        ("Troops clashed on the border between Mali and Niger.",
         ["Mali ML border/border 5", "Niger NE border/border 5"]),
        ("The Mali-Niger border is closed.", ["Mali ML border/border 5", "Niger NE border/border 5"]),
        ("Shelling hit Kharkiv, Sumy and Kherson.",
         ["Kharkiv UA-63 mention/in 1", "Sumy UA-59 mention/in 1", "Kherson UA-65 mention/in 1"]),
        ("Thousands fled from Pokrovsk in Ukraine.",
         ["Pokrovsk UA-14 from/from 1", "Ukraine UA mention/in 6"]),
        ("Gunmen attacked a village in Borno state in Nigeria.",
         ["Borno NG-BO mention/in 4", "Nigeria NG mention/in 6"]),
        ("Clashes around el-Fasher, the capital of North Darfur.",
         ["el-Fasher SD-DN near/near 2", "North Darfur SD-DN mention/- 4"]),
        ("MALI ARMY FIGHTS REBELS NEAR KIDAL", ["MALI ML mention/- 6", "KIDAL ML-8 near/near 2"]),
        ("Niger and Nigeria; the Nigerien and the Nigerian army in Niger State.",
         ["Niger NE mention/- 6", "Nigeria NG mention/- 6", "Nigerien NE origin_of_actor/- 6",
          "Nigerian NG origin_of_actor/- 6", "Niger State NG-NI mention/in 4"]),
    ],
)  # fmt: skip
def test_reads_english(raw: str, found: list[str]) -> None:
    """The words just before a name give its role; a region is one only when it is called so."""
    assert [brief(one) for one in read(raw)] == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("Combats à Tinzaouaten, près de la frontière algérienne, selon l'armée malienne.",
         ["Tinzaouaten ML-8 mention/in 1", "algérienne DZ border/border 5",
          "malienne ML origin_of_actor/- 6"]),
        ("Une colonne allait en direction d'Abeïbara, dans la région de Kidal.",
         ["Abeïbara ML-8 toward/toward 1", "Kidal ML-8 mention/in 4"]),
        ("Des combats entre Bamako et Ségou, dans le nord du Mali.",
         ["Bamako ML-BKO between/between 5", "Ségou ML-4 between/between 5", "Mali ML mention/in 6"]),
        ("Douze soldats burkinabè tués près de Djibo, au Burkina Faso.",
         ["burkinabè BF origin_of_actor/- 6", "Djibo BF-12 near/near 2", "Burkina Faso BF mention/in 6"]),
        ("Une bombe à la frontière entre le Mali et le Niger.",
         ["Mali ML border/border 5", "Niger NE border/border 5"]),
        ("Le M23 progresse vers Goma, au Nord-Kivu.",
         ["Goma CD-NK toward/toward 1", "Nord-Kivu CD-NK mention/in 4"]),
    ],
)  # fmt: skip
def test_reads_french(raw: str, found: list[str]) -> None:
    """The same roles, with adjectives written small and articles in between."""
    assert [brief(one) for one in read(raw, "fr")] == found


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("The convoy was hit 40 kilometres (25 miles) south of Gao in Mali.", "en"),
        ("The convoy was hit 40 km to the south of Gao in Mali.", "en"),
        ("Le convoi a été attaqué à 40 km au sud de Gao, au Mali.", "fr"),
    ],
)
def test_a_distance_and_a_direction_make_a_point(raw: str, language: str) -> None:
    """ "40 km south of" is computed from the town's position, with its error; nothing is invented."""
    place = read(raw, language)[0].place

    assert (place.role, place.method, place.precision, place.bearing) == ("near", "offset", 2, 180)
    assert place.lat is not None
    assert isclose(place.lat, 16.27167 - 40 / 111.19, abs_tol=0.01)
    assert place.radius_km == 8


def test_a_point_east_of_the_date_line_stays_on_the_globe() -> None:
    """Longitudes wrap at 180 degrees."""
    lat, lon = destination(0, 179.9, 90, 100)

    assert lat == 0
    assert isclose(lon, -179.2, abs_tol=0.01)


@pytest.mark.parametrize(
    ("raw", "country", "runner_up"),
    [
        ("Clashes in Gao killed three, Burkina Faso's army said in Ouagadougou.", "BF", 2457163),
        ("Clashes in Gao killed three, Mali's army said in Bamako.", "ML", 2360626),
        ("Clashes in Tripoli killed nine, Libya said.", "LY", 266826),
        ("Clashes in Tripoli killed nine, Lebanon said.", "LB", 2210247),
        ("Clashes in Paris, Texas.", "US", 2988507),
    ],
)
def test_the_country_decides_between_homonyms(raw: str, country: str, runner_up: int) -> None:
    """The larger town is never the default where the text speaks of the other's country."""
    place = read(raw)[0].place

    assert place.country == country
    assert place.runner_up == runner_up


@pytest.mark.parametrize(
    "raw",
    [
        "Price war breaks out between airlines. Rivals clash in derby as United win.",
        "Police and Army officers met in March. Most Of The Union agreed in May.",
        "Mayor David Hamilton told Florence Jackson and Chad Brown to go.",
        "Georgia Meloni met Jordan Smith. Let us go. Will Nancy come?",
        "Hamas, Wagner and the Houthi movement denied it.",
        "Ships left, the Washington Post and the University of Mali said.",
        "Apple, Orange and Shell fell. It is a nice split; they were reading.",
    ],
)
def test_words_and_people_are_no_places(raw: str) -> None:
    """Common words, calendar words, people and bodies bear the names of towns without being them."""
    assert read(raw) == []


def test_seas_and_continents_are_areas_of_no_country() -> None:
    """They are found and never taken for a town that bears their name, or for a country."""
    found = read("Ships left the Red Sea for Europe.")

    assert [(f.place.canonical, f.place.country, f.place.precision) for f in found] == [
        ("Red Sea", None, 7),
        ("Europe", None, 7),
    ]


def test_a_small_town_needs_its_country() -> None:
    """Aguelhok is found in a text about Mali; a hamlet of that size alone is not believed."""
    assert [f.place.place_id for f in read("Mali: shots in Aguelhok")][1:] == [2461247]
    assert read("Shots in Soldeu, said Marie.") == []
    assert len(read("Shots in Soldeu, said Andorra.")) == 2


def test_a_country_beats_towns_of_its_name() -> None:
    """Mali is the country, not the town of Guinea or of China; its point is only its middle."""
    place = read("Fighting in Mali")[0].place

    assert (place.place_id, place.precision, place.method) == (2453866, 6, "centroid")


def test_the_dateline_locates_nothing() -> None:
    """Whatever is named in the dateline has that role, and hardly speaks for its country."""
    found = read("Dakar, Senegal (Wire) - Clashes in Gao, Mali's army said.", dateline=range(3))

    assert [f.place.role for f in found[:2]] == ["dateline", "dateline"]
    assert found[2].place.country == "ML"


@pytest.mark.parametrize(
    "spelling",
    [
        "Tinzaouaten", "Tinzaouatene", "Tinzaouatène", "Tinzaouatine", "Tin Zaouatine",
        "Tin-Zaouatene", "Tin Zaouatène", "Tinzawaten", "Tinzawatene", "Tinzawatène",
        "Tinzahuaten", "Tin Zautin", "تين زواتين", "تين زاوتين", "تينزاواتين", "تينزاوتين",
        "تين زواتن", "تين ظواتين", "ⵜⵉⵏⵣⴰⵡⴰⵜⴰⵏ",
    ],
)  # fmt: skip
def test_every_spelling_of_tinzaouaten_is_one_place(spelling: str) -> None:
    """Every spelling that wires use; the Algerian twin stays on record as the runner-up where it shares one."""
    place = read(f"Mali: {spelling}")[1].place

    assert place.place_id == TINZAOUATEN
    assert (place.lat, place.lon, place.iso3166_2) == (19.95, 2.97, "ML-8")
    assert place.runner_up in {None, "x-tocsin:tin-zaouatine-dz"}


@pytest.mark.parametrize("spelling", ["In-Afarak", "Inafarak", "In Afarak", "I-n-Afarak"])
def test_a_place_without_a_known_position_has_none(spelling: str) -> None:
    """In-Afarak is in Kidal region, and more is not known."""
    place = read(f"Mali's army took {spelling}.")[1].place

    assert (place.place_id, place.iso3166_2) == ("x-tocsin:in-afarak", "ML-8")
    assert place.lat is place.lon is None


def test_the_regions_of_mali_are_exact() -> None:
    """GeoNames codes are no ISO suffixes: Kidal is 10 there and ML-8 here."""
    iso = {code: i for (country, code), i in gazetteer().iso.items() if country == "ML"}

    assert iso == {
        "03": "ML-1", "07": "ML-2", "06": "ML-3", "05": "ML-4", "04": "ML-5", "08": "ML-6",
        "09": "ML-7", "10": "ML-8", "12070577": "ML-9", "12070575": "ML-10", "01": "ML-BKO",
    }  # fmt: skip


def test_no_two_regions_share_an_iso_code() -> None:
    """A join that went wrong would show as two regions with one code, or a code of another country."""
    codes = [(country, iso) for country, _, _, _, iso in rows_of("regions.tsv") if iso]

    assert len(codes) == len(set(codes)) > 3200
    assert all(iso.startswith(f"{country}-") for country, iso in codes)


@pytest.mark.skipif(not SEED.exists(), reason="the seed dispatch is not part of the repository")
def test_reads_the_seed() -> None:
    """Tinzaouaten and Kidal are where it happens, Abeibara is a direction, Algeria a border."""
    found = read(SEED.read_text(encoding="utf-8"), dateline=range(6))
    said = {(f.place.canonical, f.place.role, f.cue) for f in found}

    assert {("Tinzaouaten", "mention", "in"), ("Abeïbara", "toward", "toward"),
            ("Algeria", "border", "border"), ("Dakar", "dateline", ""),
            ("Russia", "origin_of_actor", "")} <= said  # fmt: skip
    assert not any(f.place.country == "SN" and f.place.role != "dateline" for f in found)


def test_builds_fast_enough_to_start_with() -> None:
    """Two seconds on a busy machine; about one alone."""
    began = time.process_time()
    Gazetteer()

    assert time.process_time() - began < 4


@settings(max_examples=60)
@given(st.lists(st.sampled_from([
    "between", "and", "Gao", "Mali", "in", "the", "border", "40", "km", "south", "of", ",", ".", "-",
    "Kidal", "region", "near", "Malian", "(", ")", "Nice", "US", "al-", "toward", "de", "\n\n",
]), max_size=14), st.sampled_from(["en", "fr", "ar", "xx", "und"]))  # fmt: skip
def test_never_raises(words: list[str], language: str) -> None:
    """No heap of names and cues breaks it; every place has its words."""
    raw = " ".join(words)
    for found in read(raw, language):
        assert raw[slice(*found.place.span)] == found.place.name


def test_the_capital_of_a_countrys_region_is_not_the_countrys() -> None:
    """
    "Capital of Sudan's Blue Nile state" is Damazin, not Khartoum.
    """
    found = read("Fighting broke out in Damazin, capital of Sudan's Blue Nile state.")

    assert "Khartoum" not in {one.place.canonical for one in found}
