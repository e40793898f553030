"""Places that wires in Latin letters name without saying where they lie."""

from __future__ import annotations

import pytest

from agents.gazetteer.names import gazetteer
from agents.gazetteer.tables import rows_of
from agents.text.folding import fold, fold_words
from agents.where.places import places_in


def seen(raw: str, language: str) -> list[str]:
    return [f"{one.place.canonical} {one.place.country}" for one in places_in(fold(raw), language)]


@pytest.mark.parametrize(
    ("raw", "language", "found"),
    [
        ("Ayorou ferry post falls under hail of bullets", "en", ["Ayorou NE"]),
        ("Raid goes wrong at Beit Jinn: jets flatten houses", "en", ["Beit Jinn SY"]),
        ("Kishtwar gunfight enters third day", "en", ["Kishtwār IN"]),
        ("Jihadists overrun Tessit garrison before dawn", "en", ["Tessit ML"]),
        ("Gunmen flag down jeepney in Datu Hoffer, kill seven", "en", ["Datu Hoffer PH"]),
        ("Geheimdienst meldet Explosion in Siwersk", "de", ["Siversk UA"]),
        ("Schmuggler kämpfen an der Wüstenpiste bei Kufra", "de", ["Kufra LY"]),
        ("Arsenal von Toropez fliegt in die Luft", "de", ["Toropets RU"]),
        ("Huit villageois tués à Bassin-Bleu", "fr", ["Bassin-Bleu HT"]),
        ("Zémio : accrochage entre miliciens", "fr", ["Zemio CF"]),
        ("Des tirs déchirent le quartier de Cheikh Maqsoud", "fr", ["Aleppo SY"]),
        ("Batalla por Kostiantínivka, casa por casa", "es", ["Kostiantynivka UA"]),
        ("Arde la refinería de Yizán", "es", ["Jizan SA"]),
        ("Tiroteo en Jambaló", "es", ["Jambaló CO"]),
        ("Homens armados atacam Mocímboa da Praia", "pt", ["Mocímboa da Praia MZ"]),
        ("Zaporíjia às escuras", "pt", ["Zaporizhzhia UA"]),
        ("Confronto na Rocinha deixa dois mortos", "pt", ["Rio de Janeiro BR"]),
    ],
)
def test_a_place_in_the_news_needs_no_country_beside_it(
    raw: str, language: str, found: list[str]
) -> None:
    """What wires name alone is found alone, under the spelling of each language."""
    assert seen(raw, language) == found


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Midi sonne, la fiche est pleine et seul le chat dort.", "fr"),
        ("Sonda descobre gelo em Marte", "pt"),
        ("Nikki played well on Punch radio, said Augie.", "en"),
        ("Buena fe y ascensión rápida, dijo Villagrán.", "es"),
        ("Trat er gestern zurück, fragte Jost.", "de"),
    ],
)
def test_words_and_family_names_are_not_noted(raw: str, language: str) -> None:
    """A town that is called like a word or like people must still be introduced."""
    assert seen(raw, language) == []


def test_each_noted_name_bears_its_town() -> None:
    """No row is idle: under each of its names the town is known, and known to be in the news."""
    names = gazetteer()
    rows = [row for row in rows_of("noted.tsv") if row[0] == "noted"]

    assert len(rows) > 2_000
    for _, number, *_, spellings, _ in rows:
        for name in spellings.split(";"):
            borne = names.named(" ".join(fold_words(name)))
            assert any(str(one.id) == number and one.is_noted for one in borne), name
