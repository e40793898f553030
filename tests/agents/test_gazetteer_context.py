"""Which names are people, papers and governments, and how the context finds the right bearer."""

from __future__ import annotations

import pytest

from agents.text.folding import fold
from agents.where.places import Found, places_in


def read(raw: str, language: str = "en", **more: dict[str, float]) -> list[Found]:
    return places_in(fold(raw), language, **more)  # type: ignore[arg-type] # one keyword is passed


@pytest.mark.parametrize(
    "raw",
    [
        "On the day after, somebody saw Jordan Henderson, Paris Hilton and Chad Brown.",
        "The Los Angeles Times and the Boston Herald said so.",
        "The University of Michigan beat the Bank of Mexico.",
        "Paris Saint-Germain lost to Real Madrid.",
        "They signed the Geneva Convention and the Paris Agreement.",
        "For an hour Mr Lincoln and Gen. Houston talked about it.",
    ],
)
def test_people_papers_teams_and_treaties_are_no_places(raw: str) -> None:
    """A place name inside another name is that other thing."""
    assert read(raw) == []


def test_somebody_met_by_full_name_stays_a_person() -> None:
    """Once "John Lancaster" was said, "Lancaster added" is he."""
    assert read("John Lancaster spoke in Ohio. Lancaster added nothing.")[-1].place.name == "Ohio"


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Moscow said it shot down drones.", "en"),
        ("Kyiv's troops withdrew.", "en"),
        ("Moscou affirme avoir pris le village.", "fr"),
        ("Moscú dijo que tomó el pueblo.", "es"),
        ("Das teilte Kiew mit.", "de"),
        ("Киев заявил об обстреле.", "ru"),
        ("قالت موسكو إنها سيطرت على القرية", "ar"),
    ],
)
def test_a_capital_that_speaks_is_a_government(raw: str, language: str) -> None:
    """It is where somebody comes from, and never where something happened."""
    assert [found.place.role for found in read(raw, language)] == ["origin_of_actor"]


def test_what_stands_behind_a_town_says_which() -> None:
    """Towns of Texas and Virginia are those, each time the text names them."""
    found = read("A crash in Paris, Texas, hurt two. Paris police went on to Gainesville, Va.")
    where = [(f.place.canonical, f.place.iso3166_2) for f in found]

    assert where == [
        ("Paris", "US-TX"), ("Texas", "US-TX"), ("Paris", "US-TX"),
        ("Gainesville", "US-VA"), ("Virginia", "US-VA"),
    ]  # fmt: skip


def test_a_region_named_elsewhere_finds_its_town() -> None:
    """Between two small towns of a name the one in a region that the text speaks of is meant."""
    found = read("Florida mourned. Pupils marched in Parkland.")

    assert (found[-1].place.canonical, found[-1].place.iso3166_2) == ("Parkland", "US-FL")


def test_a_famous_city_is_not_lost_to_a_namesake() -> None:
    """A text about the United States that names London means the capital of Britain."""
    found = read("The United States sent an envoy to London, Washington said.")

    assert [f.place.country for f in found] == ["US", "GB", "US"]


def test_a_name_is_no_evidence_for_itself() -> None:
    """Gao in Mali is larger, and a story of Burkina Faso still means its own."""
    found = read("Clashes in Gao, in Gao and in Gao, Burkina Faso's army said.")

    assert {f.place.country for f in found} == {"BF"}


def test_what_others_know_counts() -> None:
    """Countries of the actors decide between homonyms when they are passed."""
    assert read("Shots in Tripoli.")[0].place.country == "LY"
    assert read("Shots in Tripoli.", told={"LB": 4.0})[0].place.country == "LB"


def test_groups_speak_for_their_country() -> None:
    """Hezbollah is no place, and says that the text is about Lebanon."""
    found = read("Hezbollah fighters fired shots in Tripoli. Hezbollah denied it.")

    assert [f.place.country for f in found] == ["LB"]


def test_a_district_has_the_middle_of_its_towns() -> None:
    """A county is found under its name, less precise than a town and with the method told."""
    place = read("A tornado hit Horry County, S.C., on Friday.")[0].place

    assert (place.canonical, place.adm2, place.iso3166_2) == (
        "Horry County",
        "Horry County",
        "US-SC",
    )
    assert (place.precision, place.method) == (3, "centroid")


@pytest.mark.parametrize(
    "raw", ["FIGHTING NEAR SAN SALVADOR KILLED TEN. GUERRILLAS ATTACKED SOYAPANGO IN EL SALVADOR."]
)
def test_reads_capitals(raw: str) -> None:
    """Where all is in capitals, common words are no towns."""
    assert [f.place.canonical for f in read(raw)] == ["San Salvador", "Soyapango", "El Salvador"]


def test_no_point_without_a_source() -> None:
    """Whoever has a point also says where it is from."""
    raw = "Fighting in Mali, Kidal, In-Afarak, Horry County, Texas, Europe, the Red Sea and Gao."

    for found in read(raw):
        place = found.place
        assert (place.lat is None) == (place.lon is None)
        assert place.lat is None or place.method in {"gazetteer", "supplement", "centroid"}
