"""Which message carries what: the same before a crash and after it."""

from __future__ import annotations

from itertools import permutations

from msgspec.structs import replace

from agents.notifying.account import Account
from agents.notifying.parcels import key_of, message_of, parcel_of
from agents.notifying.rows import ruled
from agents.notifying.turns import turn
from tests.notifying.reader import Reader, after, alert, cancel


def night() -> tuple[Reader, list, list]:
    """Return a sleeper in the morning, before anything is sent: three are held, one was false."""
    told = [alert(incident_id=f"i{n}", at=after(600 + n)) for n in range(4)]
    back = cancel(2, told[:1], incident_id="i0", at=after(660))
    reader = Reader(quiet_hours=("22:00", "06:00"), quiet_mode="hold").hear(*told, back)
    return reader, told, [reader.row(one) for one in told]


def test_the_same_alerts_are_the_same_message() -> None:
    """
    In whatever order they are put together; one more makes it another one.
    """
    wanted = Reader().wanted
    told = [alert(n, incident_id=f"i{n % 2}") for n in range(1, 5)]
    keys = {key_of(order, wanted) for order in permutations(told)}

    assert len(keys) == 1
    assert keys != {key_of(told[1:], wanted)}
    assert keys != {key_of(told, replace(wanted, id="bert"))}


def test_a_message_is_rebuilt_from_its_rows() -> None:
    """
    With all that it carried and counted, in the same order.
    """
    reader, told, rows = night()
    alerts = {one.alert_id: one for one in told}
    taken = turn(reader.wanted, reader.account, alerts, now=after(1080))
    written = [
        ruled(row, verdict, now=after(1080))
        for row in rows
        if (verdict := taken.verdicts.get(row.alert_id)) is not None
    ]

    assert taken.parcel is not None
    assert (len(taken.parcel.alerts), taken.parcel.dropped) == (3, 1)
    for order in permutations(written):
        assert parcel_of(order, alerts) == taken.parcel
    message = message_of(taken.parcel, subscription_id="anna", delivery_seq=7)
    assert {one.delivery_seq for one in message.alerts} == {7}
    assert message.id == taken.parcel.key


def test_a_crash_between_two_rows_of_a_message_changes_nothing() -> None:
    """
    However many of its rows were written before the kill, the same message goes out.
    """
    reader, told, rows = night()
    alerts = {one.alert_id: one for one in told}
    whole = turn(reader.wanted, reader.account, alerts, now=after(1080))
    changed = list(whole.verdicts.items())

    for count in range(len(changed) + 1):
        done = dict(changed[:count])
        anew = Account(
            ruled(row, done[row.alert_id], now=after(1080)) if row.alert_id in done else row
            for row in rows
        )
        assert turn(reader.wanted, anew, alerts, now=after(1081)).parcel == whole.parcel
