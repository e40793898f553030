"""Whose ground is it now? Taken, left, denied and never taken, in four languages."""

from __future__ import annotations

import pytest

from schemas.event import Territory
from tests.reading.builders import said

KIDAL = 2455290
BARA = 377724
WALIKALE = "x-tocsin:walikale"


def ground(text: str) -> list[Territory]:
    """Return what became of the ground that *text* tells of."""
    return [one.territory for one in said(text).mentions if one.territory is not None]


@pytest.mark.parametrize(
    ("text", "place_id", "by"),
    [
        ("The army took Bara on Tuesday after heavy fighting.", BARA, "SD:army"),
        ("M23 rebels captured Walikale on Tuesday.", WALIKALE, "m23"),
        ("L'armée a repris Bara mardi après de violents combats.", BARA, "SD:army"),
        ("Die Rebellen haben Walikale am Dienstag erobert.", WALIKALE, "Rebellen"),
        ("Los rebeldes tomaron Walikale el martes tras combates.", WALIKALE, "rebeldes"),
    ],
)
def test_ground_that_is_taken_is_gained_by_the_taker(
    text: str, place_id: int | str, by: str
) -> None:
    """
    The armed party before the verb takes it.
    """
    assert ground(text) == [Territory(place_id=place_id, change="gained", by=by)]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Rebels withdrew from Kidal on Tuesday.", "Rebels"),
        ("The army handed over Kidal to the rebels on Tuesday.", "ML:army"),
        ("Les rebelles se sont retirés de Kidal mardi.", "rebelles"),
        ("Die Rebellen zogen sich am Dienstag aus Kidal zurück.", "Rebellen"),
        ("Die Armee hat Kidal am Dienstag geräumt.", "ML:army"),
        ("Los rebeldes se retiraron de Kidal el martes.", "rebeldes"),
        ("El ejército abandonó Kidal el martes.", "ML:army"),
    ],
)
def test_ground_that_is_left_is_lost_by_who_leaves(text: str, by: str) -> None:
    """
    Who withdraws gains nothing.
    """
    assert ground(text) == [Territory(place_id=KIDAL, change="lost", by=by)]


def test_the_ground_left_is_not_the_place_of_the_next_event() -> None:
    """
    They left Kidal; Gao is where others attacked.
    """
    text = "The army withdrew from Kidal on Tuesday and rebels attacked a convoy in Gao."

    assert ground(text) == [Territory(place_id=KIDAL, change="lost", by="ML:army")]


def test_who_is_handed_a_town_does_not_lose_it() -> None:
    """
    The words do not say who handed it over, and no party is guessed.
    """
    text = "Walikale was handed over to the rebels on Tuesday."

    assert ground(text) == [Territory(place_id=WALIKALE, change="lost", by=None)]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels moved into Walikale without a fight on Tuesday.",
        "Les rebelles sont entrés dans Walikale sans combat mardi.",
        "Die Rebellen rückten am Dienstag ohne Kampf in Walikale ein.",
    ],
)
def test_a_town_entered_without_a_fight_is_gained(text: str) -> None:
    """
    Words of how they came in are none of leaving.
    """
    assert [one.change for one in ground(text)] == ["gained"]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels claimed to have captured Walikale on Tuesday, but the army denied it.",
        "Les rebelles se sont emparés de Walikale mardi, ce que l'armée dément.",
        "Die Rebellen haben Walikale am Dienstag erobert, die Armee dementiert das.",
        "Los rebeldes tomaron Walikale el martes, pero el ejército lo negó.",
    ],
)
def test_a_capture_that_the_other_side_denies_is_contested(text: str) -> None:
    """
    Case 17 of the hard cases: the claim stands, and so does the denial.
    """
    (one,) = ground(text)

    assert (one.place_id, one.change, one.contested) == (WALIKALE, "gained", True)


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that rebels had captured Walikale.",
        "Rebels did not withdraw from Walikale, the army said.",
        "Rebels were to withdraw from Walikale next week.",
        "Los rebeldes no se retiraron de Walikale, dijo el ejército.",
    ],
)
def test_what_did_not_happen_moves_no_ground(text: str) -> None:
    """
    A denial or a plan is told, with no change of ground.
    """
    assert said(text).mentions
    assert ground(text) == []


@pytest.mark.parametrize(
    ("text", "loser"),
    [
        ("Sudan's army recaptured Bara from the Rapid Support Forces on Tuesday.", "rsf"),
        ("L'armée soudanaise a repris Bara aux Forces de soutien rapide mardi.", "rsf"),
        ("El ejército sudanés arrebató Bara a las Fuerzas de Apoyo Rápido el martes.", "rsf"),
    ],
)
def test_ground_is_taken_from_whom_the_words_say(text: str, loser: str) -> None:
    """
    Only a party that it was done to has lost it.
    """
    assert [(one.by, one.from_) for one in ground(text)] == [("SD:army", loser)]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("M23 rebels briefly captured Walikale on Tuesday.", False),
        ("M23 rebels have captured Walikale on Tuesday.", None),
        ("Les rebelles du M23 ont brièvement conquis Walikale mardi.", False),
        ("Die Rebellen haben Walikale am Dienstag kurzzeitig erobert.", False),
    ],
)
def test_ground_held_briefly_is_not_held_over_a_day(text: str, held: bool | None) -> None:
    """
    Unsaid is unknown.
    """
    assert [one.held_over_1_day for one in ground(text)] == [held]
