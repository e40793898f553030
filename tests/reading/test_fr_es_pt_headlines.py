"""French, Spanish and Portuguese headlines: verbs and sounds of fighting, and what only looks like them."""

from __future__ import annotations

import pytest

from tests.reading.builders import said

FIGHTING = [
    ("fr", "Burkina : une vingtaine de supplétifs tombent sous les balles de terroristes près de Barsalogho"),
    ("fr", "Les miliciens sèment la mort à Djugu : 14 morts"),
    ("fr", "Crépitement d'armes à Goma, les habitants terrés chez eux"),
    ("fr", "Des tirs à l'arme lourde entendus à Sennar"),
    ("fr", "Soudan : l'armée reprend l'aéroport de Khartoum"),
    ("fr", "Trois soldats israéliens tombent au combat dans la bande de Gaza"),
    ("fr", "Heurts sanglants à Soueida entre Druzes et Bédouins"),
    ("fr", "L'armée essuie de lourdes pertes à Tanguiéta"),
    ("fr", "Une position des forces armées harcelée par des terroristes à Kpendjal"),
    ("fr", "Six civils criblés de balles à Kumbo par des séparatistes"),
    ("fr", "Les insurgés mis en déroute par l'armée à Kidal"),
    ("fr", "Un véhicule de l'armée saute sur un IED à Hombori : trois morts"),
    ("fr", "Pluie de feu sur Odessa, neuf morts"),
    ("fr", "Une bombe planante s'écrase sur un marché de Kramatorsk, huit morts"),
    ("fr", "Guérilleros et dissidents des Farc se sont entretués à Tibú, cinq morts"),
    ("fr", "Des inconnus à moto tirent sur un marché à Gorom-Gorom : cinq morts"),
    ("es", "La guerrilla se lleva a cuatro obreros en Arauca"),
    ("es", "Francotirador mata a soldado en Tibú"),
    ("pt", "Franco-atirador mata soldado em Tibú"),
    ("es", "El ELN dinamita un oleoducto en Arauca"),
    ("es", "Tres soldados caen en combate en El Tarra"),
    ("es", "Al Shabab asalta un hotel en Kismayo"),
    ("es", "Una explosión sacude una mezquita en Kunduz: doce muertos"),
    ("es", "La guerrilla da de baja a tres policías en Caquetá"),
    ("es", "Drones con explosivos caen sobre Tierra Caliente, Michoacán"),
    ("es", "El M23 se apodera de Masisi tras expulsar al Ejército"),
    ("es", "Hombres armados matan a machetazos a ocho civiles en Beni"),
    ("es", "Suenan disparos en el centro de Yamena"),
    ("es", "El ELN se lleva a tres ingenieros en Arauquita"),
    ("pt", "Camponeses mortos à catanada por insurgentes em Palma"),
    ("pt", "Tiros ouvidos junto ao palácio presidencial em Bissau"),
    ("pt", "Tiroteio intenso na capital da Guiné-Bissau"),
    ("pt", "Artilharia castiga os arredores de Zaporizhzhia"),
    ("pt", "Soldado morre ao pisar mina em Pokrovsk"),
    ("pt", "As tropas do governo reconquistaram pela força das armas a vila de Baidoa"),
    ("pt", "Comboio de diplomatas atingido por explosão em Peshawar"),
]  # fmt: skip
SILENT = [
    ("fr", "Coups de feu à Marseille : un blessé"),
    ("fr", "Deux soldats maliens retrouvés morts à Gao"),
    ("fr", "Le Maroc achète des bombes guidées pour des avions de Meknès"),
    ("es", "Un choque frontal en un control de carretera de Murcia deja tres muertos"),
    ("es", "El atacante de México eliminó al rival de Monterrey"),
    ("es", "Infantes de Marina toman parte en el ejercicio de Cádiz y asaltan una playa"),
    ("fr", "La police neutralise un homme armé d'un couteau à Strasbourg"),
    ("es", "Un hombre muere por disparos en Rosario tras una discusión"),
    ("es", "Un avión militar se estrella en Bolivia: veinte muertos"),
    ("es", "Un camión cargado con explosivos para minería vuelca en Sonora"),
    ("es", "El Ejército informó que se llevó a cabo un operativo en Cali"),
    ("pt", "Avião comprado pela Força Aérea chega a Beja"),
    ("pt", "Oposição lança ofensiva contra o Governo em Lisboa"),
    ("pt", "Helicóptero da polícia cai em Minas Gerais"),
    ("pt", "Insurgentes entraram na ilha do Ibo sem que se disparasse um tiro"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), FIGHTING)
def test_a_headline_of_fighting_is_told(language: str, text: str) -> None:
    """
    Each verb or sound stands for a family of them in the word file.
    """
    assert said(text, language=language).fighting


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_a_headline_that_only_looks_so_is_silent(language: str, text: str) -> None:
    """
    A shooting in a town, bodies found, arms bought, a drill, a match.
    """
    assert not said(text, language=language).fighting
