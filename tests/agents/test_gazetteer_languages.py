"""Places as eight languages write them: cases, prefixes, adjectives, distances and directions."""

from __future__ import annotations

import pytest

from agents.gazetteer.areas import ALIASES
from agents.gazetteer.endings import proposals
from agents.gazetteer.names import gazetteer
from agents.gazetteer.tables import rows_of
from agents.text.folding import fold
from agents.where.places import Found, places_in

LANGUAGES = ("en", "fr", "es", "ar", "de", "pt", "ru", "uk")


def read(raw: str, language: str) -> list[Found]:
    return places_in(fold(raw), language)


def brief(found: Found) -> str:
    place = found.place
    return f"{place.canonical} {place.iso3166_2 or place.country} {place.role}/{found.cue or '-'}"


@pytest.mark.parametrize(
    ("raw", "language", "found"),
    [
        ("Combates entre Goma y Sake, en la República Democrática del Congo.", "es",
         ["Goma CD-NK between/between", "Sake CD-NK between/between",
          "Democratic Republic of Congo CD mention/in"]),
        ("Las tropas malienses avanzan hacia Kidal.", "es",
         ["Mali ML origin_of_actor/-", "Kidal ML-8 toward/toward"]),
        ("Ataque em Palma, na província de Cabo Delgado, em Moçambique.", "pt",
         ["Palma MZ-P mention/in", "Cabo Delgado Province MZ-P mention/in", "Mozambique MZ mention/in"]),
        ("Russische Truppen rückten auf Pokrowsk vor.", "de",
         ["Russia RU origin_of_actor/-", "Pokrovsk UA-14 toward/toward"]),
        ("In der Nähe von Charkiw schlug eine Rakete ein.", "de", ["Kharkiv UA-63 near/near"]),
        ("Kämpfe nahe der Grenze zu Algerien", "de", ["Algeria DZ border/border"]),
        ("قصف مدفعي بالخرطوم وأم درمان", "ar", ["Khartoum SD-KH mention/in", "Omdurman SD-KH mention/in"]),
        ("القوات الروسية تتقدم نحو بوكروفسك", "ar",
         ["Russia RU origin_of_actor/-", "Pokrovsk UA-14 toward/toward"]),
        ("Бои идут в Донецке и под Харьковом.", "ru", ["Donetsk UA-14 mention/in", "Kharkiv UA-63 near/near"]),
        ("Взрыв прогремел в Донецкой области.", "ru", ["Donetsk UA-14 mention/in"]),
        ("У Києві, Львові та Одесі лунали вибухи.", "uk",
         ["Kyiv UA-30 mention/in", "Lviv UA-46 mention/in", "Odesa UA-51 mention/in"]),
        ("Удар по Кривому Рогу", "uk", ["Kryvyy Rih UA-12 mention/in"]),
    ],
)  # fmt: skip
def test_reads_eight_languages(raw: str, language: str, found: list[str]) -> None:
    """A name is found under its cases, prefixes and spellings, with the role its words give it."""
    assert [brief(one) for one in read(raw, language)] == found


@pytest.mark.parametrize(
    ("raw", "language", "bearing"),
    [
        ("The convoy was hit 40 km (25 miles) to the south-east of Gao in Mali.", "en", 135),
        ("Le convoi a été attaqué à 40 km au sud de Gao, au Mali.", "fr", 180),
        ("El convoy fue atacado 40 km al norte de Gao, en Malí.", "es", 0),
        ("O comboio foi atacado 40 km a oeste de Gao, no Mali.", "pt", 270),
        ("Der Konvoi wurde 40 Kilometer südlich von Gao in Mali angegriffen.", "de", 180),
        ("В 40 км к югу от Гао в Мали напали на конвой.", "ru", 180),
        ("За 40 км на південь від Гао в Малі напали на конвой.", "uk", 180),
        ("على بعد 40 كيلومترا جنوب غاو في مالي", "ar", 180),
    ],
)
def test_measures_from_a_town_in_eight_languages(raw: str, language: str, bearing: float) -> None:
    """A distance with a direction moves the point away from the town, never to the town itself."""
    place = read(raw, language)[0].place

    assert (place.canonical, place.role, place.method) == ("Gao", "near", "offset")
    assert (place.bearing, place.radius_km) == (bearing, 8)


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Fighting went on in the south of Gaza.", "en"),
        ("Les combats dans le nord de Gao, au Mali", "fr"),
        ("Бои на севере Мали", "ru"),
        ("Kämpfe im Süden von Gao in Mali", "de"),
    ],
)
def test_the_south_of_a_place_is_inside_it(raw: str, language: str) -> None:
    """ "In the south of" is no distance."""
    assert read(raw, language)[0].place.bearing is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name(language: str) -> None:
    """All of ISO 3166-1 is known in eight languages, and an adjective of the countries at war."""
    column = 1 + 2 * LANGUAGES.index(language)
    rows = list(rows_of("countries.tsv"))
    at_war = [
        row for row in rows if row[0] in {"ML", "SD", "CD", "UA", "MM", "PS", "SY", "YE", "SO"}
    ]

    assert len(rows) == 250
    assert all(row[column] for row in rows)
    assert all(row[column + 1] for row in at_war)


