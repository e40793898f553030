"""
Do everyday headlines stay silent that use the words of war, or of killing?

What people fight is often no enemy, what they kill is not always alive, and most killings
are nobody's war. All headlines are invented.
"""

from __future__ import annotations

import pytest

from tests.reading.builders import said


@pytest.mark.parametrize(
    "headline",
    [
        "Police in Pune thank nurses fighting the coronavirus",
        "Army battles floods in Assam",
        "Soldiers join fight against malaria in Zambia",
        "Coffee chain in Seattle is fighting efforts to unionise, soldiers' wives say",
        "Army to retire battle tanks in Poland",
        "Drones used to spray vineyards near Bordeaux",
        "Schoolteacher accused of sexual assault on pupil in Bihar",
        "Man kills wife over property dispute in Lagos",
        "Woman murdered by her ex boyfriend in Leeds",
        "Rebel MPs in London threaten to kill the bill",
    ],
)
def test_no_fight_is_told_where_nobody_wages_one(headline: str) -> None:
    """
    A virus, a plan, a family quarrel: none of them opens an alarm.
    """
    reading = said(headline)

    assert not reading.fighting


@pytest.mark.parametrize(
    "headline",
    [
        "Court in Cairo sentences 14 to death",
        "Two held for plot in 1994 murder",
        "Volunteers save lives at beach",
        "Toll road opens near Brisbane",
        "Poultry farm loses 2,000 chickens, 300 sheep dead",
        "Cat survives, nine lives and counting",
        "Company makes a killing in tin",
    ],
)
def test_nobody_is_counted_where_nobody_died(headline: str) -> None:
    """
    Set phrases, sentences of a court, years and animals count no dead.
    """
    claims = said(headline).claims

    assert [one for one in claims if one.kind == "killed"] == []


def test_rape_is_a_weapon_only_of_those_who_bear_arms() -> None:
    """
    The same deed is crime or war by who does it.
    """
    crime = said("Two women were gang raped on Monday in Rampur, police said.")
    war = said("Rebels gang raped two women on Monday in Beni, a doctor said.")

    assert not crime.fighting
    assert war.fighting


def test_a_private_quarrel_happened_and_opens_no_alarm() -> None:
    """
    It is told as what it is: actual, with the words that make it private.
    """
    reading = said("Farmer was hacked to death by his brother in Siaya on Monday.")

    assert [(one.realis, one.background) for one in reading.mentions] == [("actual", True)]
    assert not reading.fighting
