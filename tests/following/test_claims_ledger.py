"""Tolls: picked by rule, and never added up."""

from __future__ import annotations

from datetime import date

from agents.linking.claims_ledger import Stated, reconcile, toll_summary
from schemas.claim import Of, Speaker, Window
from schemas.codec import encode
from tests.following.builders import (
    SUNDAY,
    claim,
    of,
)

ARMY_SAYS = Speaker(role="army", side="A")


def stated(least: int | None, most: int | None, *, hour: int = 9, family: str = "afp", **more):
    return Stated(claim(least, most, **more), SUNDAY.replace(hour=hour), family)


def summed(*claims: Stated):
    toll = toll_summary(reconcile(claims))
    return toll.min, toll.max, toll.disputed


def test_compounds_and_counts_since_january_are_no_toll() -> None:
    """
    "15 killed and captured" are not 15 dead, and "400 since January" are not of today.
    """
    compound = stated(15, None, kind="killed_and_captured")
    cumulative = stated(400, None, window=Window(since=date(2024, 1, 1), cumulative=True))

    assert summed(compound, cumulative) == (None, None, False)


def test_a_later_figure_of_the_same_speaker_replaces_his_earlier_one() -> None:
    """
    Fourteen, then four, by the same publisher: four.
    """
    assert summed(stated(14, 14, hour=9), stated(4, 4, hour=11)) == (4, 4, False)


def test_a_lagging_wire_does_not_lower_the_toll() -> None:
    """
    On one day the larger figure stands although a smaller one was sent later.
    """
    raised, lagging = stated(31, 31, hour=11), stated(17, 17, hour=12, family="reuters")

    assert summed(stated(17, 17), raised, lagging)[0] == 31


def test_a_part_raises_the_whole_and_never_lowers_it() -> None:
    """
    Three children among 17 are no toll of three; 31 soldiers are more than 17 people.
    """
    whole = stated(17, 17)

    assert summed(whole, stated(3, 3, hour=10, of=of("civilian", "child")))[0] == 17
    assert summed(whole, stated(31, 31, hour=10, of=of("A", "soldier")))[:2] == (31, None)


def test_a_side_is_not_believed_on_its_enemys_dead() -> None:
    """
    Six soldiers by a local official stand; the army's 20 "terrorists" stand beside them.
    """
    official = stated(6, None, of=of("A", "soldier"), by=Speaker(role="local official"))
    army = stated(20, 20, hour=11, of=of("B", "fighter"), by=ARMY_SAYS)

    assert summed(official, army)[0] == 6


def test_one_who_is_named_is_no_toll_of_all() -> None:
    """
    "The driver, X, was killed" beside 17 dead says who one of them was.
    """
    named = stated(1, 1, hour=11, of=Of(words="Luc Kalenga"))

    assert summed(stated(17, 17), named)[0] == 17


def test_of_two_figures_in_one_dispatch_the_larger_is_the_whole() -> None:
    """
    "17 died, two of them in the first attack": what stands behind does not replace it.
    """
    assert summed(stated(17, 17), stated(2, 2))[0] == 17
    assert summed(stated(2, 2), stated(17, 17))[0] == 17


def test_hundreds_of_figures_by_two_sides_stay_a_small_record() -> None:
    """
    Every claim beside every rival's would be megabytes, which no broker takes: the newest count.
    """
    told = [
        stated(
            n, None, claim_id=f"{n:03}", by=Speaker(role="colonel", name=str(n), side="AB"[n % 2])
        )
        for n in range(1, 501)
    ]
    ledger = reconcile(told)

    assert [one.claim.min for one in ledger] == list(range(301, 501))
    assert max(len(one.claim.relation) for one in ledger) <= 9
    assert len(encode(ledger[-1].claim)) * len(ledger) < 400_000
