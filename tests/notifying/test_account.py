"""What the rows of a subscription add up to."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from agents.notifying.account import Account
from tests.notifying.reader import NOON, Reader, after, alert, cancel


def test_all_that_is_put_together_again_is_the_same() -> None:
    """
    An account made anew of the rows, in any order, answers as the old one does.
    """
    reader = Reader(cap_per_hour=2)
    reader.hear(*(alert(incident_id=f"n{n}", at=after(n)) for n in range(9)))
    known = reader.account
    rows = [known.row(f"n{n}-mali-ONSET-1") for n in range(9)]
    anew = Account(row for row in reversed(rows) if row is not None)
    hour_ago = NOON - timedelta(hours=1)

    assert list(anew.waiting()) == list(known.waiting())
    assert anew.begun_since(hour_ago) == known.begun_since(hour_ago)
    assert anew.told_of("n0") == known.told_of("n0") is not None


def test_what_is_redriven_was_not_told() -> None:
    """
    Until it is tried anew; then its message counts for the cap from there.
    """
    one = alert(severity="Severe")
    reader = Reader().hear(one)
    known = reader.row(one)
    lives = replace(known, state="failed", delivery_seq=None, began_at=None, tried_before=1)
    reader.account.put(lives)
    told = reader.account.told_of("i1")
    reader.account.put(replace(known, delivery_seq=2, began_at=after(30)))

    assert told is None
    assert reader.account.begun_since(NOON - timedelta(hours=1)) == [after(30)]


def test_what_is_redriven_may_have_arrived_before() -> None:
    """
    Taken back before it is tried anew: it does not come, the CANCEL does.
    """
    one = alert(severity="Severe")
    reader = Reader().hear(one)
    reader.is_reached = False
    reader.account.put(
        replace(reader.row(one), state="failed", delivery_seq=None, began_at=None, tried_before=3)
    )
    back = cancel(2, [one], at=after(5))
    reader.hear(back)
    reader.is_reached = True
    reader.wait(after(20))

    assert [got.ids for got in reader.got] == [[one.alert_id], [back.alert_id]]


def test_clocks_of_two_machines_do_not_turn_the_order_round() -> None:
    """
    A row that another machine saw "later" still comes before the next one of its incident.
    """
    reader = Reader("webhook")
    reader.is_reached = False
    first, second = alert(), alert(2, at=after(1))
    reader.hear(first, second)
    rows = [reader.row(first), reader.row(second)]
    fast = replace(rows[0], seen_at=after(9))
    other = replace(
        reader.row(first), alert_id="o", incident_id="o", seen_at=after(5), source=(3, 1)
    )
    anew = Account([rows[1], fast, other])

    assert [row.alert_id for row in anew.waiting()] == ["o", first.alert_id, second.alert_id]


def test_what_is_forgotten_leaves_nothing() -> None:
    """
    A month of incidents that are over costs no memory.
    """
    reader = Reader(cap_per_hour=1)
    told = [alert(incident_id=f"n{n}", at=after(n)) for n in range(4)]
    reader.hear(*told).wait(after(300))
    for one in told:
        reader.account.forget(one.alert_id)
    reader.account.forget("never heard of")

    assert not list(reader.account.waiting())
    assert not reader.account.dropped()
    assert all(reader.account.told_of(one.incident_id) is None for one in told)
    assert all(reader.account.group_since(one.incident_id) is None for one in told)
    assert not any(reader.account.was_told(one.alert_id) for one in told)


def test_what_died_on_the_way_holds_nothing_up() -> None:
    """
    After a message that was given up the next one waits for no cooldown; a CANCEL still comes.
    """
    first, second = alert(severity="Severe"), alert(2, at=after(2), severity="Severe")
    reader = Reader().hear(first)
    reader.account.put(replace(reader.row(first), state="dead"))
    reader.hear(second)
    dead = Reader().hear(first)
    dead.account.put(replace(dead.row(first), state="dead"))

    assert [got.at for got in reader.got] == [NOON, after(2)]
    assert len(dead.hear(cancel(2, [first], at=after(3))).got) == 2
