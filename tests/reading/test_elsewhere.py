"""A country in one sentence, a spot of another country in the next: where was it?"""

from __future__ import annotations

from msgspec.structs import replace

from agents.where.elsewhere import without_elsewhere
from schemas.event import Actor, Mention, Place
from tests.reading.builders import said

INDIA = Place(name="India", role="main", country="IN", precision=6, method="centroid")
PAKISTAN = Place(name="Pakistan", role="mention", country="PK", precision=6, method="centroid")
ARMY = Actor(name="India", type="state", country="IN", side="A")


def shelling() -> Mention:
    reading = said(
        "Shells hit a farm near Sialkot in Pakistan on Monday, wounding three villagers."
    )
    return reading.mentions[0]


def roles(mention: Mention) -> dict[str, str]:
    return {place.name: place.role for place in mention.places}


def test_who_shells_is_not_where_the_shells_fall() -> None:
    """Once the report names a spot abroad, the army's own country locates nothing."""
    first = replace(shelling(), idx=1, places=(INDIA,), actors=(ARMY,))

    settled, spot = without_elsewhere([first, shelling()])

    assert roles(settled) == {"India": "origin_of_actor"}
    assert "places.elsewhere@1" in settled.rules
    assert spot == shelling()


def test_of_two_countries_in_a_sentence_it_is_where_the_rest_of_the_report_is() -> None:
    """And the other one is a mention, whoever acts."""
    first = replace(shelling(), idx=1, places=(PAKISTAN, INDIA), actors=())

    settled, _ = without_elsewhere([first, shelling()])

    assert roles(settled) == {"Pakistan": "mention", "India": "mention"}


def test_a_country_stays_the_place_while_nothing_says_elsewhere() -> None:
    """Alone, or beside an event of another kind, it is all that is known."""
    alone = replace(shelling(), idx=1, places=(INDIA,), actors=(ARMY,))
    march = replace(shelling(), family="protest")

    assert without_elsewhere([alone]) == [alone]
    assert without_elsewhere([alone, march]) == [alone, march]


def test_a_spot_stays_the_place_whatever_country_its_sentence_names_besides() -> None:
    """Both sentences name the other's country, and lost both spots once."""
    reading = said(
        "A drone strike killed nine people in Belgorod on Monday after Ukraine said its forces "
        "were firing. In Ukraine, a missile strike killed two people in Kharkiv on Monday, hours "
        "after Russia threatened."
    )

    assert set(reading.countries) == {"RU", "UA"}


def test_two_spots_in_two_countries_are_two_events() -> None:
    """A wrap tells of both; neither takes the other's place."""
    reading = said(
        "Air strikes killed nine people in Sanaa on Monday. In Lebanon, drones hit a car near Tyre "
        "on Monday, killing two."
    )

    assert set(reading.countries) == {"YE", "LB"}
