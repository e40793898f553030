"""Where an event was whose own sentence does not say: told after it, beside it, or "this city"."""

from __future__ import annotations

from time import process_time

import pytest

from .builders import mains, said

# text -> the main places
ROWS = [
    ("Rebels killed 12 peasants on Monday. The attack occurred in Goma, residents said.", {"Goma"}),
    ("REBELS KILLED 12 PEASANTS ON MONDAY. THE ATTACK OCCURRED IN GOMA.", {"Goma"}),
    ("Rebels killed 12 peasants in Colombia. The farm is located in Cartago.", {"Cartago"}),
    ("Rebels killed 12 peasants in Goma. The army base is located in Bukavu.", {"Goma"}),
    ("A minister spoke in Peru on Monday. Rebels killed 12 peasants. He was in Ayacucho.",
     {"Ayacucho"}),
    ("BOGOTA, March 3 (AFP) - Rebels detonated two bombs in this capital, killing 12 people.",
     {"Bogotá"}),
    ("BOGOTA, March 3 (AFP) - Rebels killed 12 people on Monday.", set()),
    ("A bomb exploded near the U.S. embassy in Goma, killing 12 people.", {"Goma"}),
    ("REBELS ATTACKED THE VILLAGE ON MONDAY, KILLING 12 PEASANTS. THE CLASHES OCCURRED IN GOMA.",
     {"Goma"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), ROWS)
def test_an_event_is_where_the_text_around_it_says(text: str, places: set[str]) -> None:
    """
    What is "located" or "occurred" behind it locates; the dateline only where the body says so.
    """
    assert mains(said(text, language="en")) == places


# language, text -> the main places: a town called by its name is no dateline's "city"
NAMED = [
    ("en", "KINSHASA, March 4 (AFP) - Rebels from the city of Goma killed 12 soldiers.", set()),
    ("en", "KINSHASA, March 4 (AFP) - Rebels from the city of Qorvat killed 12 soldiers.", set()),
    ("en", "GOMA, March 4 (AFP) - A bomb exploded in the city on Monday, killing 12.", {"Goma"}),
    ("en", "GOMA, March 4 (AFP) - Rebels from the town of Bukavu killed 12 people in the city.",
     {"Goma"}),
    ("de", "KINSHASA, 4. März (AFP) - Rebellen töteten zwölf Soldaten aus der Stadt Goma.", set()),
    ("fr", "BAMAKO, 4 mars (AFP) - Des rebelles ont tué douze soldats venus de la ville de Gao.",
     set()),
    ("ru", "МОСКВА, 4 марта (ТАСС) - Погибли 12 человек из города Донецка при взрыве.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "places"), NAMED)
def test_a_city_with_its_name_is_not_the_datelines(
    language: str, text: str, places: set[str]
) -> None:
    """
    "The city of X" says nothing of where the reporter sits; "the city" alone does.
    """
    assert mains(said(text, language=language)) == places


def test_the_search_for_a_scene_is_linear() -> None:
    """
    Many events without a place and many scenes: twice the text takes about twice as long.
    """
    unit = "Rebels shelled a base. Talks were held in Goma. "
    took = []
    for count in (250, 2_000):
        text = unit * count
        # The processor's time of the better of two: neighbours and the collector stay out of it.
        tries = []
        for _ in range(2):
            start = process_time()
            said(text, language="en")
            tries.append(process_time() - start)
        took.append(min(tries))

    assert took[1] < 8 * took[0] * 3