def test_endings_only_propose() -> None:
    """An ending is taken off in every way it may stand; what is no name is no place."""
    assert {"донецк", "донецка"} <= set(proposals("донецке", "ru"))
    assert "الخرطوم" in proposals("بالخرطوم", "ar")
    assert proposals("gao", "en") == ()
    assert read("Мы говорили о погоде и о книге.", "ru") == []


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Sete membros foram mortos, diz o bando.", "pt"),
        ("Kämpfe in den Bergen, sagte ein Sprecher der Armee am Montag.", "de"),
        ("ATAQUE PERTO DA PONTE NA SEGUNDA-FEIRA", "pt"),
        ("قال الجيش إن المعارك في المدينة مستمرة منذ أمس", "ar"),
        ("El ejército dijo el lunes que el ataque dejó dos muertos.", "es"),
    ],
)
def test_words_of_a_language_are_no_towns(raw: str, language: str) -> None:
    """Numbers, nouns in capitals and prepositions bear names of towns somewhere."""
    assert read(raw, language) == []


def test_the_tables_agree() -> None:
    """No supplement row names an ISO code that no region has, and no alias a town that is not there."""
    codes = set(gazetteer().iso.values())
    rows = [*rows_of("supplement.tsv"), *rows_of("noted.tsv")]

    assert {row[3] for row in rows if row[3]} <= codes
    for _, number, country, *_, spellings, _ in (row for row in rows if row[0] in ALIASES):
        borne = gazetteer().named(" ".join(fold(spellings.split(";")[0]).tokens))
        place_id = int(number) if number.isdigit() else number
        assert (place_id, country) in {(entry.id, entry.country) for entry in borne}


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Clashes in the Malian town of Gao killed ten.", "en"),
        ("Des combats dans la ville malienne de Gao", "fr"),
        ("Combates en la ciudad maliense de Gao", "es"),
        ("Kämpfe in der malischen Stadt Gao", "de"),
    ],
)
def test_an_adjective_parts_no_cue_from_its_name(raw: str, language: str) -> None:
    """ "In the Malian town of Gao" is in Gao."""
    found = read(raw, language)

    assert (found[-1].place.canonical, found[-1].cue) == ("Gao", "in")


@pytest.mark.parametrize(
    ("raw", "language", "found"),
    [
        ("Fighting broke out in the Libyan capital on Friday.", "en", ["Tripoli LY mention/in"]),
        ("Une explosion a secoué la capitale malienne.", "fr", ["Bamako ML mention/in"]),
        ("Tiroteo en la capital de Haití", "es", ["Port-au-Prince HT mention/in"]),
        ("In der libyschen Hauptstadt fielen Schüsse.", "de", ["Tripoli LY mention/in"]),
        ("اندلعت اشتباكات في العاصمة الليبية الجمعة.", "ar", ["Tripoli LY mention/in"]),
        ("Fighting broke out in the Malian capital Bamako.", "en",
         ["Mali ML origin_of_actor/in", "Bamako ML mention/in"]),
    ],
)  # fmt: skip
def test_a_capital_may_go_by_its_country(raw: str, language: str, found: list[str]) -> None:
    """'The Libyan capital' is Tripoli, unless the town is named beside it."""
    seen = [
        f"{one.place.canonical} {one.place.country} {one.place.role}/{one.cue or '-'}"
        for one in read(raw, language)
    ]

    assert seen == found


@pytest.mark.parametrize(
    ("raw", "language", "cue"),
    [
        ("Sie starben in einem Dorf des Bezirks Macomia.", "de", "in"),
        ("In der Kirche von Goma fielen Schüsse.", "de", "in"),
        ("Lastwagen kamen von Goma.", "de", "from"),
        ("They died in three hamlets of the Bokkos district.", "en", "in"),
        ("Boats met on Sunday in waters off Goma.", "en", "near"),
        ("Soldaten starben oberhalb von Goma.", "de", "near"),
    ],
)
def test_in_reaches_a_name_over_the_noun_it_belongs_to(raw: str, language: str, cue: str) -> None:
    """'In a village of the district X' is in X; behind a German noun "von" means "of"."""
    assert [one.cue for one in read(raw, language)] == [cue]


def test_an_article_that_opens_a_sentence_is_no_preposition() -> None:
    """Portuguese "A Polônia" is Poland, "a Polônia" may be to Poland."""
    assert [one.cue for one in read("A Polônia fechou o espaço aéreo.", "pt")] == [""]


def test_a_name_in_another_script_may_be_a_namesake() -> None:
    """What the text says contains a name wins over the only bearer written in that script."""
    places = read("اشتباكات في غاو. شهدت بلدة غاو في جنوب غرب بوركينا فاسو اشتباكات.", "ar")

    assert [one.place.country for one in places] == ["BF", "BF", "BF"]


def test_a_town_goes_by_what_wires_call_it() -> None:
    """Where GeoNames keeps a local spelling, the name given is that of English wires."""
    assert [one.place.canonical for one in read("Fighting raged in Laascaanood.", "en")] == [
        "Las Anod"
    ]


def test_an_adjective_may_have_several_words() -> None:
    """South Korean is one adjective."""
    assert [brief(one) for one in read("A South Korean court met.", "en")] == [
        "South Korea KR origin_of_actor/-"
    ]
