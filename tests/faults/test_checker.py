"""Does the checker find what is lost, repeated and invented?"""

from __future__ import annotations

from schemas.record import DispatchRef
from tests.faults.checker import Found, Told, Verdict, compare
from tests.faults.undisturbed import Calm

RIVER = DispatchRef(key="wire:river", revision=1)
TOWN = DispatchRef(key="wire:town", revision=2)
CALM = Calm(
    decisions={RIVER: frozenset({"r1"}), TOWN: frozenset({"t1", "t2"})},
    alerts={"onset": TOWN, "gathered": None},
    readings=frozenset({("reading", "ML")}),
)
DECISIONS = (Told("r1", RIVER, "not_event"), Told("t1", TOWN, "opened"), Told("t2", TOWN, "stale"))
ALERTS = ("onset", "gathered")
KEYS = (RIVER.key, TOWN.key)


def verdict(
    *, acknowledged=KEYS, dispatched=KEYS, decisions=DECISIONS, alerts=ALERTS, dead=(), poison=()
) -> Verdict:
    found = Found(dispatched, decisions, alerts, (("reading", "ML"),), dead)
    return compare(CALM, found, acknowledged=acknowledged, poison=poison)


def test_finds_nothing_where_nothing_is_wrong() -> None:
    """What an undisturbed run gives is all there, once."""
    assert verdict() == Verdict((), (), 0)


def test_finds_a_decision_that_is_missing() -> None:
    """One of two decisions of a dispatch is enough to be missed."""
    assert verdict(decisions=DECISIONS[:2]).lost == ("decision t2 of wire:town rev 2",)


def test_finds_an_alert_that_is_missing() -> None:
    """Also one that fell due by itself."""
    assert verdict(alerts=()).lost == (
        "alert gathered, caused by a due time",
        "alert onset, caused by wire:town",
    )


def test_finds_a_dispatch_that_the_broker_lost() -> None:
    """What was acknowledged must stand on its topic; what was not may."""
    found = verdict(acknowledged=(*KEYS, "wire:gone"))

    assert found.lost == ("dispatch wire:gone: not on its topic",)
    assert verdict(acknowledged=KEYS[:1]) == Verdict((), (), 0)


def test_finds_a_reading_that_is_missing() -> None:
    """What one agent never handed to the other is lost, too."""
    found = compare(CALM, Found(KEYS, DECISIONS, ALERTS), acknowledged=KEYS)

    assert found.lost == ("reading reading for ML",)


def test_finds_poison_that_is_in_no_dead_letter() -> None:
    """What nobody can read is kept for somebody who will; what can be read is not given up."""
    found = verdict(poison=("bad", "worse"), dead=("bad", "bad", "wire:river"))

    assert found == Verdict(("dead letter of worse",), ("dead letter of wire:river",), 1)


def test_counts_what_stands_there_twice() -> None:
    """At least once under the same id is what is promised."""
    found = verdict(decisions=DECISIONS * 2, alerts=(*ALERTS, "onset", "onset"))

    assert found == Verdict((), (), 5)


def test_counts_a_record_that_came_again_after_it_was_remembered() -> None:
    """That it was known is a decision of its own, and so is that it is old by then."""
    again = Told("t9", TOWN, "duplicate_dispatch")
    later = Told("t8", TOWN, "stale")

    assert verdict(decisions=(*DECISIONS, again, again, later)) == Verdict((), (), 3)


def test_finds_what_nothing_accounts_for() -> None:
    """An alert or a decision that an undisturbed run does not give is not let pass as a repeat."""
    odd = Told("t9", TOWN, "updated")
    found = verdict(decisions=(*DECISIONS, odd), alerts=(*ALERTS, "other"))

    assert found == Verdict((), ("alert other", "decision t9 of wire:town: updated"), 0)
