"""
Does who did it, and to whom, decide what an event is called?

One word stands for a battle, for violence against civilians and for a riot; what a protest
is against is no event of its own.
"""

from __future__ import annotations

import pytest

from tests.reading.builders import said


def told(text: str) -> list[str]:
    """Return the ACLED sub-event of each mention."""
    return [one.types.acled.sub_event for one in said(text).mentions if one.types.acled]


@pytest.mark.parametrize(
    ("text", "sub_event"),
    [
        ("Militants attacked an army post near Dori on Monday.", "Armed clash"),
        ("Militants attacked Tobo village near Dori on Monday.", "Attack"),
        ("Two soldiers were shot dead by militants in Dori on Monday.", "Armed clash"),
        ("Two traders were shot dead by militants in Dori on Monday.", "Attack"),
        ("Rebels killed eleven miners in Dori on Monday.", "Attack"),
        ("Soldiers killed nine militants in Dori on Monday and arrested two others.", "Armed clash"),
        ("A militant who had killed nine soldiers was arrested in Dori on Monday.", "Arrests"),
        ("Locals attacked a tax office in Dori on Monday.", "Mob violence"),
        ("Miners and villagers clashed in Dori over a well on Monday.", "Mob violence"),
        ("Militants attacked the village of Tobo and burned a school.", "Looting/property destruction"),
        ("Militants attacked the village of Tobo and abducted six people.", "Abduction/forced disappearance"),
    ],
)  # fmt: skip
def test_doer_and_target_name_the_event(text: str, sub_event: str) -> None:
    """
    The same verb is called by those before and behind it.
    """
    assert told(text)[:1] == [sub_event]


@pytest.mark.parametrize(
    ("text", "sub_events"),
    [
        ("Students held a march in Dori against the killing of a teacher.", ["Peaceful protest"]),
        ("Students held a march in Dori on Monday. Police dispersed the crowd.",
         ["Protest with intervention"]),
        ("Youths pelted stones in Dori during a protest over fees.", ["Violent demonstration"]),
        ("Youths pelted stones in Dori at the house of a trader.", ["Mob violence"]),
    ],
)  # fmt: skip
def test_a_protest_is_one_event_with_its_cause_and_its_end(
    text: str, sub_events: list[str]
) -> None:
    """
    Its cause is no event, and its end is what it is called by.
    """
    assert told(text) == sub_events


def test_a_mine_may_explode_behind_an_aside() -> None:
    """
    Who laid it stands between the mine and what it did.
    """
    text = "Two boys were hurt near Dori when a mine, laid by an unknown group, exploded."

    assert told(text) == ["Remote explosive/landmine/IED"]


@pytest.mark.parametrize(
    "raw",
    [
        "Residents say fighting goes on in the town of Sake in eastern Congo",
        "Six dead in Libyan capital fighting",
        "Clan militias fought in Galkayo in Somalia on Tuesday, killing six people, police said.",
    ],
)
def test_who_only_tells_or_dies_did_not_do_it(raw: str) -> None:
    """
    Witnesses and the dead stand before the word as those do who fight.
    """
    assert said(raw).fighting
