"""Where somebody speaks, meets or is flown to is not where it happened, in no language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.reading import read
from agents.where.homes import country_of
from schemas.dispatch import Draft, complete
from tests.reading.builders import said


@pytest.mark.parametrize(
    ("language", "raw"),
    [
        ("en", "CAIRO: Militants killed three policemen on Monday, medics said in Cairo."),
        ("en", "Speaking in Ankara, the president said troops had killed 20 militants."),
        ("en", "Five soldiers were killed in an ambush. Their bodies were flown to Khartoum."),
        ("en", "Six soldiers died in an attack by militants. Ministers are meeting in Berlin."),
        ("fr", "GENÈVE (AFP) - Des combats ont fait 12 morts, a indiqué mardi l'ONU à Genève."),
        ("fr", "Six soldats tués dans une attaque. Les ministres se réunissent à Bruxelles."),
        ("es", "Ginebra.- Doce civiles murieron en bombardeos, denunció la ONU en Ginebra."),
        ("es", "Cinco soldados murieron en un ataque yihadista, según Madrid."),
        ("pt", "Lisboa - Cinco soldados morreram num ataque, disse fonte militar em Lisboa."),
        ("pt", "Seis soldados morreram num ataque de rebeldes. Ministros reúnem-se em Bruxelas."),
        ("de", "Genf (dpa) - Bei Kämpfen starben zwölf Menschen, teilte die UN in Genf mit."),
        ("de", "Sechs Soldaten starben bei einem Angriff. Die Minister beraten in Brüssel."),
        ("ar", "جنيف - قتل 12 شخصا في اشتباكات بين الجيش والمتمردين، حسبما أعلنت الأمم المتحدة في جنيف."),
        ("ru", "Шесть солдат погибли при нападении боевиков. Министры встречаются в Брюсселе."),
        ("uk", "Шестеро солдатів загинули внаслідок нападу бойовиків. Міністри зустрілися в Брюсселі."),
    ],
)  # fmt: skip
def test_a_place_of_words_locates_nothing(language: str, raw: str) -> None:
    """An event without a place of its own has none, and is in no country."""
    published = datetime(2026, 3, 5, 12, tzinfo=UTC)
    reading = read(complete(Draft(text=raw, language=language, published_at=published)))

    assert reading.mentions
    assert {country_of(mention.places) for mention in reading.mentions} == {None}


def test_the_last_sentence_is_not_above_the_first() -> None:
    """A dateline stands in no sentence; once it made the last one a scene of its own."""
    reading = read(
        complete(
            Draft(
                text="GOMA (AFP) - Fighters killed ten soldiers on Monday, medics said in Goma.",
                language="en",
                published_at=datetime(2026, 3, 5, 12, tzinfo=UTC),
            )
        )
    )

    assert reading.countries == ()


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("ar", "تبادل لإطلاق النار بين قوات طالبان وحرس الحدود الباكستاني عند معبر سبين بولدك", ("AF",)),
        ("ru", "На таджикско-афганской границе перестрелка: пограничники вступили в бой", ("TJ",)),
        ("es", "El ataque ocurrió en Koro, y no en Djibo, dijo el ejército. Murieron seis soldados.", ("ML",)),
    ],
)  # fmt: skip
def test_guards_pairs_and_what_is_corrected_locate_nothing(
    language: str, text: str, countries: tuple[str, ...]
) -> None:
    """
    Border guards named by their country, the second of two countries, and "not in".
    """
    assert said(text, language=language).countries == countries
