"""Settlements that no gazetteer lists: kept by name, and placed in what contains them."""

from __future__ import annotations

import pytest

from agents.text.folding import fold
from agents.where.found import Found
from agents.where.places import places_in


def unlisted(raw: str, language: str = "en") -> list[Found]:
    return [one for one in places_in(fold(raw), language) if one.place.canonical is None]


def brief(found: Found) -> str:
    place = found.place
    where = place.iso3166_2 or place.country
    return f"{place.name} {where} {place.role}/{found.cue or '-'} {place.precision}"


@pytest.mark.parametrize(
    ("language", "raw", "found"),
    [
        ("en", "Gunmen killed 12 in the village of Gouzoulba in northern Cameroon on Monday.",
         ["Gouzoulba CM mention/in 6"]),
        ("en", "Shots were heard in Gouzoulba village, Maradi region, Niger.",
         ["Gouzoulba NE-4 mention/in 4"]),
        ("en", "A bomb went off in the Modrelo neighborhood of Tegucigalpa on Friday.",
         ["Modrelo HN-FM mention/in 2"]),
        ("en", "They burned the villages of Kara Tumbu, Bessarim and Dolmango in Mali's Mopti region.",
         ["Kara Tumbu ML-5 mention/- 4", "Bessarim ML-5 mention/- 4", "Dolmango ML-5 mention/- 4"]),
        ("en", "Fighting raged at Qansah Umale, a village 30 km west of Baidoa in Somalia.",
         ["Qansah Umale SO-BY mention/in 2"]),
        ("en", "An ambush in Chamilumba village (Shabunda, Sud-Kivu) left six dead.",
         ["Chamilumba CD-SK mention/in 4"]),
        ("en", "Two soldiers died near Sulaymun Bak in Iraq.", ["Sulaymun Bak IQ near/near 6"]),
        ("en", "IN THE TOWN OF SAN FERNIL JAVO, USULUTAN DEPARTMENT, A REPORTER WAS KILLED.",
         ["SAN FERNIL JAVO SV-US mention/in 3"]),
        ("fr", "Huit civils tués dans le village de Tarkoussim, dans la région de Tillabéri, au Niger.",
         ["Tarkoussim NE-6 mention/in 4"]),
        ("es", "Cinco muertos en la vereda La Cristalosa, municipio de Tibú, en Colombia.",
         ["La Cristalosa CO-NSA mention/in 3"]),
        ("pt", "Seis mortos na aldeia de Nakutope, no distrito de Macomia, em Moçambique.",
         ["Nakutope MZ-P mention/in 3"]),
        ("de", "Bewaffnete töteten im Dorf Karangosa in der malischen Region Mopti zehn Menschen.",
         ["Karangosa ML-5 mention/in 2"]),
        ("ar", "قتل عشرة أشخاص في هجوم على قرية كرمباسو في مالي.", ["كرمباسو ML mention/in 6"]),
        ("ru", "Пять человек погибли в селе Верхнелиповка в Луганской области Украины.",
         ["Верхнелиповка UA-09 mention/in 4"]),
        ("uk", "П'ятеро загинули в селі Верхньолипівка в Донецькій області України.",
         ["Верхньолипівка UA-14 mention/in 4"]),
    ],
)  # fmt: skip
def test_a_settlement_is_kept_by_name_and_lies_in_what_contains_it(
    language: str, raw: str, found: list[str]
) -> None:
    """A name that is called a village counts in every language, as exactly as its container."""
    assert [brief(one) for one in unlisted(raw, language)] == found


def test_it_has_no_point_of_its_own() -> None:
    """A hamlet stands where its district does; of a mere country it gets no point at all."""
    (inside,) = unlisted("Clashes in the village of Gouzoulba, Kidal region, Mali.")
    (alone,) = unlisted("Clashes in Mali went on. Troops entered the village of Gouzoulba.")

    assert (inside.place.method, inside.place.place_id) == ("centroid", None)
    assert (alone.place.country, alone.place.lat, alone.place.method) == ("ML", None, "none")


def test_said_once_it_holds_for_the_whole_text() -> None:
    """Where a hamlet lies is said at its first mention only."""
    first, second = unlisted(
        "Clashes in Gouzoulba, Mopti region, Mali. Later the town of Gouzoulba fell."
    )

    assert first.place.iso3166_2 == second.place.iso3166_2 == "ML-5"


@pytest.mark.parametrize(
    ("language", "raw"),
    [
        ("en", "In Congress, US President Smith spoke of the village."),
        ("en", "Malian troops entered the village of Gouzoulba."),
        ("en", "The minister spoke in Parliament in Kenya. The IDP camp is in Kenya."),
        ("en", "THE REBELS DIED IN COMBAT, IN THE DEPARTMENT OF AYACUCHO, PERU."),
        ("es", "Atacaron a la Policía de Kenia en Jérémie."),
        ("de", "Im Dorf in Mali starben Bauern, in Hütten in Gao verbrannte Vorrat."),
        ("ar", "أطلقوا النار قرب الملعب في طرابلس."),
    ],
)
def test_other_nouns_with_a_capital_are_no_settlements(language: str, raw: str) -> None:
    """Bodies, people, common nouns and a nationality alone give no place."""
    assert unlisted(raw, language) == []


@pytest.mark.parametrize(
    "raw",
    [
        "Four people were arrested in Baba Haridas Nagar.",
        "Protesters marched to Freedom Plaza Square.",
        "Militants were encountered at Shar-i-Shalum town.",
    ],
)
def test_the_first_word_of_a_longer_name_is_no_town_elsewhere(raw: str) -> None:
    """A small namesake abroad must not take the head of a name that nobody lists."""
    assert [one.place.country for one in places_in(fold(raw), "en")] == []
